import { setImmediate } from "node:timers/promises";
import type { Refusal } from "@legbook/domain";
import {
  parseScanCriteria,
  Scan,
  type ScanCriteria,
  type ScanWhyNot,
  type SpreadLegInput,
} from "@legbook/engine/ports";
import { columnsOf, type ScanFrameModel, wholeFrame } from "../models/scan.ts";
import { formatInstant } from "../schema/scalars.ts";
import type { PastChain, PastChains } from "./past-chain.ts";
import { pastLegs } from "./past-spread.ts";
import type { Viewpoint } from "./viewpoint.ts";

interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

/** What a scan would have shown at a moment, over the recorded quotes. Looks at everything in turns, so that others go on. */
export async function pastScan(
  chains: PastChains,
  viewpoint: Viewpoint,
  input: object,
  columns: readonly string[] | null | undefined,
): Promise<{ readonly kind: "scan"; readonly frame: ScanFrameModel } | Refused> {
  const looked = await look(chains, viewpoint, input);
  if (looked.kind === "refused") return looked;
  const { scan, chain } = looked;
  const result = scan.result();
  const update = {
    ...result,
    scanId: `past-${viewpoint.past}`,
    at: viewpoint.now,
    freshness: null,
    waitingFor: null,
    expiries: { open: chain.expiries.length, wanted: chain.expiries.length, leftOut: 0 },
  };
  return { kind: "scan", frame: wholeFrame(update, columnsOf(columns)) };
}

/** What such a scan would have made of one spread. */
export async function pastWhyNot(
  chains: PastChains,
  viewpoint: Viewpoint,
  input: object,
  legs: readonly SpreadLegInput[],
): Promise<{ readonly kind: "answered"; readonly whyNot: ScanWhyNot } | Refused> {
  const looked = await look(chains, viewpoint, input);
  if (looked.kind === "refused") return looked;
  const named = pastLegs(viewpoint, looked.criteria.symbol, legs);
  if (named.kind === "refused") return named;
  const asked = named.legs.map(({ contract, ratio }) => ({ conId: contract.conId, ratio }));
  return { kind: "answered", whyNot: looked.scan.whyNot(asked) };
}

async function look(
  chains: PastChains,
  { views, now }: Viewpoint,
  input: object,
): Promise<
  | {
      readonly kind: "looked";
      readonly criteria: ScanCriteria;
      readonly scan: Scan;
      readonly chain: PastChain;
    }
  | Refused
> {
  const parsed = parseScanCriteria(input);
  if (parsed.kind === "refused") return parsed;
  const { criteria } = parsed;
  const chain = chains.at(views, criteria.symbol, now);
  if (chain === null) return { kind: "refused", refusal: notOpen(criteria.symbol, formatInstant(now)) };
  const scan = new Scan(chain.table, criteria, chain.context);
  for (const _turn of scan.turns()) await setImmediate();
  return { kind: "looked", criteria, scan, chain };
}

function notOpen(symbol: string, at: string): Refusal {
  return {
    code: "past.chain-not-open",
    message: `No option chain of ${symbol} was open at ${at}: the log knows nothing of its options then.`,
    field: "symbol",
    inputs: { symbol, at },
    limit: null,
    remedy: "Choose a symbol whose chain was open then, or a later moment.",
  };
}

import { type Refusal, spreadOf } from "@legbook/domain";
import type { ApiContext } from "../context.ts";
import type { SpreadFigures } from "../models/spread.ts";
import { quantityRefusal, spreadFiguresAt, type SpreadRequest } from "../models/spread-at.ts";
import { engineLegs } from "../schema/spread-legs.ts";
import { shown } from "../schema/read-your-writes.ts";
import { Conflated, type Reader } from "./conflated.ts";
import { once } from "./once.ts";
import { onQuotes } from "./watch.ts";

const QUOTES_INTERVAL_MS = 250;
/** Lines give way by their last use: a spread that is looked at renews its own. */
const LINES_RENEWED_MS = 30_000;
/** Probabilities and forwards move without a quote of these legs. */
const REFRESHED_MS = 5_000;

/** A spread whose legs are known and have lines. */
export interface OpenSpread {
  readonly kind: "open";
  readonly conIds: readonly number[];
  /** As the views show it now. */
  figures(): SpreadFigures;
}

export type OpenSpreadResult = OpenSpread | { readonly kind: "refused"; readonly refusal: Refusal };

/** Asks the engine for the legs and their lines. Faults of the input are refusals that name the field. */
export async function openSpread(context: ApiContext, input: SpreadRequest): Promise<OpenSpreadResult> {
  const { engine, views, pricing, user } = context;
  const { symbol, quantity } = input;
  if (quantity < 1) return { kind: "refused", refusal: quantityRefusal(quantity) };
  const answer = await engine.openLegs(symbol, engineLegs(input.legs), user);
  if (answer.kind === "refused") return answer;
  await shown(context, answer.position, ["market"]);
  const result = spreadOf(answer.legs);
  if (result.kind === "refused") return result;
  const { spread, changes } = result;
  return {
    kind: "open",
    conIds: [...spread.legs.map(({ contract }) => contract.conId), spread.underlyingConId],
    figures: () =>
      spreadFiguresAt(
        { views, now: engine.now(), pricing, smile: (expiry) => engine.smile(symbol, expiry) },
        input,
        spread,
        changes.count,
      ),
  };
}

/** The figures whenever a quote of the legs or the underlying changes, at most four times a second. */
export async function spreadUpdates(
  context: ApiContext,
  input: SpreadRequest,
): Promise<AsyncGenerator<Reader<SpreadFigures>, void, void>> {
  const open = await openSpread(context, input);
  if (open.kind === "refused") return once(open);
  return new Conflated({
    refreshMs: REFRESHED_MS,
    watch: (changed) => {
      const unwatch = onQuotes(
        context.views,
        () => open.conIds,
        () => changed(QUOTES_INTERVAL_MS),
      );
      const renewal = setInterval(() => {
        context.engine.openLegs(input.symbol, engineLegs(input.legs), context.user).catch(context.onFault);
      }, LINES_RENEWED_MS);
      return () => {
        unwatch();
        clearInterval(renewal);
      };
    },
    read: () => open.figures(),
  });
}

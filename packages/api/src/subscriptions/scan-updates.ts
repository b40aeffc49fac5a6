import type { Refusal } from "@legbook/domain";
import { verticalScanCriteriaSchema, type VerticalScanUpdate } from "@legbook/engine/ports";
import type { ApiContext } from "../context.ts";
import { type ScanModel, scanModel } from "../models/scan.ts";
import type { Reader } from "./conflated.ts";
import { once } from "./once.ts";

export type ScanAnswer =
  | { readonly kind: "scan"; readonly scan: ScanModel }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * A scan's updates until the reader leaves; the engine keeps only the newest for a slow one. In `input` null and
 * absent are alike: the scanner's default.
 */
export async function scanUpdates(
  { engine, user }: ApiContext,
  input: object,
): Promise<AsyncGenerator<Reader<ScanAnswer>, void, void>> {
  const given = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
  const parsed = verticalScanCriteriaSchema.safeParse(given);
  if (!parsed.success) return once<ScanAnswer>({ kind: "refused", refusal: criteriaRefusal(parsed.error) });
  const ending = new AbortController();
  const answer = await engine.scanVerticals(parsed.data, user, ending.signal);
  if (answer.kind === "refused") return once<ScanAnswer>(answer);
  return readUpdates(answer.updates, ending);
}

/** Written by hand so that `return` aborts the scan at once, even while an update is awaited. */
function readUpdates(
  updates: AsyncIterable<VerticalScanUpdate>,
  ending: AbortController,
): AsyncGenerator<Reader<ScanAnswer>, void, void> {
  const source = updates[Symbol.asyncIterator]();
  const done = { done: true, value: undefined } as const;
  const end = async (): Promise<typeof done> => {
    ending.abort();
    await source.return?.();
    return done;
  };
  const generator: AsyncGenerator<Reader<ScanAnswer>, void, void> = {
    next: async () => {
      const result = await source.next();
      if (result.done === true) return done;
      const scan = scanModel(result.value);
      return { done: false, value: () => ({ kind: "scan", scan }) };
    },
    return: end,
    throw: async (error) => {
      await end();
      throw error;
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      await end();
    },
  };
  return generator;
}

interface CriteriaFault {
  readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
}

function criteriaRefusal({ issues }: CriteriaFault): Refusal {
  const faults = issues.map(({ path, message }) => ({ field: path.map(String).join("."), message }));
  return {
    code: "scan.criteria-invalid",
    message: `These criteria cannot be scanned for: ${faults.map(({ field, message }) => `${field}: ${message}`).join("; ")}.`,
    field: faults[0]?.field ?? null,
    inputs: Object.fromEntries(faults.map(({ field, message }) => [field, message])),
    limit: null,
    remedy: "Correct the named fields; those left out take their defaults.",
  };
}

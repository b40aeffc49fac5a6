import { parseMoney } from "../../format/money.ts";
import type { Spread } from "./use-spread.ts";

/** The currency that a spread's amounts are in; empty while none of them is known. */
export function currencyOf({ maxLoss, maxGain, marginInitial }: Spread): string {
  const known = maxLoss ?? maxGain ?? marginInitial;
  return known === null ? "" : parseMoney(known).currency;
}

import { inWords } from "../../format/words.ts";

/** The labels of the filters that exclude, so that a count can be found on the panel that makes it. */
const words: Readonly<Record<string, string>> = {
  right: "Puts or calls",
  side: "Credit or debit",
  daysToExpiry: "Days to expiry",
  width: "Width",
  naturalPrice: "Net price at the natural",
  netPrice: "Net price",
  rewardToRisk: "Reward to risk",
  bidAskWidth: "Combo bid/ask",
  openInterest: "Open interest",
  shortDelta: "Short leg delta",
  none: "No quote",
  "one-sided": "One-sided quote",
  "locked-at-zero": "Quote locked at zero",
  crossed: "Crossed quote",
  stale: "Quote age",
};

/** A reason of the scan's counts by the label of its filter; any other by its own name. */
export function reasonWords(reason: string): string {
  return words[reason] ?? inWords(reason);
}

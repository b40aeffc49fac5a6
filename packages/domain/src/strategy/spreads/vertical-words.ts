import { formatMicros } from "../../kernel/money.ts";
import { expiryWords, legWords } from "./spread-words.ts";
import type { VerticalSpread } from "./vertical.ts";

/** Both legs of opening `quantity` spreads, the sold one first: ["Sell 1 GOOG 15 Jan 745 put", "Buy 1 … 740 put"]. */
export function words(spread: VerticalSpread, quantity = 1): readonly [string, string] {
  return [legWords("sell", quantity, spread.shortLeg), legWords("buy", quantity, spread.longLeg)];
}

/** The spread in one line: "GOOG 15 Jan 2016 745/740 put credit" (short strike first for a credit, long first for a debit). */
export function verticalTitle(spread: VerticalSpread): string {
  const long = formatMicros(spread.longLeg.strike, 0);
  const short = formatMicros(spread.shortLeg.strike, 0);
  const strikes = spread.side === "credit" ? `${short}/${long}` : `${long}/${short}`;
  return `${spread.symbol} ${expiryWords(spread.expiry)} ${spread.expiry.slice(0, 4)} ${strikes} ${spread.right} ${spread.side}`;
}

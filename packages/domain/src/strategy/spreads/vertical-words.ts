import type { Action, OptionContract } from "../../contract/contract.ts";
import { formatMicros } from "../../kernel/money.ts";
import type { IsoDate } from "../../kernel/time.ts";
import type { VerticalSpread } from "./vertical.ts";

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;

/** "15 Jan", the short form for a screen that shows the full date beside it. */
export function expiryWords(expiry: IsoDate): string {
  const { day, month } = Temporal.PlainDate.from(expiry);
  return `${day} ${MONTHS[month - 1]}`;
}

/** One leg as a trader says it: "Sell 1 GOOG 15 Jan 745 put". */
export function legWords(action: Action, quantity: number, contract: OptionContract): string {
  const verb = action === "buy" ? "Buy" : "Sell";
  const strike = formatMicros(contract.strike, 0);
  return `${verb} ${quantity} ${contract.symbol} ${expiryWords(contract.expiry)} ${strike} ${contract.right}`;
}

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

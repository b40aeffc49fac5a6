import { type Contract, expiryWords, formatMicros, legWords, type OrderLeg } from "@legbook/domain";

/** A contract in words: `GOOG`, `GOOG 15 Jan 2016 745 put`. */
export function contractWords(contract: Contract): string {
  if (contract.kind === "stock") return contract.symbol;
  const { symbol, expiry, strike, right } = contract;
  return `${symbol} ${expiryWords(expiry)} ${expiry.slice(0, 4)} ${formatMicros(strike, 0)} ${right}`;
}

/** An order's legs in words for its whole quantity, the sold ones first. */
export function orderWords(legs: readonly OrderLeg[], quantity: number): string[] {
  const sold = legs.filter((leg) => leg.action === "sell");
  const bought = legs.filter((leg) => leg.action === "buy");
  return [...sold, ...bought].map((leg) => legWords(leg.action, leg.ratio * quantity, leg.contract));
}

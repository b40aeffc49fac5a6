import type { Quote, QuoteSide } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { type Order, signedLegs } from "./order.ts";

/** What the market would give an order now. */
export interface Match {
  /** Per unit of the order, in the order's own sense: for a bought combo the net paid, negative for a credit. */
  readonly price: Money;
  /** Units that the displayed sizes allow. */
  readonly quantityMax: number;
  /** Each leg's price, in the legs' order. */
  readonly legPrices: readonly Money[];
}

function sideFor(ratio: number, quote: Quote): QuoteSide | null {
  return ratio > 0 ? quote.ask : quote.bid;
}

/**
 * Prices an order against its contracts' quotes: what is bought pays the ask, what is sold gets the bid, a combo the
 * sum over its legs. Null when a side that it needs is not quoted, or when its limit is not reached. The price is the
 * market's, never worse than the limit.
 */
export function match(order: Order, quoteOf: (conId: number) => Quote): Match | null {
  const { terms } = order;
  const legPrices: Money[] = [];
  let quantityMax = Infinity;
  let paid = 0;
  for (const { conId, ratio } of signedLegs(terms)) {
    const side = sideFor(ratio, quoteOf(conId));
    if (side === null) return null;
    legPrices.push(side.price);
    paid += ratio * side.price;
    quantityMax = Math.min(quantityMax, Math.floor(side.size / Math.abs(ratio)));
  }
  const price = terms.action === "BUY" ? paid : -paid;
  if (terms.limitPrice !== null) {
    const reached = terms.action === "BUY" ? price <= terms.limitPrice : price >= terms.limitPrice;
    if (!reached) return null;
  }
  return quantityMax < 1 ? null : { price, quantityMax, legPrices };
}

/** What a combo would cost or bring now: bid and ask of the combo as bought, null where a leg is not quoted. */
export function comboQuote(
  legs: readonly { readonly conId: number; readonly ratio: number; readonly action: "BUY" | "SELL" }[],
  quoteOf: (conId: number) => Quote,
): { readonly bid: QuoteSide | null; readonly ask: QuoteSide | null } {
  const total = (direction: 1 | -1): QuoteSide | null => {
    let [price, size] = [0, Infinity];
    for (const leg of legs) {
      const signed = direction * leg.ratio * (leg.action === "BUY" ? 1 : -1);
      const side = sideFor(signed, quoteOf(leg.conId));
      if (side === null) return null;
      price += signed * side.price;
      size = Math.min(size, Math.floor(side.size / leg.ratio));
    }
    return { price: direction * price, size };
  };
  return { bid: total(-1), ask: total(1) };
}

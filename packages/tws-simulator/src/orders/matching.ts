import { markOf, type Quote, type QuoteSide } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { limitOf, type Order, signedLegs } from "./order.ts";

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
  if (!isWithinLimit(order, price)) return null;
  return quantityMax < 1 ? null : { price, quantityMax, legPrices };
}

/**
 * A fill that happens whatever the market says: at the market if the order matches it, else at its limit, the legs at
 * their worth with the difference on one of them. Null when nothing is known of a leg.
 */
export function forcedMatch(order: Order, quoteOf: (conId: number) => Quote): Match | null {
  const found = match(order, quoteOf);
  if (found !== null) return found;
  const legs = signedLegs(order.terms);
  const marks = legs.map(({ conId }) => markOf(quoteOf(conId)));
  if (marks.some((mark) => mark === null)) return null;
  const legPrices = marks.map((mark) => mark ?? 0);
  const paid = (): Money => legs.reduce((sum, { ratio }, index) => sum + ratio * (legPrices[index] ?? 0), 0);
  const direction = order.terms.action === "BUY" ? 1 : -1;
  const wanted = limitOf(order) === null ? paid() : direction * (limitOf(order) ?? 0);
  const odd = Math.max(
    0,
    legs.findIndex(({ ratio }) => Math.abs(ratio) === 1),
  );
  const ratio = legs[odd]?.ratio ?? 1;
  legPrices[odd] = Math.max(0, (legPrices[odd] ?? 0) + Math.round((wanted - paid()) / ratio));
  return { price: direction * paid(), quantityMax: Infinity, legPrices };
}

export function isWithinLimit(order: Order, price: Money): boolean {
  const limit = limitOf(order);
  if (limit === null) return true;
  return order.terms.action === "BUY" ? price <= limit : price >= limit;
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

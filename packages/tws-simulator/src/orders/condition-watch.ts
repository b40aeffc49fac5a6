import { moneyToUnits } from "../venue/money.ts";
import { secTypeOf } from "../venue/listing.ts";
import type { Quote } from "../venue/market.ts";
import type { Venue } from "../venue/venue.ts";
import type { Order } from "./order.ts";
import { conditionsHold, type OrderCondition } from "./order-conditions.ts";

/** What a condition's price is by its method: last, or the side or middle that the method names [D]. */
function priceBy(method: number, quote: Quote, isMore: boolean): number | null {
  const { bid, ask, last } = quote;
  switch (method) {
    case 1:
    case 4:
      return (isMore ? bid : ask)?.price ?? null;
    case 8:
      return bid === null || ask === null ? null : (bid.price + ask.price) / 2;
    default:
      return last?.price ?? null;
  }
}

function isTraded(venue: Venue, order: Order, wanted: { symbol: string; secType: string }): boolean {
  return venue.state.executions.some((execution) => {
    if (execution.account !== order.terms.account || execution.at < order.placedAt) return false;
    if (execution.kind === "leg") return false;
    const listing = execution.conId === null ? undefined : venue.source.book.get(execution.conId);
    const secType = listing === undefined ? "BAG" : secTypeOf(listing);
    return execution.symbol === wanted.symbol && (wanted.secType === "" || wanted.secType === secType);
  });
}

/** The number that a condition compares; null when it is not known. */
function observed(
  venue: Venue,
  order: Order,
  condition: Exclude<OrderCondition, { readonly kind: "execution" }>,
  now: number,
  quoteOf: (conId: number) => Quote,
): number | null {
  switch (condition.kind) {
    case "price":
      return priceBy(condition.method, quoteOf(condition.conId), condition.isMore);
    case "time":
      return now;
    case "margin": {
      const { excessLiquidity, netLiquidation } = venue.valuation(order.terms.account);
      return netLiquidation <= 0 ? null : (100 * excessLiquidity) / netLiquidation;
    }
    case "volume":
      return quoteOf(condition.conId).volume;
    case "percentChange": {
      const { last, previousClose } = quoteOf(condition.conId);
      if (last === null || previousClose === null || previousClose === 0) return null;
      return 100 * (moneyToUnits(last.price) / moneyToUnits(previousClose) - 1);
    }
  }
}

function threshold(condition: Exclude<OrderCondition, { readonly kind: "execution" }>): number {
  switch (condition.kind) {
    case "price":
      return condition.price;
    case "time":
      return condition.at;
    case "volume":
      return condition.volume;
    case "margin":
    case "percentChange":
      return condition.percent;
  }
}

/** Whether the market, the clock and the account are as the order's conditions want them. */
export function areConditionsMet(
  venue: Venue,
  order: Order,
  now: number,
  quoteOf: (conId: number) => Quote,
): boolean {
  const { conditions } = order.terms;
  if (conditions === null) return true;
  return conditionsHold(conditions.all, (condition) => {
    if (condition.kind === "execution") return isTraded(venue, order, condition);
    const value = observed(venue, order, condition, now, quoteOf);
    if (value === null) return false;
    return condition.isMore ? value >= threshold(condition) : value <= threshold(condition);
  });
}

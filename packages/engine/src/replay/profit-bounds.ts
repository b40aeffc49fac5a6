import { type EpochMs, micros, type Micros, type OrderRequest, type OrderState } from "@legbook/domain";
import type { MarketSeen } from "./market-watch.ts";

/** Between these, in the currency's micros; how they come about is said with them. */
export interface ProfitBounds {
  readonly low: Micros;
  readonly high: Micros;
  /** The recorded quotes that the position is marked at: bid for `low`, ask for `high`. */
  readonly markedAt: EpochMs;
}

/** What the recorded fills are worth on the last recorded quotes, less their commissions. */
export function madeBy(
  state: OrderState,
  legs: OrderRequest["legs"],
  { last }: MarketSeen,
): ProfitBounds | null {
  if (last === null) return null;
  const price = state.averageFillPrice ?? 0;
  const each = state.filled * multiplierOf(legs);
  const commissions = [...state.commissions.values()].reduce((sum, { commission }) => sum + commission, 0);
  return {
    low: micros(Math.round((last.bid - price) * each - commissions)),
    high: micros(Math.round((last.ask - price) * each - commissions)),
    markedAt: last.at,
  };
}

/**
 * An order that works fills at its limit at worst, and never below the lowest bid; where no recorded ask came to its
 * limit it may not have filled at all.
 */
export function couldHaveMade(
  limitPrice: Micros,
  quantity: number,
  legs: OrderRequest["legs"],
  { last, bidLowest, crossedAfterMs }: MarketSeen,
): ProfitBounds | null {
  if (last === null || bidLowest === null) return null;
  const each = quantity * multiplierOf(legs);
  const low = (last.bid - limitPrice) * each;
  const high = (last.ask - Math.min(bidLowest, limitPrice)) * each;
  const isCertain = crossedAfterMs !== null;
  return {
    low: micros(Math.round(isCertain ? low : Math.min(low, 0))),
    high: micros(Math.round(isCertain ? high : Math.max(high, 0))),
    markedAt: last.at,
  };
}

function multiplierOf(legs: OrderRequest["legs"]): number {
  return legs[0]?.contract.multiplier ?? 0;
}

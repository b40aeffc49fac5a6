import {
  type EpochMs,
  exchangeDate,
  type ExDividend,
  type IsoDate,
  type Position,
  type VolatilityRank,
  volatilityRank,
} from "@legbook/domain";
import type { ViewStates } from "../runner/states.ts";

export interface CorporateDatesView {
  /** Of the event that last changed what is remembered of the underlying; null when nothing is. */
  readonly position: Position | null;
  readonly symbol: string;
  /** Today's and later ones, the earliest first. */
  readonly earnings: readonly IsoDate[];
  readonly exDividends: readonly ExDividend[];
  /** Who gave them, and when; null while nobody did. */
  readonly setBy: string | null;
  readonly setAt: EpochMs | null;
}

/** Earnings and ex-dividend dates of an underlying that have not passed. */
export function corporateDatesView(views: ViewStates, symbol: string, now: EpochMs): CorporateDatesView {
  const known = views.underlyings.symbols.get(symbol);
  const dates = known?.dates ?? null;
  const today = exchangeDate(now);
  return {
    position: known?.position ?? null,
    symbol,
    earnings: (dates?.earnings ?? []).filter((date) => date >= today),
    exDividends: (dates?.exDividends ?? []).filter(({ date }) => date >= today),
    setBy: dates?.actor ?? null,
    setAt: dates?.at ?? null,
  };
}

/** Rank and percentile of the volatility last recorded today, thirty days ahead. */
export function volatilityRankView(views: ViewStates, symbol: string, now: EpochMs): VolatilityRank {
  return volatilityRank(views.underlyings.symbols.get(symbol)?.volatilities ?? [], exchangeDate(now));
}

import {
  daysToExpiry,
  type EpochMs,
  lognormalDistribution,
  type MarketDistribution,
  type Smile,
  yearsToExpiry,
} from "@legbook/domain";
import type { SeriesRange } from "./order.ts";

/** What all options of one series share between two anchors: nothing in it moves with a tick. */
export interface ExpiryWorld extends SeriesRange {
  /** To the last session's close; 0 when it has passed. */
  readonly years: number;
  readonly daysToExpiry: number;
  /** Spot of the pricing formulas; null when nothing tells where the underlying is: there are no greeks then. */
  readonly spot: number | null;
  readonly forward: number | null;
  readonly discount: number;
  readonly rate: number;
  readonly dividendYield: number;
  /** `parity`: from the options themselves; `spot`: from the underlying's price, the rate and the dividend yield. */
  readonly forwardSource: "parity" | "spot" | null;
  readonly smile: Smile | null;
  /** Why there is no smile. */
  readonly smileFailure: string | null;
  readonly distribution: MarketDistribution | null;
  readonly distributionSource: "smile" | "lognormal" | null;
  readonly anchoredAt: EpochMs;
}

export interface WorldInput {
  readonly range: SeriesRange;
  readonly now: EpochMs;
  readonly spot: number | null;
  /** Continuously compounded a year. */
  readonly rate: number;
  readonly dividendYield: number;
}

/** The world of the spot, before any option of it was looked at. */
export function worldOfSpot({ range, now, spot, rate, dividendYield }: WorldInput): ExpiryWorld {
  const years = yearsToExpiry(now, range.expiry);
  return {
    ...range,
    years,
    daysToExpiry: daysToExpiry(now, range.expiry),
    spot,
    forward: spot === null ? null : spot * Math.exp((rate - dividendYield) * years),
    discount: Math.exp(-rate * years),
    rate,
    dividendYield,
    forwardSource: spot === null ? null : "spot",
    smile: null,
    smileFailure: null,
    distribution: null,
    distributionSource: null,
    anchoredAt: now,
  };
}

/** The same world with the lognormal distribution of a volatility at the money. */
export function withLognormal(world: ExpiryWorld, volatility: number | null): ExpiryWorld {
  const { forward, years } = world;
  if (forward === null || volatility === null || years === 0) return world;
  return {
    ...world,
    distribution: lognormalDistribution({ forward, years, volatility }),
    distributionSource: "lognormal",
  };
}

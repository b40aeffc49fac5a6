import {
  type CalendarViolation,
  daysToExpiry,
  type EpochMs,
  type InferredForward,
  type MarketDistribution,
  type Smile,
  type SmileFailure,
  yearsToExpiry,
} from "@legbook/domain";
import type { SeriesRange } from "./order.ts";

/** The interest rate of a table's worlds, continuously compounded a year, and what tells it. */
export interface TableRate {
  readonly rate: number;
  /** `given` by the user, by `parity` of the options themselves, or by `none`: then it is 0. */
  readonly source: "given" | "parity" | "none";
  /** Of a rate by parity, a year; else null. */
  readonly standardError: number | null;
}

export const NO_RATE: TableRate = { rate: 0, source: "none", standardError: null };

/** What all options of one series share between two anchors: nothing in it moves with a tick. */
export interface ExpiryWorld extends SeriesRange {
  /** To the last session's close; 0 when it has passed. */
  readonly years: number;
  readonly daysToExpiry: number;
  /**
   * Spot of the pricing formulas: the underlying's, or what the forward says it is where parity cannot tell a yield (hours
   * before the expiry, or without a spot); null when nothing tells: there are no greeks then but the gateway's.
   */
  readonly spot: number | null;
  /** The underlying's own; null without one. */
  readonly spotQuoted: number | null;
  readonly forward: number | null;
  readonly discount: number;
  readonly rate: number;
  readonly rateSource: TableRate["source"];
  /** That leads from spot to forward, borrow fees included. */
  readonly dividendYield: number;
  /** `parity`: from the options themselves; `spot`: from the underlying's price, the rate and the dividend yield. */
  readonly forwardSource: "parity" | "spot" | null;
  /** Of a forward by parity, in currency units; null of one by spot. */
  readonly forwardStandardError: number | null;
  /** Per year at the forward: the smile's, else of the option nearest to it; null without any. */
  readonly volatilityAtTheMoney: number | null;
  readonly smile: Smile | null;
  /** Why there is no smile. */
  readonly smileFailure: SmileFailure | "no-forward" | "expired" | null;
  /** Where the smile lies below that of the expiry before it. */
  readonly calendarViolation: CalendarViolation | null;
  readonly distribution: MarketDistribution | null;
  readonly distributionSource: "smile" | "lognormal" | null;
  readonly anchoredAt: EpochMs;
}

export interface WorldInput {
  readonly range: SeriesRange;
  readonly now: EpochMs;
  readonly spot: number | null;
  readonly rate: TableRate;
  /** Continuously compounded a year. */
  readonly dividendYield: number;
}

/** Forwards by parity that are less certain than this (standard error, of the forward) give way to the spot's. */
const FORWARD_ERROR_MAX = 0.002;
const FORWARD_PAIRS_MIN = 3;

/** Time and money of a series, before its options were looked at. */
export function worldOfSpot({ range, now, spot, rate: known, dividendYield }: WorldInput): ExpiryWorld {
  const { rate, source } = known;
  const years = yearsToExpiry(now, range.expiry);
  return {
    ...range,
    years,
    daysToExpiry: daysToExpiry(now, range.expiry),
    spot,
    spotQuoted: spot,
    forward: spot === null ? null : spot * Math.exp((rate - dividendYield) * years),
    discount: Math.exp(-rate * years),
    rate,
    rateSource: source,
    dividendYield,
    forwardSource: spot === null ? null : "spot",
    forwardStandardError: null,
    volatilityAtTheMoney: null,
    smile: null,
    smileFailure: null,
    calendarViolation: null,
    distribution: null,
    distributionSource: null,
    anchoredAt: now,
  };
}

/** A yield by parity that is less certain than this (standard error, a year) is noise of the spot's last tick. */
const YIELD_ERROR_MAX = 0.01;

/** The same world with the forward that its options tell, unless the spot tells more surely. */
export function withForward(world: ExpiryWorld, inferred: InferredForward | null): ExpiryWorld {
  if (inferred === null) return world;
  const { forward, standardError, pairsUsed } = inferred;
  const isSure = pairsUsed >= FORWARD_PAIRS_MIN && standardError <= FORWARD_ERROR_MAX * forward;
  if (world.spot !== null && !isSure) return world;
  const isYieldSure = isSure && standardError <= YIELD_ERROR_MAX * forward * world.years;
  const dividendYield = (isYieldSure ? inferred.dividendYield : null) ?? world.dividendYield;
  return {
    ...world,
    spot: forward * Math.exp((dividendYield - world.rate) * world.years),
    forward,
    dividendYield,
    forwardSource: "parity",
    forwardStandardError: standardError,
  };
}

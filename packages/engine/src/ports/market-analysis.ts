import type { EpochMs, IsoDate, MarketDistribution, Micros, Right, Smile } from "@legbook/domain";
import type { ScanGreeksSource } from "../scanner/index.ts";

/** One option's volatilities a year: 0.2 is 20 %. Null where there is none. */
export interface SmilePointView {
  readonly conId: number;
  readonly right: Right;
  readonly strike: Micros;
  /** What its quotes imply. */
  readonly bid: number | null;
  readonly mid: number | null;
  readonly ask: number | null;
  /** What the scanner takes for it, with where that comes from. */
  readonly volatility: number | null;
  readonly source: ScanGreeksSource | null;
  readonly delta: number | null;
  /** Whether the curve was fitted to it. */
  readonly used: boolean;
  /** What is wrong with its quote: oneSided, zero, crossed, locked, wide, stale, halted, unquoted. */
  readonly flags: readonly string[];
  readonly quoteAgeMs: number | null;
}

/** What the market says of one expiry, as the scanner sees it: worked out at `anchoredAt` and held until the next time. */
export interface SmileView {
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly at: EpochMs;
  readonly anchoredAt: EpochMs;
  readonly daysToExpiry: number;
  readonly years: number;
  readonly underlying: Micros | null;
  /** In currency units. */
  readonly forward: number | null;
  readonly forwardSource: "parity" | "spot" | null;
  /** Continuously compounded, a year. */
  readonly rate: number;
  /** `parity`: from the options themselves; `none`: nothing tells it, and it is taken as 0. */
  readonly rateSource: "given" | "parity" | "none";
  readonly dividendYield: number;
  readonly smile: Smile | null;
  /** Why there is no smile, in words. */
  readonly smileFailure: string | null;
  readonly distribution: MarketDistribution | null;
  /** By strike, puts before calls. */
  readonly points: readonly SmilePointView[];
}

/** A leg of a spread as a person names it. Right, strike and expiry are null for shares of the underlying. */
export interface SpreadLegInput {
  readonly expiry: string | null;
  readonly right: string | null;
  /** Decimal text. */
  readonly strike: string | null;
  /** Contracts or shares, bought above 0, sold below. */
  readonly ratio: number;
}

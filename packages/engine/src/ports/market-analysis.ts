import type {
  EpochMs,
  IsoDate,
  Micros,
  OptionContract,
  Refusal,
  Right,
  StockContract,
} from "@legbook/domain";
import type { ScanGreeksSource } from "../scanner/index.ts";

/** One option's volatilities at its quotes, a year: 0.2 is 20 %. Null where the quote gives none. */
export interface SmilePointView {
  readonly conId: number;
  readonly right: Right;
  readonly strike: Micros;
  readonly bid: number | null;
  readonly mid: number | null;
  readonly ask: number | null;
  /** Whether the curve was fitted to it. */
  readonly used: boolean;
  /** Why not, and what else there is to say of the quote: oneSided, zero, crossed, locked, stale, wide, halted. */
  readonly flags: readonly string[];
  /** Of the volatility that the chain shows for it. */
  readonly source: ScanGreeksSource | null;
  readonly quoteAgeMs: number | null;
}

/** An expiry's curve as numbers to draw and to judge it by, or why there is none. */
export type SmileFitView =
  | {
      readonly kind: "fitted";
      /** Rising, in currency units, with the volatility at each. */
      readonly strikes: readonly number[];
      readonly volatilities: readonly number[];
      /** Quotes that it was fitted to, and the lowest and highest strike among them: beyond is extrapolation. */
      readonly points: number;
      readonly strikeLow: number;
      readonly strikeHigh: number;
      /** Model less quoted volatility: 0.01 is one point. */
      readonly rmsError: number;
      readonly maxError: number;
    }
  | { readonly kind: "failed"; readonly reason: string };

/** What the market says of one expiry, as the scanner sees it: worked out at `anchoredAt` and held until the next time. */
export interface SmileView {
  readonly symbol: string;
  readonly expiry: IsoDate;
  readonly at: EpochMs;
  readonly anchoredAt: EpochMs;
  readonly daysToExpiry: number;
  readonly underlying: Micros | null;
  /** In currency units. */
  readonly forward: number | null;
  readonly forwardSource: "parity" | "spot" | null;
  /** Continuously compounded, a year. */
  readonly rate: number | null;
  readonly dividendYield: number | null;
  readonly fit: SmileFitView;
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

/** Contracts of the legs in the order in which they were named, or which one there is not. */
export type SpreadLegsAnswer =
  | {
      readonly kind: "legs";
      readonly legs: readonly { readonly contract: OptionContract | StockContract; readonly ratio: number }[];
    }
  | { readonly kind: "refused"; readonly refusal: Refusal };

import type { Action, EpochMs, IsoDate, Micros, Right, SpreadSide } from "@legbook/domain";
import type { ScanField } from "./fields.ts";
import type { ScanStrategy } from "./strategies.ts";

/** `model`: the gateway's; `computed`: ours, from the mid of the quote; `fitted`: read from the expiry's smile. */
export type ScanGreeksSource = "model" | "computed" | "fitted";

/** One leg of a result. Right, strike and expiry are null for shares. Null elsewhere is "not known". */
export interface ScanRowLeg {
  readonly conId: number;
  readonly action: Action;
  /** Positive; 100 for the shares of a covered call (the multiplier). */
  readonly ratio: number;
  readonly right: Right | null;
  readonly strike: Micros | null;
  readonly expiry: IsoDate | null;
  readonly bid: Micros;
  readonly ask: Micros;
  readonly volatility: number | null;
  readonly delta: number | null;
  /** Of its older side. */
  readonly quoteAgeMs: number;
  readonly greeksSource: ScanGreeksSource | null;
  /** What is odd about its quote though it can be used: "locked", "wide". */
  readonly flags: readonly string[];
}

/** What a result was computed from. */
export interface ScanProvenance {
  /** Of the oldest side of any leg. */
  readonly quoteAgeMs: number;
  readonly dataType: "live" | "frozen" | "delayed" | "delayedFrozen" | null;
  /** The weakest of the legs: fitted before computed before model; null when a leg has none. */
  readonly greeksSource: ScanGreeksSource | null;
  /** Of the first expiry; null when there is none, and probabilities are null with it. */
  readonly distribution: "smile" | "lognormal" | null;
  /** When the forward, smile and distribution of the first expiry were worked out. */
  readonly anchoredAt: EpochMs;
}

/** One spread that passed. Prices are signed combo prices a share: what its buyer pays, a credit is negative. */
export interface ScanRow {
  /** Strategy and legs, such as `vertical:+101-102`: signed ratios and contract ids. Stable from scan to scan. */
  readonly id: string;
  readonly strategy: ScanStrategy;
  readonly side: SpreadSide;
  readonly symbol: string;
  readonly currency: string;
  /** Of the front leg. */
  readonly expiry: IsoDate;
  readonly backExpiry: IsoDate | null;
  readonly legs: readonly ScanRowLeg[];
  readonly words: string;
  readonly bid: Micros;
  readonly mid: Micros;
  /** The natural price of opening it. */
  readonly ask: Micros;
  /** Of one spread at the natural price; null is unlimited. */
  readonly maxGain: Micros | null;
  readonly maxLoss: Micros | null;
  /** Levels of the underlying, rising. */
  readonly breakevens: readonly Micros[];
  /** Null is "not known", and for max gain, max loss and what follows from them also "unlimited". */
  readonly values: Readonly<Record<ScanField, number | null>>;
  /** Sum of weight times value on its scale; null when a ranked value is not known, which ranks last. */
  readonly score: number | null;
  readonly provenance: ScanProvenance;
}

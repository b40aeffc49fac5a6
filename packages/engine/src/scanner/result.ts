import type { EpochMs, Micros, SpreadSide } from "@legbook/domain";
import type { ScanField } from "./fields.ts";
import type { ScanRow } from "./row.ts";
import type { ScanStrategy } from "./strategies.ts";

/** Why a leg's quote is not used, worst first. A candidate is counted by its worst leg's reason. */
export const UNUSABLE_REASONS = [
  "expired",
  "halted",
  "none",
  "oneSided",
  "zero",
  "crossed",
  "wide",
  "stale",
] as const;
export type UnusableReason = (typeof UNUSABLE_REASONS)[number];

/**
 * Filters in the order in which they are asked; a candidate is counted at the first that it fails. `naturalPrice`: nothing
 * can be gained at the natural price.
 */
export type ScanFilter = ScanField | "right" | "side" | "earnings" | "exDividend" | "naturalPrice";

/** A spread whose natural price pays by itself: a sign of wrong quotes, shown apart and never as a result. */
export interface ArbitrageSighting {
  readonly id: string;
  readonly strategy: ScanStrategy;
  readonly side: SpreadSide;
  /** Signed natural price a share. */
  readonly ask: Micros;
  /** The least that it makes at expiry a share at that price: 0 or more. */
  readonly gainAtLeast: Micros;
}

export const ARBITRAGES_LISTED_MAX = 100;

/** Why a strategy that was asked for was not scanned, as a code and a sentence. */
export interface ScanNotice {
  readonly code: "too-many-candidates" | "no-underlying-quote";
  readonly strategy: ScanStrategy;
  /** Candidates that there would be. */
  readonly candidates: number;
  readonly message: string;
}

/** What a scan is missing when it has nothing to look at; null when it has. */
export interface ScanMissing {
  readonly code: "no-contracts" | "no-quotes" | "no-usable-quotes" | "no-expiry-in-range";
  readonly message: string;
}

/** One state of a scan. Matched, excluded, unusable and arbitrages together are `evaluated`. */
export interface ScanResult {
  readonly at: EpochMs;
  /** Best first. */
  readonly rows: readonly ScanRow[];
  /** Candidates that passed every filter, before the cut to the best. */
  readonly matched: number;
  readonly evaluated: number;
  readonly excluded: Readonly<Partial<Record<ScanFilter, number>>>;
  /** The filter that excluded most, null when none did. */
  readonly excludedMost: { readonly filter: ScanFilter; readonly count: number } | null;
  readonly unusable: Readonly<Partial<Record<UnusableReason, number>>>;
  readonly arbitrageCount: number;
  /** The first `ARBITRAGES_LISTED_MAX` of them, in the chain's order. */
  readonly arbitrages: readonly ArbitrageSighting[];
  /** Strategies that were asked for and not scanned; their candidates are in no count. */
  readonly notices: readonly ScanNotice[];
  readonly missing: ScanMissing | null;
}

/** What a scan makes of one spread that is asked about. */
export type ScanWhyNot =
  | { readonly kind: "matches"; readonly score: number | null }
  | {
      readonly kind: "excluded";
      readonly filter: ScanFilter;
      /** The first that fails: a number as in `SCAN_FIELDS` (Infinity is unlimited) or a word; null is "not known". */
      readonly value: number | string | null;
      readonly min: number | null;
      readonly max: number | null;
      /** The nearest change of the criteria that would pass this filter. */
      readonly remedy: string;
    }
  | { readonly kind: "unusable"; readonly conId: number; readonly reason: UnusableReason }
  | { readonly kind: "arbitrage"; readonly sighting: ArbitrageSighting }
  /** It is of no strategy that the criteria ask for, or no spread at all. */
  | { readonly kind: "not-a-candidate"; readonly message: string }
  | { readonly kind: "not-in-chain"; readonly conIds: readonly number[] };

import type { IsoDate, StockContract } from "@legbook/domain";

/** What a scan knows of the underlying beside its options. Null is "not known". */
export interface ScanContext {
  /** The shares that a covered call buys. */
  readonly underlying: StockContract | null;
  /** 0 to 1. */
  readonly ivRank: number | null;
  readonly ivPercentile: number | null;
  /** Known dates, in any order. */
  readonly earnings: readonly IsoDate[];
  readonly exDividends: readonly IsoDate[];
  readonly dataType: "live" | "frozen" | "delayed" | "delayedFrozen" | null;
}

export const EMPTY_CONTEXT: ScanContext = {
  underlying: null,
  ivRank: null,
  ivPercentile: null,
  earnings: [],
  exDividends: [],
  dataType: null,
};

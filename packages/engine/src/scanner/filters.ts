import type { ScanCriteria } from "./criteria.ts";
import { SCAN_FIELD_NAMES, type ScanField } from "./fields.ts";
import { UNUSABLE_REASONS, type ScanFilter } from "./result.ts";

/** Alike for all candidates of one series (or pair of them). */
export const SERIES_FILTERS = [
  "right",
  "daysToExpiry",
  "daysToBackExpiry",
  "earnings",
  "exDividend",
  "ivRank",
  "ivPercentile",
] as const satisfies readonly ScanFilter[];

/** Asked of each leg by itself: a candidate fails with its worst leg. */
export const LEG_FILTERS = [
  "quoteAge",
  "openInterest",
  "volume",
  "longDelta",
  "shortDelta",
] as const satisfies readonly ScanFilter[];

const FIRST: readonly ScanFilter[] = [...SERIES_FILTERS, ...LEG_FILTERS, "width", "side", "naturalPrice"];

/**
 * The order in which filters are asked; a candidate is counted at the first that it fails. Unusable quotes come between
 * those of the series and those of the legs, an arbitrage between side and natural price.
 */
export const SCAN_FILTERS: readonly ScanFilter[] = [
  ...FIRST,
  ...SCAN_FIELD_NAMES.filter((field) => !FIRST.includes(field)),
];

/** What fails a leg, worst first: reasons of its quote, then filters. The code of a leg is its place here. */
export const LEG_STAGES = [...UNUSABLE_REASONS, ...LEG_FILTERS] as const;
/** The code of a leg that passes. */
export const LEG_PASSES = LEG_STAGES.length;

export interface Bounds {
  /** -Infinity and Infinity where there is no bound. */
  readonly min: number;
  readonly max: number;
}

/** A field's bounds, null when the criteria do not ask for any: then even "not known" passes. */
export function boundsOf(criteria: ScanCriteria, field: ScanField): Bounds | null {
  const filter = criteria.filters.find((one) => one.field === field);
  if (filter === undefined || (filter.min === null && filter.max === null)) return null;
  return { min: filter.min ?? -Infinity, max: filter.max ?? Infinity };
}

/** NaN is "not known" and fails. */
export function passes(bounds: Bounds | null, value: number): boolean {
  return bounds === null || (value >= bounds.min && value <= bounds.max);
}

/** Filters of fields that are asked of each candidate by itself, in order. */
export function candidateFilters(
  criteria: ScanCriteria,
): readonly { readonly field: ScanField; readonly bounds: Bounds }[] {
  return SCAN_FIELD_NAMES.filter((field) => !FIRST.includes(field)).flatMap((field) => {
    const bounds = boundsOf(criteria, field);
    return bounds === null ? [] : [{ field, bounds }];
  });
}

import type { ScanRankTerm } from "./criteria.ts";
import { SCAN_FIELDS, type ScanField } from "./fields.ts";

/** A value counts for at most so many times its scale, an unlimited gain for as many. */
export const SCORE_SCALES_MAX = 1_000;

/** One field's part of a score. */
export interface ScoreTerm {
  readonly field: ScanField;
  /** The weight, negative when less of the field is better. */
  readonly factor: number;
  readonly scale: number;
}

export function scoreTerms(rank: readonly ScanRankTerm[]): readonly ScoreTerm[] {
  return rank.map(({ field, weight }) => {
    const { better, scale } = SCAN_FIELDS[field];
    return { field, factor: better === "lower" ? 0 - weight : weight, scale };
  });
}

/** Weight times value over scale, the latter cut at `SCORE_SCALES_MAX`; NaN for a value that is not known. */
export function pointsOf({ factor, scale }: ScoreTerm, value: number): number {
  return factor * Math.min(SCORE_SCALES_MAX, Math.max(-SCORE_SCALES_MAX, value / scale));
}

import { daysToExpiry, type EpochMs, type IsoDate } from "@legbook/domain";
import type { ScanCriteria } from "../scanner/index.ts";

export interface ScanExpiries {
  /** In order. */
  readonly wanted: readonly IsoDate[];
  /** Those that the criteria would take too, beyond the limit. */
  readonly leftOut: number;
}

/** The listed expiries that the criteria's days take in, for the first or, where there are two, the later expiry. */
export function scanExpiries(
  listed: readonly IsoDate[],
  criteria: ScanCriteria,
  now: EpochMs,
  countMax: number,
): ScanExpiries {
  const front = daysOf(criteria, "daysToExpiry");
  const back = daysOf(criteria, "daysToBackExpiry");
  const hasBack = criteria.strategies.some((strategy) => strategy === "calendar" || strategy === "diagonal");
  const all = listed
    .filter((expiry) => {
      const days = daysToExpiry(now, expiry);
      if (days < 0) return false;
      return isWithin(days, front) || (hasBack && days > front.min && isWithin(days, back));
    })
    .toSorted();
  return { wanted: all.slice(0, countMax), leftOut: Math.max(0, all.length - countMax) };
}

function daysOf({ filters }: ScanCriteria, name: "daysToExpiry" | "daysToBackExpiry") {
  const { min = null, max = null } = filters.find(({ field }) => field === name) ?? {};
  return { min: min ?? 0, max: max ?? Number.POSITIVE_INFINITY };
}

function isWithin(days: number, { min, max }: { readonly min: number; readonly max: number }): boolean {
  return days >= min && days <= max;
}

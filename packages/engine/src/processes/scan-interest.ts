import type { IsoDate } from "@legbook/domain";
import type { ScanCriteria, ScanRow } from "../scanner/index.ts";
import type { SweepInterest } from "./chain-sweep/index.ts";

/** Best rows: as many as a screen shows. */
const SHOWN_ROWS = 50;
/** Rows that the sweep is told of: markets move, and the best of a minute ahead are among them. */
export const SWEPT_ROWS = 200;

/** What a scan with these criteria and this result, best first, wants to see of a chain. */
export function scanInterest(
  criteria: ScanCriteria,
  expiries: readonly IsoDate[],
  rows: readonly ScanRow[],
): SweepInterest {
  return {
    expiries: new Set(expiries),
    rights: new Set(criteria.rights),
    deltaBands: criteria.filters.flatMap(({ field, min, max }) =>
      (field === "shortDelta" || field === "longDelta") && (min !== null || max !== null)
        ? [{ min: min ?? 0, max: max ?? 1 }]
        : [],
    ),
    shown: legsOf(rows.slice(0, SHOWN_ROWS)),
    next: legsOf(rows.slice(SHOWN_ROWS, SWEPT_ROWS)),
  };
}

function legsOf(rows: readonly ScanRow[]): ReadonlySet<number> {
  return new Set(rows.flatMap(({ legs }) => legs.map(({ conId }) => conId)));
}

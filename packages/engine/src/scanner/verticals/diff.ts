import type { ScanRow } from "./row.ts";

/** What changed from one result to the next. Applying it to the former gives the latter. */
export interface ScanDifference {
  readonly added: readonly ScanRow[];
  readonly changed: readonly ScanRow[];
  /** Ids. */
  readonly removed: readonly string[];
  /** Ids of all rows now, best first. */
  readonly order: readonly string[];
}

/** Everything that is shown but the quotes' age, which changes by itself and would make every row a changed one. */
function sameRow(a: ScanRow, b: ScanRow): boolean {
  return (Object.keys(a) as (keyof ScanRow)[]).every(
    (key) => key === "spread" || key === "quoteAgeMs" || Object.is(a[key], b[key]),
  );
}

/** Rows of `next` that are new or differ, ids of `previous` that are gone, and the new order. */
export function diffResults(previous: readonly ScanRow[], next: readonly ScanRow[]): ScanDifference {
  const before = new Map(previous.map((row) => [row.id, row]));
  const added: ScanRow[] = [];
  const changed: ScanRow[] = [];
  for (const row of next) {
    const former = before.get(row.id);
    if (former === undefined) added.push(row);
    else if (!sameRow(former, row)) changed.push(row);
    before.delete(row.id);
  }
  return { added, changed, removed: [...before.keys()], order: next.map((row) => row.id) };
}

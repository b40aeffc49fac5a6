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

/** Rows of `next` that are new or differ (in more than a quote's age), ids of `previous` that are gone, and the order. */
export function diffResults(previous: readonly ScanRow[], next: readonly ScanRow[]): ScanDifference {
  const before = new Map(previous.map((row) => [row.id, row]));
  const added: ScanRow[] = [];
  const changed: ScanRow[] = [];
  for (const row of next) {
    const former = before.get(row.id);
    if (former === undefined) added.push(row);
    else if (former !== row && !sameRow(former, row)) changed.push(row);
    before.delete(row.id);
  }
  return { added, changed, removed: [...before.keys()], order: next.map((row) => row.id) };
}

/** Everything that is shown but ages, which change by themselves and would make every row a changed one. */
function sameRow(a: ScanRow, b: ScanRow): boolean {
  return (
    a.bid === b.bid &&
    a.ask === b.ask &&
    Object.is(a.score, b.score) &&
    a.provenance.greeksSource === b.provenance.greeksSource &&
    a.provenance.distribution === b.provenance.distribution &&
    a.provenance.dataType === b.provenance.dataType &&
    sameValues(a, b) &&
    a.legs.every((leg, index) => sameLeg(leg, b.legs[index]))
  );
}

function sameValues({ values: a }: ScanRow, { values: b }: ScanRow): boolean {
  return (Object.keys(a) as (keyof typeof a)[]).every(
    (field) => field === "quoteAge" || Object.is(a[field], b[field]),
  );
}

function sameLeg(a: ScanRow["legs"][number], b: ScanRow["legs"][number] | undefined): boolean {
  return (
    b !== undefined &&
    a.bid === b.bid &&
    a.ask === b.ask &&
    Object.is(a.volatility, b.volatility) &&
    Object.is(a.delta, b.delta)
  );
}

import type { ChainAnchor, ScanFound, ScanLook } from "@legbook/domain";
import { fromConfirmedQuotes, confirmedQuote, type Confirmations } from "../processes/confirmed-quotes.ts";
import { foundBy } from "../processes/scan-found.ts";
import { scanContext } from "../processes/scan-context.ts";
import { SWEPT_ROWS } from "../processes/scan-interest.ts";
import { ChainTable, Scan, type ScanContext, type ScanCriteria } from "../scanner/index.ts";
import { chainOf, type World } from "../world/world.ts";

/** The chain table of a recorded look at its anchor, made of the recorded world as it is then. */
export function anchoredAgain(
  world: World,
  symbol: string,
  anchor: ChainAnchor,
  quoteAgeMaxMs: number,
): ChainTable {
  const { rate, expiries } = anchor;
  const table = new ChainTable({ symbol, rate, dividendYield: 0, quoteAgeMaxMs });
  const { contracts, underlying } = chainOf(world, symbol);
  table.setContracts(expiries.flatMap((expiry) => contracts.get(expiry) ?? []));
  quoteAgain(table, world, fromConfirmedQuotes(anchor.confirmed, anchor.at));
  const quote = underlying === null ? undefined : world.quotes.rows.get(underlying.conId);
  table.setUnderlying({ bid: quote?.bid ?? null, ask: quote?.ask ?? null, last: quote?.last ?? null });
  table.anchor(anchor.at);
  return table;
}

function quoteAgain(table: ChainTable, { quotes }: World, confirmations: Confirmations): void {
  for (const { conId } of table.contracts) {
    const quote = quotes.rows.get(conId);
    if (quote === undefined) table.forget(conId);
    else table.apply(conId, confirmedQuote(quote, confirmations.get(conId) ?? null));
  }
}

/** Moves an anchored table on to the moment of the look: what the scan knows then besides. */
export function lookBegins(
  table: ChainTable,
  world: World,
  { anchor, symbol, at, confirmed }: ScanLook,
): ScanContext {
  const before = fromConfirmedQuotes(anchor.confirmed, anchor.at);
  quoteAgain(table, world, new Map([...before, ...fromConfirmedQuotes(confirmed, at)]));
  return scanContext(world, symbol, at);
}

/** A scan as the engine runs it: with more rows than it shows, so that the best stay exact. */
export function scanAgain(table: ChainTable, criteria: ScanCriteria, context: ScanContext): Scan {
  return new Scan(table, { ...criteria, limit: Math.max(criteria.limit, SWEPT_ROWS) }, context);
}

/** Where a look that was taken again differs from the recorded one, as a sentence; null where nothing does. */
export function lookDifference(
  { anchor, found }: ScanLook,
  table: ChainTable,
  scan: Scan,
  limit: number,
): string | null {
  if (table.contracts.length !== anchor.contracts)
    return `the chain held ${anchor.contracts} options, of which the log tells ${table.contracts.length}`;
  const again = foundBy(scan.result(), limit);
  const { rows, ...counts } = again;
  for (const [name, count] of Object.entries(counts) as [Exclude<keyof ScanFound, "rows">, unknown][]) {
    const [recorded, now] = [told(found[name]), told(count)];
    if (recorded !== now) return `${name}: recorded ${recorded}, now ${now}`;
  }
  const count = Math.max(rows.length, found.rows.length);
  for (let rank = 0; rank < count; rank += 1) {
    const [recorded, now] = [told(found.rows[rank] ?? null), told(rows[rank] ?? null)];
    if (recorded !== now) return `rank ${rank + 1}: recorded ${recorded}, now ${now}`;
  }
  return null;
}

/** As the log would hold it, fields in one order. */
function told(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

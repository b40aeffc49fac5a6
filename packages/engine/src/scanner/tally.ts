import { epochMs } from "@legbook/domain";
import {
  type ArbitrageSighting,
  type ScanFilter,
  type ScanMissing,
  type ScanNotice,
  type ScanResult,
  UNUSABLE_REASONS,
  type UnusableReason,
} from "./result.ts";
import type { ScanRow } from "./row.ts";
import { type ChainTable, QUOTE_FLAGS } from "./table/index.ts";
import { ARBITRAGE, MATCHED, OUTCOMES, type ScanUnit } from "./unit.ts";

export interface TallyInput {
  readonly table: ChainTable;
  /** Of the strategies that were scanned. */
  readonly units: readonly ScanUnit[];
  readonly notices: readonly ScanNotice[];
  readonly rows: readonly ScanRow[];
  readonly arbitrages: readonly ArbitrageSighting[];
}

/** The state of a scan from the tallies of its units. */
export function tallied({ table, units, notices, rows, arbitrages }: TallyInput): ScanResult {
  const counts = new Float64Array(OUTCOMES.length + 2);
  let evaluated = 0;
  for (const unit of units) {
    evaluated += unit.evaluated;
    for (let code = 0; code < counts.length; code += 1) {
      const count = (unit.ruledOut[code] as number) + (unit.judged[code] as number);
      counts[code] = (counts[code] as number) + count;
    }
  }
  const excluded: Partial<Record<ScanFilter, number>> = {};
  const unusable: Partial<Record<UnusableReason, number>> = {};
  for (const [code, outcome] of OUTCOMES.entries()) {
    const count = counts[code] as number;
    if (count === 0) continue;
    if (isReason(outcome)) unusable[outcome] = count;
    else excluded[outcome] = count;
  }
  return {
    at: table.anchoredAt ?? epochMs(0),
    rows,
    matched: counts[MATCHED] as number,
    evaluated,
    excluded,
    excludedMost: mostOf(excluded),
    unusable,
    arbitrageCount: counts[ARBITRAGE] as number,
    arbitrages,
    notices,
    missing: missingOf(table, units, evaluated, unusable),
  };
}

function isReason(outcome: ScanFilter | UnusableReason): outcome is UnusableReason {
  return (UNUSABLE_REASONS as readonly string[]).includes(outcome);
}

/** The first of those that excluded most, in the order in which filters are asked. */
export function mostOf(excluded: Readonly<Partial<Record<ScanFilter, number>>>): ScanResult["excludedMost"] {
  let most: ScanResult["excludedMost"] = null;
  for (const [filter, count] of Object.entries(excluded) as [ScanFilter, number][]) {
    if (count > (most?.count ?? 0)) most = { filter, count };
  }
  return most;
}

function missingOf(
  { settings, contracts, columns, anchoredAt }: ChainTable,
  units: readonly ScanUnit[],
  evaluated: number,
  unusable: ScanResult["unusable"],
): ScanMissing | null {
  const { symbol } = settings;
  if (contracts.length === 0)
    return { code: "no-contracts", message: `No options of ${symbol} are known: open its chain first.` };
  const isQuoted = (_: unknown, row: number) => ((columns.flags[row] as number) & QUOTE_FLAGS.unquoted) === 0;
  if (anchoredAt === null || !contracts.some(isQuoted))
    return { code: "no-quotes", message: `No option of ${symbol} has been quoted yet.` };
  const inRange = units.filter(({ failure }) => !isOfDays(failure));
  if (units.length > 0 && inRange.length === 0) {
    const message = `No expiry of ${symbol} lies within the days to expiry that are asked for.`;
    return { code: "no-expiry-in-range", message };
  }
  const ruledOut = Object.values(unusable).reduce((sum, count) => sum + count, 0);
  const open = inRange.reduce((sum, unit) => sum + (unit.failure === null ? unit.evaluated : 0), 0);
  if (evaluated > 0 && open > 0 && ruledOut === open) {
    const [worst] = Object.entries(unusable).toSorted(([, a], [, b]) => b - a);
    const message = `No quote of ${symbol} in range can be used: most are ${worst?.[0] ?? "unknown"}.`;
    return { code: "no-usable-quotes", message };
  }
  return null;
}

function isOfDays(failure: ScanFilter | null): boolean {
  return failure === "daysToExpiry" || failure === "daysToBackExpiry";
}

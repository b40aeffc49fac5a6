import type { ScanFound } from "@legbook/domain";
import type { ScanResult } from "../scanner/index.ts";

/** Of a result's rows, so many of the best are recorded, and no more than the scan shows. */
const ROWS_RECORDED_MAX = 50;

/** What the log keeps of a result. */
export function foundBy(result: ScanResult, limit: number): ScanFound {
  const { evaluated, matched, excluded, unusable, arbitrageCount, rows } = result;
  return {
    evaluated,
    matched,
    excluded,
    unusable,
    arbitrages: arbitrageCount,
    rows: rows.slice(0, Math.min(limit, ROWS_RECORDED_MAX)).map(({ id, score, ask }) => ({ id, score, ask })),
  };
}

import type { ScanRow, ScanUpdate } from "@legbook/engine/ports";
import { sampleRow, sampleUpdate } from "../packages/api/src/testing/sample-scan.ts";

export const ROWS = 10_000;
export const CHANGED_A_RESULT = 200;
export const RESULT_EVERY_MS = 50;

/** A scan of ten thousand rows, of which two hundred change their values and places with each result. */
export function movingScan(): AsyncIterable<ScanUpdate> {
  let rows: readonly ScanRow[] = inOrder(Array.from({ length: ROWS }, (_, index) => sampleRow(index)));
  let step = 0;
  const next = (): ScanUpdate => {
    step += 1;
    const changed = new Set(
      Array.from({ length: CHANGED_A_RESULT }, (_, index) => (step * 7_919 + index * 53) % ROWS),
    );
    rows = inOrder(rows.map((row, place) => (changed.has(place) ? moved(row, step * 31 + place) : row)));
    return sampleUpdate(rows, step * RESULT_EVERY_MS);
  };
  return {
    [Symbol.asyncIterator]: () => ({
      next: () =>
        new Promise((resolve) => {
          setTimeout(() => resolve({ done: false, value: next() }), RESULT_EVERY_MS);
        }),
      return: () => Promise.resolve({ done: true, value: undefined }),
    }),
  };
}

function moved(row: ScanRow, seed: number): ScanRow {
  const fresh = sampleRow(Number(/\+(\d+)/.exec(row.id)?.[1] ?? 0), seed % ROWS);
  return { ...fresh, id: row.id };
}

function inOrder(rows: readonly ScanRow[]): readonly ScanRow[] {
  return rows.toSorted((a, b) => (b.score ?? 0) - (a.score ?? 0) || (a.id < b.id ? -1 : 1));
}

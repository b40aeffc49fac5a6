import { maximise, type Programme } from "./linear-programme.ts";

/** How near to a whole number counts as one. */
const WHOLE = 1e-6;

interface Bounds {
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** The programme within bounds: each column counted from its lower one; null when the bounds leave no room. */
function within({ gains, rows }: Programme, { lower, upper }: Bounds): Programme | null {
  const shifted = rows.map(({ coefficients, limit }) => ({
    coefficients,
    limit: lower.reduce((left, bound, column) => left - bound * (coefficients[column] as number), limit),
  }));
  if (shifted.some(({ limit }) => limit < 0)) return null;
  const capped = upper.flatMap((bound, column) =>
    Number.isFinite(bound)
      ? [
          {
            coefficients: gains.map((_, at) => (at === column ? 1 : 0)),
            limit: bound - (lower[column] as number),
          },
        ]
      : [],
  );
  return { gains, rows: [...shifted, ...capped] };
}

/** The first column that is farthest from a whole number, or null when all are whole. */
function fractional(columns: readonly number[]): number | null {
  let [found, farthest]: [number | null, number] = [null, WHOLE];
  for (const [column, value] of columns.entries()) {
    const distance = Math.abs(value - Math.round(value));
    if (distance > farthest) [found, farthest] = [column, distance];
  }
  return found;
}

/**
 * The best choice of whole numbers for the first `whole` columns, by branch and bound (Land and Doig 1960). `worth`
 * says exactly what a choice gains, in the gains' own units; a choice that gains no more than `worth` of the best one
 * so far is not looked into. Ends after `looksMax` linear programmes with the best that was found.
 */
export function maximiseWhole(
  programme: Programme,
  whole: number,
  worth: (choice: readonly number[]) => number,
  looksMax: number,
): readonly number[] {
  let best: readonly number[] = Array.from({ length: whole }, () => 0);
  let bestWorth = worth(best);
  const open: Bounds[] = [{ lower: best, upper: Array.from({ length: whole }, () => Infinity) }];
  for (let looks = 0; looks < looksMax; looks += 1) {
    const bounds = open.pop();
    if (bounds === undefined) break;
    const room = within(programme, bounds);
    if (room === null) continue;
    const optimum = maximise(room);
    const gained = bounds.lower.reduce(
      (sum, bound, column) => sum + bound * (programme.gains[column] as number),
      0,
    );
    const columns = optimum.columns
      .slice(0, whole)
      .map((value, column) => value + (bounds.lower[column] as number));
    const rounded = columns.map((value) => Math.floor(value + WHOLE));
    const reached = worth(rounded);
    if (reached > bestWorth) [best, bestWorth] = [rounded, reached];
    const branch = fractional(columns);
    if (branch === null || optimum.gain + gained <= bestWorth + WHOLE) continue;
    const floor = Math.floor(columns[branch] as number);
    open.push(
      { lower: bounds.lower, upper: bounds.upper.with(branch, floor) },
      { lower: bounds.lower.with(branch, floor + 1), upper: bounds.upper },
    );
  }
  return best;
}

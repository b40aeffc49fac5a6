/** Rows `sum of coefficients x columns <= limit`, columns from zero up, gains to be made as large as they can be. */
export interface Programme {
  readonly gains: ArrayLike<number>;
  /** Each limit is zero or more, so that doing nothing is allowed; together they bound every gain. */
  readonly rows: readonly { readonly coefficients: ArrayLike<number>; readonly limit: number }[];
}

export interface Optimum {
  readonly gain: number;
  readonly columns: readonly number[];
}

const TINY = 1e-9;
/** Pivots by the steepest gain; from then on by the lowest index (Bland 1977), which cannot go round in circles. */
const STEEPEST_PIVOTS_MAX = 500;
/** More are not needed by any book of the bounded size; reaching it means a fault. */
const PIVOTS_MAX = 20_000;

/** The simplex method (Dantzig 1951) on the condensed tableau. The same programme has always the same solution. */
export function maximise({ gains, rows }: Programme): Optimum {
  const [width, height] = [gains.length, rows.length];
  const tableau = rows.map(({ coefficients, limit }) => tableauRow(coefficients, limit));
  const objective = tableauRow(gains, 0);
  /** Variables by number: columns first, then each row's slack. */
  const outside = Array.from({ length: width }, (_, index) => index);
  const inside = Array.from({ length: height }, (_, index) => width + index);
  for (let pivots = 0; ; pivots += 1) {
    if (pivots > PIVOTS_MAX) throw new Error("the linear programme does not come to an end");
    const column = entering(objective, outside, pivots < STEEPEST_PIVOTS_MAX);
    if (column === null) break;
    const row = leaving(tableau, inside, column, width);
    if (row === null) throw new RangeError("the linear programme has no bound");
    pivot(tableau, objective, row, column);
    const entered = outside[column] as number;
    outside[column] = inside[row] as number;
    inside[row] = entered;
  }
  const columns = Array.from({ length: width }, () => 0);
  for (const [row, variable] of inside.entries()) {
    if (variable < width) columns[variable] = (tableau[row] as Float64Array)[width] as number;
  }
  return { gain: -(objective[width] as number), columns };
}

function tableauRow(coefficients: ArrayLike<number>, limit: number): Float64Array {
  const row = new Float64Array(coefficients.length + 1);
  row.set(coefficients);
  row[coefficients.length] = limit;
  return row;
}

function entering(objective: Float64Array, outside: readonly number[], steepest: boolean): number | null {
  let best: number | null = null;
  for (let column = 0; column < outside.length; column += 1) {
    const gain = objective[column] as number;
    if (gain <= TINY) continue;
    if (best === null) best = column;
    else if (steepest && gain > (objective[best] as number) + TINY) best = column;
    else if (!steepest && (outside[column] as number) < (outside[best] as number)) best = column;
  }
  return best;
}

function leaving(
  tableau: readonly Float64Array[],
  inside: readonly number[],
  column: number,
  width: number,
): number | null {
  let [best, least]: [number | null, number] = [null, Infinity];
  for (let row = 0; row < tableau.length; row += 1) {
    const values = tableau[row] as Float64Array;
    const slope = values[column] as number;
    if (slope <= TINY) continue;
    const ratio = (values[width] as number) / slope;
    const isTied = best !== null && Math.abs(ratio - least) <= TINY;
    if (isTied ? (inside[row] as number) < (inside[best as number] as number) : ratio < least) {
      [best, least] = [row, ratio];
    }
  }
  return best;
}

function pivot(tableau: readonly Float64Array[], objective: Float64Array, row: number, column: number): void {
  const pivotRow = tableau[row] as Float64Array;
  const by = pivotRow[column] as number;
  for (let at = 0; at < pivotRow.length; at += 1) pivotRow[at] = (pivotRow[at] as number) / by;
  pivotRow[column] = 1 / by;
  for (const values of tableau) if (values !== pivotRow) eliminate(values, pivotRow, column, by);
  eliminate(objective, pivotRow, column, by);
}

function eliminate(values: Float64Array, pivotRow: Float64Array, column: number, by: number): void {
  const factor = values[column] as number;
  if (factor === 0) return;
  for (let at = 0; at < values.length; at += 1)
    values[at] = (values[at] as number) - factor * (pivotRow[at] as number);
  values[column] = -factor / by;
}

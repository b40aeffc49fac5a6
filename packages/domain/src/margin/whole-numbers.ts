import { maximise, type Programme } from "./linear-programme.ts";

/** How near to a whole number counts as one. */
const WHOLE = 1e-6;

type Choice = readonly number[];

interface Bounds {
  readonly lower: Choice;
  readonly upper: Choice;
}

/** What is left of each row's limit by a choice of the first columns, the others being zero. */
function slackOf({ rows }: Programme, choice: Choice): number[] {
  return rows.map(({ coefficients, limit }) => {
    let left = limit;
    for (let column = 0; column < choice.length; column += 1) {
      left -= (choice[column] as number) * (coefficients[column] as number);
    }
    return left;
  });
}

/** The programme within bounds: each column counted from its lower one; null when the bounds leave no room. */
function within(programme: Programme, { lower, upper }: Bounds): Programme | null {
  const { gains, rows } = programme;
  const slack = slackOf(programme, lower);
  if (slack.some((left) => left < 0)) return null;
  const shifted = rows.map(({ coefficients }, row) => ({ coefficients, limit: slack[row] as number }));
  const capped = upper.flatMap((bound, column) => {
    if (!Number.isFinite(bound)) return [];
    const coefficients = new Float64Array(gains.length);
    coefficients[column] = 1;
    return [{ coefficients, limit: bound - (lower[column] as number) }];
  });
  return { gains, rows: [...shifted, ...capped] };
}

/** The first column that is farthest from a whole number, or null when all are whole. */
function fractional(columns: Choice): number | null {
  let [found, farthest]: [number | null, number] = [null, WHOLE];
  for (const [column, value] of columns.entries()) {
    const distance = Math.abs(value - Math.round(value));
    if (distance > farthest) [found, farthest] = [column, distance];
  }
  return found;
}

/** A choice with one more of a column, again and again, as long as there is room and that is worth something. */
function filledUp(programme: Programme, start: Choice, worth: (choice: Choice) => number): Choice {
  let [choice, value] = [start, worth(start)];
  for (;;) {
    const slack = slackOf(programme, choice);
    let best: Choice | null = null;
    for (let column = 0; column < choice.length; column += 1) {
      const hasRoom = programme.rows.every(
        ({ coefficients }, row) => (coefficients[column] as number) <= (slack[row] as number) + WHOLE,
      );
      if (!hasRoom) continue;
      const more = choice.with(column, (choice[column] as number) + 1);
      const reached = worth(more);
      if (reached > value) [best, value] = [more, reached];
    }
    if (best === null) return choice;
    choice = best;
  }
}

/**
 * The best choice of whole numbers for the first `whole` columns, by branch and bound (Land and Doig 1960). `worth`
 * says exactly what a choice gains, in the gains' own units; bounds that promise no more than the best choice so far
 * are not looked into. Ends after `looksMax` linear programmes with the best that was found.
 */
export function maximiseWhole(
  programme: Programme,
  whole: number,
  worth: (choice: Choice) => number,
  looksMax: number,
): Choice {
  let best: Choice = Array.from({ length: whole }, () => 0);
  let bestWorth = worth(best);
  const open: Bounds[] = [{ lower: best, upper: Array.from({ length: whole }, () => Infinity) }];
  for (let looks = 0; looks < looksMax; looks += 1) {
    const bounds = open.pop();
    if (bounds === undefined) break;
    const room = within(programme, bounds);
    if (room === null) continue;
    const optimum = maximise(room);
    const { lower, upper } = bounds;
    const promised = lower.reduce(
      (sum, bound, column) => sum + bound * (programme.gains[column] as number),
      optimum.gain,
    );
    if (promised <= bestWorth + WHOLE) continue;
    const columns = lower.map((bound, column) => bound + (optimum.columns[column] as number));
    const rounded = columns.map((value) => Math.floor(value + WHOLE));
    const branch = fractional(columns);
    const choice = branch === null ? rounded : filledUp(programme, rounded, worth);
    const reached = worth(choice);
    if (reached > bestWorth) [best, bestWorth] = [choice, reached];
    if (branch === null || promised <= bestWorth + WHOLE) continue;
    const floor = Math.floor(columns[branch] as number);
    open.push({ lower, upper: upper.with(branch, floor) }, { lower: lower.with(branch, floor + 1), upper });
  }
  return best;
}

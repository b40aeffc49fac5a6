import { isSmallTime, smallTimeRatio, wideRatio } from "../normalised-black.ts";

/** Rows that go through the stages together: few enough for all columns to stay in the processor's first cache. */
export const BLOCK_ROWS = 128;

/**
 * Prices on their way to total volatilities. Each stage is a loop over a list of rows that reads and writes columns: no
 * number is passed to or returned from a function that is called for each row, which would allocate it, and rows of one
 * region follow each other. One price is a block of one row.
 */
export interface Block {
  /** -|ln(forward/strike)|. */
  readonly x: Float64Array;
  /** Normalised price; above 0 and below `bound`. */
  readonly target: Float64Array;
  /** `bound` - `target`, with digits of its own. */
  readonly missing: Float64Array;
  /** exp(x/2). */
  readonly bound: Float64Array;
  /** Total volatility: a point of the region's border first, then the guess, then the solution; NaN without one. */
  readonly s: Float64Array;
  /** x/s, as `computeRatios` found it. */
  readonly h: Float64Array;
  /** b/v, or (bound - b)/v, at h and t = s/2. */
  readonly ratio: Float64Array;
  /** The inflection sqrt(2|x|), and b there. */
  readonly centre: Float64Array;
  readonly centrePrice: Float64Array;
  /** At the border of the outer region: the price of the lower, what is missing of the upper one. */
  readonly borderPrice: Float64Array;
  readonly moneynessFactor: Float64Array;
  readonly timeFactor: Float64Array;
  /** Logarithm of what the region's objective aims at. */
  readonly logTarget: Float64Array;
  /** Evaluations of b that the solution took. */
  readonly evaluations: Uint8Array;
  /** Rows without a guess from `guessShortTimes`. */
  readonly outer: Uint8Array;
  readonly below: Uint8Array;
  readonly above: Uint8Array;
  readonly lower: Uint8Array;
  readonly middle: Uint8Array;
  readonly upper: Uint8Array;
  /** Scratch of `computeRatios`. */
  readonly wide: Uint8Array;
  /** Rows in each list; the first `guessed` rows of `lower` have their guess already. */
  readonly lists: {
    outer: number;
    below: number;
    above: number;
    lower: number;
    guessed: number;
    middle: number;
    upper: number;
  };
}

export function createBlock(): Block {
  const column = (): Float64Array => new Float64Array(BLOCK_ROWS);
  const list = (): Uint8Array => new Uint8Array(BLOCK_ROWS);
  return {
    x: column(),
    target: column(),
    missing: column(),
    bound: column(),
    s: column(),
    h: column(),
    ratio: column(),
    centre: column(),
    centrePrice: column(),
    borderPrice: column(),
    moneynessFactor: column(),
    timeFactor: column(),
    logTarget: column(),
    evaluations: list(),
    outer: list(),
    below: list(),
    above: list(),
    lower: list(),
    middle: list(),
    upper: list(),
    wide: list(),
    lists: { outer: 0, below: 0, above: 0, lower: 0, guessed: 0, middle: 0, upper: 0 },
  };
}

/** h and ratio at s of the rows listed; (bound - b)/v where h + t is above `complementFrom`, else b/v. */
export function computeRatios(block: Block, rows: Uint8Array, count: number, complementFrom: number): void {
  const { x, s, h, ratio, wide } = block;
  let wideCount = 0;
  for (let place = 0; place < count; place += 1) {
    const row = rows[place] as number;
    const total = s[row] as number;
    const distance = (x[row] as number) / total;
    const t = 0.5 * total;
    h[row] = distance;
    if (distance + t <= complementFrom && isSmallTime(distance, t)) ratio[row] = smallTimeRatio(distance, t);
    else {
      wide[wideCount] = row;
      wideCount += 1;
    }
  }
  computeWideRatios(block, wideCount, complementFrom);
}

function computeWideRatios({ s, h, ratio, wide }: Block, count: number, complementFrom: number): void {
  for (let place = 0; place < count; place += 1) {
    const row = wide[place] as number;
    const distance = h[row] as number;
    const t = 0.5 * (s[row] as number);
    ratio[row] = wideRatio(distance, t, distance + t > complementFrom);
  }
}

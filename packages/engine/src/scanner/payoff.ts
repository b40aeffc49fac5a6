import type { CandidateColumns } from "./candidate.ts";

/** Options, and the shares of a covered call: more pieces than legs never come about. */
const PIECES_MAX = 6;

/**
 * What a candidate's legs of one expiry pay, as numbers: the same pieces, break-evens and profitable ranges as the domain's
 * `payoffShape` and `outcomeOfPayoff`, without an object a candidate. All amounts are micros a share.
 */
export class ScannedPayoff {
  /** Where the profit's sign changes at the price of `cross`. */
  readonly breakevens: Float64Array = new Float64Array(PIECES_MAX);
  breakevenCount = 0;
  /** Where there is a profit; the last one may end at Infinity. */
  readonly profitFrom: Float64Array = new Float64Array(PIECES_MAX);
  readonly profitTo: Float64Array = new Float64Array(PIECES_MAX);
  profitCount = 0;
  readonly #from = new Float64Array(PIECES_MAX);
  readonly #value = new Float64Array(PIECES_MAX);
  readonly #slope = new Float64Array(PIECES_MAX);
  #pieces = 0;

  /** The pieces of one candidate: its legs are in the order of strikes. */
  build({ legs, rows, weights, count, shares }: CandidateColumns, at: number): void {
    const { strike: strikes, sign } = legs;
    let value = 0;
    let slope = shares;
    for (let leg = 0; leg < count; leg += 1) {
      const row = rows[leg as 0][at] as number;
      if ((sign[row] as number) > 0) continue;
      value += (weights[leg] as number) * (strikes[row] as number);
      slope -= weights[leg] as number;
    }
    let from = 0;
    let pieces = 0;
    for (let leg = 0; leg < count;) {
      const strike = strikes[rows[leg as 0][at] as number] as number;
      this.#from[pieces] = from;
      this.#value[pieces] = value;
      this.#slope[pieces] = slope;
      pieces += 1;
      value += slope * (strike - from);
      for (; leg < count && strikes[rows[leg as 0][at] as number] === strike; leg += 1)
        slope += weights[leg] as number;
      from = strike;
    }
    this.#from[pieces] = from;
    this.#value[pieces] = value;
    this.#slope[pieces] = slope;
    this.#pieces = pieces + 1;
  }

  /** Finds break-evens and profitable ranges when bought at `price`. */
  cross(price: number): void {
    this.breakevenCount = 0;
    this.profitCount = 0;
    let opened = -1;
    let slopeBefore = 0;
    for (let piece = 0; piece < this.#pieces; piece += 1) {
      const from = this.#from[piece] as number;
      const slope = this.#slope[piece] as number;
      const profit = (this.#value[piece] as number) - price;
      const isLast = piece === this.#pieces - 1;
      if (profit === 0) {
        if (from > 0 && (slopeBefore !== 0 || slope !== 0)) this.#breakeven(from);
        if (opened >= 0) this.#profit(opened, from);
        opened = slope > 0 ? from : -1;
      } else if (from === 0 && profit > 0) opened = from;
      if (profit * slope < 0 && (isLast || ((this.#value[piece + 1] as number) - price) * profit < 0)) {
        const crossing = Math.round(from - profit / slope);
        this.#breakeven(crossing);
        if (opened >= 0) this.#profit(opened, crossing);
        opened = profit > 0 ? -1 : crossing;
      }
      slopeBefore = slope;
    }
    if (opened >= 0) this.#profit(opened, Infinity);
  }

  #breakeven(level: number): void {
    this.breakevens[this.breakevenCount] = level;
    this.breakevenCount += 1;
  }

  #profit(from: number, to: number): void {
    this.profitFrom[this.profitCount] = from;
    this.profitTo[this.profitCount] = to;
    this.profitCount += 1;
  }
}

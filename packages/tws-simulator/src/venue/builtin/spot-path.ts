import { exchangeDate, nextTradingDay, sessionOf } from "../calendar.ts";
import { MONEY_PER_UNIT } from "../money.ts";
import { gaussian, hashNumbers, uniform } from "../random.ts";
import type { Underlying } from "./underlyings.ts";

/** The path has one point each quarter of a second of trading. */
export const SPOT_STEP_MS = 250;
const SESSIONS_A_YEAR = 252;
const SESSION_STEPS = (6.5 * 3_600_000) / SPOT_STEP_MS;
/** The gap from a close to the next open has a third of a session's variance. */
const OVERNIGHT_VARIANCE = 1 / 3;
const MINUTE_STEPS = 60_000 / SPOT_STEP_MS;

interface DayPath {
  readonly open: number;
  readonly prices: Float64Array;
  /** Highest and lowest price up to the end of each minute. */
  readonly highs: Float64Array;
  readonly lows: Float64Array;
}

/** One share's price through the day. */
export interface SpotAt {
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly previousClose: number;
}

/** Twice as lively at the open as at noon, and lively again at the close. */
function liveliness(fraction: number): number {
  return 0.8 + 1.2 * (2 * fraction - 1) ** 4;
}

/**
 * A share's price as a geometric random walk with jumps, the same for the same seed. Days are made in order, each
 * from the close before it, and the last few are kept.
 */
export class SpotPath {
  readonly #seed: number;
  readonly #underlying: Underlying;
  readonly #days = new Map<string, DayPath>();
  readonly #closes = new Map<string, number>();
  #lastDate: string;
  #lastClose: number;

  constructor(seed: number, underlying: Underlying, firstDate: string) {
    this.#seed = hashNumbers(seed, underlying.listing.conId);
    this.#underlying = underlying;
    this.#lastDate = "";
    this.#lastClose = underlying.startPrice / MONEY_PER_UNIT;
    this.#make(firstDate);
  }

  /** Before the open it is the open, after the close the close. Only days from the first one on exist. */
  at(moment: number): SpotAt {
    const date = exchangeDate(moment);
    const day = this.#day(date);
    const { open } = sessionOf(date);
    const step = Math.floor((moment - open) / SPOT_STEP_MS);
    const index = Math.min(Math.max(step, 0), day.prices.length - 1);
    const price = day.prices[index] as number;
    const minute = Math.floor(index / MINUTE_STEPS) - 1;
    let high = minute < 0 ? day.open : (day.highs[minute] as number);
    let low = minute < 0 ? day.open : (day.lows[minute] as number);
    for (let point = (minute + 1) * MINUTE_STEPS; point <= index; point += 1) {
      const value = day.prices[point] as number;
      high = Math.max(high, value);
      low = Math.min(low, value);
    }
    return { price, open: day.open, high, low, previousClose: this.#closes.get(date) as number };
  }

  #day(date: string): DayPath {
    while (!this.#days.has(date)) {
      if (date <= this.#lastDate)
        throw new RangeError(`${date} is not kept; the path is at ${this.#lastDate}`);
      this.#make(nextTradingDay(this.#lastDate));
    }
    return this.#days.get(date) as DayPath;
  }

  #make(date: string): void {
    const { open, close } = sessionOf(date);
    const day = this.#walk(date, Math.round((close - open) / SPOT_STEP_MS));
    this.#closes.set(date, this.#lastClose);
    this.#days.set(date, day);
    for (const kept of this.#days.keys()) {
      if (this.#days.size <= 3) break;
      this.#days.delete(kept);
    }
    this.#lastDate = date;
    this.#lastClose = day.prices.at(-1) as number;
  }

  #walk(date: string, steps: number): DayPath {
    const { volatility, jumpsPerDay, jumpSize } = this.#underlying;
    const dateKey = Number(date.replaceAll("-", ""));
    const daily = volatility / Math.sqrt(SESSIONS_A_YEAR);
    const gap = daily * Math.sqrt(OVERNIGHT_VARIANCE) * gaussian(this.#seed, dateKey, -1);
    const open = this.#lastClose * Math.exp(gap);
    const stepDeviation = daily / Math.sqrt(SESSION_STEPS);
    const jumpChance = jumpsPerDay / SESSION_STEPS;
    const prices = new Float64Array(steps + 1);
    const highs = new Float64Array(Math.ceil((steps + 1) / MINUTE_STEPS));
    const lows = new Float64Array(highs.length).fill(Infinity);
    let [price, high, low] = [open, open, open];
    for (let step = 0; step <= steps; step += 1) {
      if (step > 0) {
        let move = stepDeviation * liveliness(step / steps) * gaussian(this.#seed, dateKey, step);
        if (uniform(this.#seed, dateKey, step, 7) < jumpChance) {
          move += jumpSize * gaussian(this.#seed, dateKey, step, 8);
        }
        price *= Math.exp(move);
      }
      prices[step] = price;
      high = Math.max(high, price);
      low = Math.min(low, price);
      highs[Math.floor(step / MINUTE_STEPS)] = high;
      lows[Math.floor(step / MINUTE_STEPS)] = low;
    }
    return { open, prices, highs, lows };
  }
}

import { exchangeDate, nextTradingDay, previousTradingDay, sessionOf } from "../calendar.ts";
import { MONEY_PER_UNIT } from "../money.ts";
import { gaussian, hashNumbers, uniform } from "../random.ts";
import type { Instrument } from "./instrument.ts";

/** The path has one point each quarter of a second of trading. */
export const SPOT_STEP_MS = 250;
/** Days before the market's first one are known by this step only: a year of history is asked for at once. */
const PAST_STEP_MS = 15_000;
/** Trading days before the first one that have a path. */
export const PAST_DAYS = 252;
const SESSIONS_A_YEAR = 252;
const SESSION_MS = 6.5 * 3_600_000;
/** The gap from a close to the next open has a third of a session's variance. */
const OVERNIGHT_VARIANCE = 1 / 3;
const MINUTE_MS = 60_000;
/** Days from the first on whose points are kept: at a quarter of a second one takes some 750 kB. */
const DAYS_KEPT = 4;

interface DayPath {
  readonly open: number;
  readonly stepMs: number;
  readonly prices: Float64Array;
  /** Highest and lowest price up to the end of each minute. */
  readonly highs: Float64Array;
  readonly lows: Float64Array;
}

/** One price through the day. */
export interface SpotAt {
  readonly price: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly previousClose: number;
}

/** Something that has a price at each moment of a trading day. Before the open it is the open's, after the close the close's. */
export interface PriceSource {
  at(moment: number): SpotAt;
  priceAt(moment: number): number;
}

/** Twice as lively at the open as at noon, and lively again at the close. */
function liveliness(fraction: number): number {
  return 0.8 + 1.2 * (2 * fraction - 1) ** 4;
}

/**
 * A price as a geometric random walk with jumps, the same for the same seed. Days are made in order, each from the
 * close before it; those before the first are made backwards, so that the last of them closes at the start price.
 */
export class SpotPath implements PriceSource {
  readonly #seed: number;
  readonly #instrument: Instrument;
  readonly #firstDate: string;
  readonly #days = new Map<string, DayPath>();
  /** The close before each day that was reached. */
  readonly #closesBefore = new Map<string, number>();
  /** Those before the first, of which `PAST_DAYS` are asked for at most: some 15 kB each. */
  readonly #pastDays = new Map<string, DayPath>();
  #lastDate: string;
  #lastClose: number;
  #earliestDate: string;
  #recent: { readonly from: number; readonly to: number; readonly day: DayPath } | null = null;

  constructor(seed: number, instrument: Instrument, firstDate: string) {
    this.#seed = hashNumbers(seed, instrument.listing.conId);
    this.#instrument = instrument;
    this.#firstDate = firstDate;
    this.#lastDate = "";
    this.#lastClose = instrument.startPrice / MONEY_PER_UNIT;
    this.#earliestDate = firstDate;
    this.#closesBefore.set(firstDate, this.#lastClose);
  }

  at(moment: number): SpotAt {
    const date = exchangeDate(moment);
    const day = this.#day(date);
    const index = this.#index(day, moment, sessionOf(date).open);
    const price = day.prices[index] as number;
    const minuteSteps = MINUTE_MS / day.stepMs;
    const minute = Math.floor(index / minuteSteps) - 1;
    let high = minute < 0 ? day.open : (day.highs[minute] as number);
    let low = minute < 0 ? day.open : (day.lows[minute] as number);
    for (let point = (minute + 1) * minuteSteps; point <= index; point += 1) {
      const value = day.prices[point] as number;
      high = Math.max(high, value);
      low = Math.min(low, value);
    }
    return { price, open: day.open, high, low, previousClose: this.#closesBefore.get(date) as number };
  }

  priceAt(moment: number): number {
    const recent = this.#recent;
    if (recent !== null && moment >= recent.from && moment < recent.to) {
      return recent.day.prices[this.#index(recent.day, moment, recent.from)] as number;
    }
    const date = exchangeDate(moment);
    const day = this.#day(date);
    const { open, close } = sessionOf(date);
    this.#recent = { from: open, to: close, day };
    return day.prices[this.#index(day, moment, open)] as number;
  }

  #index(day: DayPath, moment: number, open: number): number {
    const step = Math.floor((moment - open) / day.stepMs);
    return Math.min(Math.max(step, 0), day.prices.length - 1);
  }

  #day(date: string): DayPath {
    const known = this.#days.get(date);
    if (known !== undefined) return known;
    if (date < this.#firstDate) return this.#before(date);
    while (date > this.#lastDate) {
      this.#make(this.#lastDate === "" ? this.#firstDate : nextTradingDay(this.#lastDate));
    }
    const made = this.#days.get(date);
    if (made !== undefined) return made;
    const close = this.#closesBefore.get(date);
    if (close === undefined) throw new RangeError(`${date} is no trading day`);
    return this.#keep(date, this.#walk(date, SPOT_STEP_MS, close));
  }

  #keep(date: string, day: DayPath): DayPath {
    this.#days.set(date, day);
    for (const kept of this.#days.keys()) {
      if (this.#days.size <= DAYS_KEPT) break;
      this.#days.delete(kept);
    }
    return day;
  }

  #make(date: string): void {
    this.#closesBefore.set(date, this.#lastClose);
    const day = this.#keep(date, this.#walk(date, SPOT_STEP_MS, this.#lastClose));
    this.#lastDate = date;
    this.#lastClose = day.prices.at(-1) as number;
  }

  #before(date: string): DayPath {
    while (date < this.#earliestDate) this.#makeBefore(previousTradingDay(this.#earliestDate));
    const day = this.#pastDays.get(date);
    if (day === undefined) throw new RangeError(`${date} is no trading day`);
    return day;
  }

  /** A day before the first: its walk from 1, scaled to end at the close that the day after it starts from. */
  #makeBefore(date: string): void {
    const close = this.#closesBefore.get(this.#earliestDate) as number;
    const walked = this.#walk(date, PAST_STEP_MS, 1, 0);
    const scale = close / (walked.prices.at(-1) as number);
    const scaled = (values: Float64Array): Float64Array => values.map((value) => value * scale);
    this.#pastDays.set(date, {
      open: walked.open * scale,
      stepMs: walked.stepMs,
      prices: scaled(walked.prices),
      highs: scaled(walked.highs),
      lows: scaled(walked.lows),
    });
    this.#closesBefore.set(date, scale + this.#dividend(date));
    this.#earliestDate = date;
  }

  #dividend(date: string): number {
    const [dividend] = this.#instrument.dividends(previousTradingDay(date), date);
    return (dividend?.amount ?? 0) / MONEY_PER_UNIT;
  }

  /** A day's points from the close before it; on an ex-date the share opens lower by its dividend. */
  #walk(date: string, stepMs: number, close: number, dividend = this.#dividend(date)): DayPath {
    const session = sessionOf(date);
    const steps = Math.round((session.close - session.open) / stepMs);
    const { volatility, jumpsPerDay, jumpSize } = this.#instrument;
    const dateKey = Number(date.replaceAll("-", ""));
    const daily = volatility / Math.sqrt(SESSIONS_A_YEAR);
    const gap = daily * Math.sqrt(OVERNIGHT_VARIANCE) * gaussian(this.#seed, dateKey, -1);
    const open = (close - dividend) * Math.exp(gap);
    const sessionSteps = SESSION_MS / stepMs;
    const stepDeviation = daily / Math.sqrt(sessionSteps);
    const jumpChance = jumpsPerDay / sessionSteps;
    const minuteSteps = MINUTE_MS / stepMs;
    const prices = new Float64Array(steps + 1);
    const highs = new Float64Array(Math.ceil((steps + 1) / minuteSteps));
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
      highs[Math.floor(step / minuteSteps)] = high;
      lows[Math.floor(step / minuteSteps)] = low;
    }
    return { open, stepMs, prices, highs, lows };
  }
}

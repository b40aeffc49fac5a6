import { exchangeDate, isTradingDay, sessionOf } from "./calendar.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The market's time: it runs with the schedule, `speed` times as fast. Where trading ends and the source has another
 * day, it goes on at that day's open at once; where it has none, the clock runs on and the market is closed.
 */
export class MarketClock {
  readonly #speed: number;
  readonly #schedule: Schedule;
  readonly #dateAfter: (date: string) => string | null;
  #anchorMarket: number;
  #anchorReal: number;

  constructor(options: {
    readonly start: number;
    readonly speed: number;
    readonly schedule: Schedule;
    readonly dateAfter: (date: string) => string | null;
  }) {
    this.#speed = options.speed;
    this.#schedule = options.schedule;
    this.#dateAfter = options.dateAfter;
    this.#anchorMarket = options.start;
    this.#anchorReal = options.schedule.now();
  }

  get speed(): number {
    return this.#speed;
  }

  /** Milliseconds since 1970 UTC, never going back. */
  now(): number {
    const real = this.#schedule.now();
    const market = Math.floor(this.#anchorMarket + (real - this.#anchorReal) * this.#speed);
    const next = this.#openAfterClose(market);
    if (next === null) return market;
    this.#anchorMarket = next;
    this.#anchorReal = real;
    return next;
  }

  /** Moves the market's time on. */
  advance(ms: number): void {
    if (!(ms >= 0)) throw new RangeError(`market time goes forward only: ${ms}`);
    this.#anchorMarket += ms;
  }

  isOpen(at: number): boolean {
    const date = exchangeDate(at);
    if (!isTradingDay(date)) return false;
    const { open, close } = sessionOf(date);
    return at >= open && at < close;
  }

  #openAfterClose(at: number): number | null {
    const date = exchangeDate(at);
    if (isTradingDay(date) && at < sessionOf(date).close) return null;
    const next = this.#dateAfter(date);
    return next === null ? null : sessionOf(next).open;
  }
}

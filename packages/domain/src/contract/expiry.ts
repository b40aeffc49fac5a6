import { type EpochMs, type IsoDate, isoDate } from "../kernel/time.ts";
import { exchangeDate, isTradingDay, nthWeekday, previousTradingDay } from "./trading-calendar.ts";

const FRIDAY = 5;

/**
 * The last day on which an option listed with `expiry` trades: the day itself when the exchange is open, else the last
 * trading day before it. Covers Saturday expiries (standard series until January 2015) and holidays on a Friday.
 */
export function lastTradingDay(expiry: IsoDate): IsoDate {
  return isTradingDay(expiry) ? expiry : previousTradingDay(expiry);
}

/**
 * The date that the exchange prints on a month's standard series: its third Friday, and until January 2015 the
 * Saturday after it (OCC moved the expiration to Friday with the series of 2015-02-20).
 */
export function listedMonthlyExpiry(year: number, month: number): IsoDate {
  const friday = nthWeekday(year, month, FRIDAY, 3);
  const onSaturday = year < 2015 || (year === 2015 && month === 1);
  return isoDate((onSaturday ? friday.add({ days: 1 }) : friday).toString());
}

/** The last trading day of a month's standard series: the third Friday, or the Thursday before when it is a holiday. */
export function monthlyExpiry(year: number, month: number): IsoDate {
  return lastTradingDay(isoDate(nthWeekday(year, month, FRIDAY, 3).toString()));
}

/** Whether `date` is the last trading day, or the listed expiry, of a standard monthly series. */
export function isMonthlyExpiry(date: IsoDate): boolean {
  const { year, month } = Temporal.PlainDate.from(date);
  return date === monthlyExpiry(year, month) || date === listedMonthlyExpiry(year, month);
}

/**
 * Last trading days of the weeks from `from` to `to`, both included: each Friday, or the trading day before it when
 * the exchange is closed. Standard monthly expiries are among them. Empty when `to` is before `from`.
 */
export function weeklyExpiries(from: IsoDate, to: IsoDate): readonly IsoDate[] {
  const start = Temporal.PlainDate.from(from);
  const expiries: IsoDate[] = [];
  for (
    let friday = start.add({ days: (FRIDAY - start.dayOfWeek + 7) % 7 });
    ;
    friday = friday.add({ days: 7 })
  ) {
    const expiry = lastTradingDay(isoDate(friday.toString()));
    if (expiry > to) return expiries;
    if (expiry >= from) expiries.push(expiry);
  }
}

/** Calendar days in New York from `now` to the last trading day: 0 on that day, negative after it. */
export function daysToExpiry(now: EpochMs, expiry: IsoDate): number {
  const today = Temporal.PlainDate.from(exchangeDate(now));
  return today.until(Temporal.PlainDate.from(lastTradingDay(expiry)), { largestUnit: "day" }).days;
}

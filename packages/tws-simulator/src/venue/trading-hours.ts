import { addDays, isTradingDay, sessionOf, wireDate } from "./calendar.ts";
import type { Listing } from "./listing.ts";

/** Calendar days that contract details tell, today's first. */
const DAYS_TOLD = 6;

/** When a kind of contract trades by its exchange's clock; `liquid` are the regular hours. */
interface Hours {
  readonly timeZone: string;
  readonly trading: (date: string) => string;
  readonly liquid: (date: string) => string;
}

function closed(date: string): string {
  return `${wireDate(date)}:CLOSED`;
}

function span(from: string, start: string, to: string, end: string): string {
  return `${wireDate(from)}:${start}-${wireDate(to)}:${end}`;
}

const HALF_DAY_MS = 4 * 3_600_000;

function isHalfDay(date: string): boolean {
  const { open, close } = sessionOf(date);
  return close - open < HALF_DAY_MS;
}

/** From `start` to `end`, or to `early` on a half day; closed when the exchange is. */
function dayHours(start: string, end: string, early: string): (date: string) => string {
  return (date) =>
    isTradingDay(date) ? span(date, start, date, isHalfDay(date) ? early : end) : closed(date);
}

function weekday(date: string): number {
  return Temporal.PlainDate.from(date).dayOfWeek;
}

const SATURDAY = 6;

/** From the evening before to the end of the day, without the night to Saturday. */
function overnight(start: string, end: string): (date: string) => string {
  return (date) =>
    weekday(date) >= SATURDAY || !isTradingDay(date)
      ? closed(date)
      : span(addDays(date, -1), start, date, end);
}

const regular = dayHours("0930", "1600", "1300");

/** As TWS tells them: shares before and after the regular session [R], index futures nearly around the clock [D]. */
const SHARES: Hours = {
  timeZone: "US/Eastern",
  trading: dayHours("0400", "2000", "1700"),
  liquid: regular,
};
const OPTIONS: Hours = { timeZone: "US/Eastern", trading: regular, liquid: regular };
const FUTURES: Hours = {
  timeZone: "US/Central",
  trading: overnight("1700", "1600"),
  liquid: dayHours("0830", "1500", "1200"),
};
const currencies = (date: string): string =>
  weekday(date) >= SATURDAY ? closed(date) : span(addDays(date, -1), "1715", date, "1700");
const FOREX: Hours = { timeZone: "US/Eastern", trading: currencies, liquid: currencies };
const always = (date: string): string => span(date, "0000", date, "2359");
const CRYPTO: Hours = { timeZone: "US/Eastern", trading: always, liquid: always };
const bonds = dayHours("0800", "1700", "1400");
const BONDS: Hours = { timeZone: "US/Eastern", trading: bonds, liquid: bonds };

function hoursOf(listing: Listing): Hours {
  switch (listing.kind) {
    case "stock":
      return SHARES;
    case "index":
      return OPTIONS;
    case "option":
      return listing.underlyingKind === "future" ? FUTURES : OPTIONS;
    case "future":
      return FUTURES;
    case "forex":
      return FOREX;
    case "crypto":
      return CRYPTO;
    case "bond":
      return BONDS;
  }
}

/** The hours of today and the days after it, and the zone that they are in. */
export function tradingHours(
  listing: Listing,
  date: string,
): { readonly timeZone: string; readonly trading: string; readonly liquid: string } {
  const { timeZone, trading, liquid } = hoursOf(listing);
  const days = Array.from({ length: DAYS_TOLD }, (_, index) => addDays(date, index));
  return {
    timeZone,
    trading: days.map((day) => trading(day)).join(";"),
    liquid: days.map((day) => liquid(day)).join(";"),
  };
}

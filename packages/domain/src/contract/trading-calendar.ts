import { type EpochMs, epochMs, type IsoDate, isoDate } from "../kernel/time.ts";

/**
 * Days and hours of US equity options: those of the New York Stock Exchange (Rule 7.2 for holidays), 09:30 to 16:00
 * in New York. Exact from 1998, when Martin Luther King Jr. Day became a holiday of the exchange; earlier dates throw
 * `RangeError`. Not covered: late openings (2002-09-11 at noon) and the few index and fund options that trade to 16:15.
 */
export const CALENDAR_FIRST_YEAR = 1998;
export const EXCHANGE_TIME_ZONE = "America/New_York";

/** One day's regular trading. */
export interface TradingSession {
  readonly date: IsoDate;
  readonly open: EpochMs;
  readonly close: EpochMs;
  /** True when it closes at 13:00. */
  readonly halfDay: boolean;
}

/** Where a moment lies in the exchange's day. */
export interface SessionPhase {
  /** `pre` from 04:00, `regular` from the open to the close (exclusive), `post` for four hours after it. */
  readonly phase: "pre" | "regular" | "post" | "closed";
  /** The date in New York. */
  readonly date: IsoDate;
  /** Minutes to the close of today's session, rounded up; null in `post` and `closed`. */
  readonly minutesToClose: number | null;
}

const MONDAY = 1;
const TUESDAY = 2;
const WEDNESDAY = 3;
const THURSDAY = 4;
const FRIDAY = 5;
const SATURDAY = 6;
const SUNDAY = 7;

/** Closed by decision, not by rule: attacks of 2001, funerals of presidents, hurricane Sandy. */
const SPECIAL_CLOSURES: ReadonlySet<string> = new Set([
  "2001-09-11",
  "2001-09-12",
  "2001-09-13",
  "2001-09-14",
  "2004-06-11",
  "2007-01-02",
  "2012-10-29",
  "2012-10-30",
  "2018-12-05",
  "2025-01-09",
]);

/** Closed at 13:00 by decision. */
const SPECIAL_HALF_DAYS: ReadonlySet<string> = new Set(["1999-12-31", "2003-12-26"]);

function plainDate(date: IsoDate): Temporal.PlainDate {
  const plain = Temporal.PlainDate.from(date);
  if (plain.year < CALENDAR_FIRST_YEAR) {
    throw new RangeError(`the trading calendar starts in ${CALENDAR_FIRST_YEAR}: ${date}`);
  }
  return plain;
}

/** The `nth` given weekday of a month, from 1. */
export function nthWeekday(year: number, month: number, weekday: number, nth: number): Temporal.PlainDate {
  const first = Temporal.PlainDate.from({ year, month, day: 1 });
  return first.add({ days: ((weekday - first.dayOfWeek + 7) % 7) + 7 * (nth - 1) });
}

/** Easter Sunday of the Gregorian calendar ("anonymous" algorithm, Nature, 20 April 1876). */
function easterSunday(year: number): Temporal.PlainDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const yearOfCentury = year % 100;
  const correction = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - correction + 15) % 30;
  const weekdayShift =
    (32 + 2 * (century % 4) + 2 * Math.floor(yearOfCentury / 4) - epact - (yearOfCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekdayShift) / 451);
  const ordinal = epact + weekdayShift - 7 * late + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(ordinal / 31), day: (ordinal % 31) + 1 });
}

/** A fixed date's day off: Friday for a Saturday, Monday for a Sunday. */
function observed(year: number, month: number, day: number): Temporal.PlainDate {
  const date = Temporal.PlainDate.from({ year, month, day });
  if (date.dayOfWeek === SATURDAY) return date.subtract({ days: 1 });
  if (date.dayOfWeek === SUNDAY) return date.add({ days: 1 });
  return date;
}

function lastMondayOfMay(year: number): Temporal.PlainDate {
  const last = Temporal.PlainDate.from({ year, month: 5, day: 31 });
  return last.subtract({ days: last.dayOfWeek - MONDAY });
}

/** Holidays by rule that fall into the month of `date`. */
function holidaysOfMonth({ year, month }: Temporal.PlainDate): Temporal.PlainDate[] {
  switch (month) {
    case 1: {
      // A New Year's Day on a Saturday has no day off: the Friday before ends the accounting year.
      const newYear = observed(year, 1, 1);
      return [newYear, nthWeekday(year, 1, MONDAY, 3)];
    }
    case 2:
      return [nthWeekday(year, 2, MONDAY, 3)];
    case 3:
    case 4:
      return [easterSunday(year).subtract({ days: 2 })];
    case 5:
      return [lastMondayOfMay(year)];
    case 6:
      return year >= 2022 ? [observed(year, 6, 19)] : [];
    case 7:
      return [observed(year, 7, 4)];
    case 9:
      return [nthWeekday(year, 9, MONDAY, 1)];
    case 11:
      return [nthWeekday(year, 11, THURSDAY, 4)];
    case 12:
      return [observed(year, 12, 25)];
    default:
      return [];
  }
}

function isOpen(date: Temporal.PlainDate): boolean {
  if (date.dayOfWeek >= SATURDAY || SPECIAL_CLOSURES.has(date.toString())) return false;
  return !holidaysOfMonth(date).some((holiday) => holiday.equals(date));
}

/** Only asked of days on which the exchange is open. */
function closesEarly(date: Temporal.PlainDate): boolean {
  const { year, month, day, dayOfWeek } = date;
  if (SPECIAL_HALF_DAYS.has(date.toString())) return true;
  if (month === 11) return nthWeekday(year, 11, THURSDAY, 4).add({ days: 1 }).equals(date);
  if (month === 12) return day === 24;
  if (month !== 7) return false;
  // Until 2012 the half day around a Thursday the 4th was the Friday after it, since then the Wednesday before it.
  if (day === 5) return dayOfWeek === FRIDAY && year < 2013;
  if (day !== 3) return false;
  return (
    dayOfWeek === MONDAY ||
    dayOfWeek === TUESDAY ||
    dayOfWeek === THURSDAY ||
    (dayOfWeek === WEDNESDAY && year >= 2013)
  );
}

function exchangeInstant(date: Temporal.PlainDate, hour: number, minute = 0): EpochMs {
  const zoned = date.toZonedDateTime({ timeZone: EXCHANGE_TIME_ZONE, plainTime: { hour, minute } });
  return epochMs(zoned.epochMilliseconds);
}

/** Whether the exchange holds a session on `date`. */
export function isTradingDay(date: IsoDate): boolean {
  return isOpen(plainDate(date));
}

/** The session of `date`, or null when there is none. */
export function tradingSession(date: IsoDate): TradingSession | null {
  const day = plainDate(date);
  if (!isOpen(day)) return null;
  const halfDay = closesEarly(day);
  return { date, open: exchangeInstant(day, 9, 30), close: exchangeInstant(day, halfDay ? 13 : 16), halfDay };
}

/** The first trading day after `date`. */
export function nextTradingDay(date: IsoDate): IsoDate {
  let day = plainDate(date).add({ days: 1 });
  while (!isOpen(day)) day = day.add({ days: 1 });
  return isoDate(day.toString());
}

/** The last trading day before `date`. */
export function previousTradingDay(date: IsoDate): IsoDate {
  let day = plainDate(date).subtract({ days: 1 });
  while (!isOpen(day)) day = day.subtract({ days: 1 });
  return isoDate(day.toString());
}

const HOUR_MS = 3_600_000;
/** The hour that `exchangeDate` was last asked about, since 1970, and its date: neighbouring events ask of the same. */
let hourKnown = Number.NaN;
let dateKnown: IsoDate | null = null;

/** The calendar date in New York at a moment. Its offset from UTC is whole hours, so the date changes with an hour. */
export function exchangeDate(at: EpochMs): IsoDate {
  const hour = Math.floor(at / HOUR_MS);
  if (dateKnown !== null && hour === hourKnown) return dateKnown;
  const zoned = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(EXCHANGE_TIME_ZONE);
  dateKnown = isoDate(zoned.toPlainDate().toString());
  hourKnown = hour;
  return dateKnown;
}

/** Where `at` lies in the exchange's day. */
export function sessionPhase(at: EpochMs): SessionPhase {
  const date = exchangeDate(at);
  const session = tradingSession(date);
  if (session === null) return { phase: "closed", date, minutesToClose: null };
  const minutesToClose = Math.ceil((session.close - at) / 60_000);
  if (at >= session.open && at < session.close) return { phase: "regular", date, minutesToClose };
  const day = plainDate(date);
  if (at < session.open) {
    return at >= exchangeInstant(day, 4)
      ? { phase: "pre", date, minutesToClose }
      : { phase: "closed", date, minutesToClose: null };
  }
  const postEnds = session.close + 4 * 3_600_000;
  return { phase: at < postEnds ? "post" : "closed", date, minutesToClose: null };
}

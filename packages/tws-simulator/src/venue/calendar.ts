import * as contract from "@legbook/domain/contract";

type EpochMs = Parameters<typeof contract.exchangeDate>[0];
type IsoDate = Parameters<typeof contract.isTradingDay>[0];

/** What of a session the venue needs, as plain numbers: milliseconds since 1970 UTC. */
export interface Session {
  readonly date: string;
  readonly open: number;
  readonly close: number;
}

const CALENDAR_LAST_YEAR = 2200;

const NEW_YORK = contract.EXCHANGE_TIME_ZONE;

/** The calendar is asked on every quote: days that were asked for once are kept. */
const KEPT_DAYS_MAX = 4096;
const sessions = new Map<string, Session | null>();
const expiryInstants = new Map<string, number>();
const nextDays = new Map<string, string>();
const previousDays = new Map<string, string>();
const lastDays = new Map<string, string>();

function kept<Value>(values: Map<string, Value>, key: string, compute: () => Value): Value {
  const known = values.get(key);
  if (known !== undefined) return known;
  if (values.size >= KEPT_DAYS_MAX) values.clear();
  const computed = compute();
  values.set(key, computed);
  return computed;
}

function session(date: string): Session | null {
  return kept(sessions, date, () => contract.tradingSession(date as IsoDate));
}

/** The session of a trading day. Throws when there is none. */
export function sessionOf(date: string): Session {
  const found = session(date);
  if (found === null) throw new RangeError(`${date} is no trading day`);
  return found;
}

export function isTradingDay(date: string): boolean {
  return session(date) !== null;
}

export function nextTradingDay(date: string): string {
  return kept(nextDays, date, () => contract.nextTradingDay(date as IsoDate));
}

export function previousTradingDay(date: string): string {
  return kept(previousDays, date, () => contract.previousTradingDay(date as IsoDate));
}

interface DayRange {
  readonly from: number;
  readonly to: number;
  readonly date: string;
}

/** Today, yesterday's close and a few others are asked for in turns, on every quote. */
const KEPT_RANGES_MAX = 8;
const ranges: DayRange[] = [];

/** The date in New York. */
export function exchangeDate(at: number): string {
  for (const range of ranges) if (at >= range.from && at < range.to) return range.date;
  const date = contract.exchangeDate(Math.floor(at) as EpochMs);
  ranges.unshift({ from: newYorkInstant(date, 0), to: newYorkInstant(addDays(date, 1), 0), date });
  if (ranges.length > KEPT_RANGES_MAX) ranges.pop();
  return date;
}

/** The calendar date so many days after another, or before it when they are negative. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** The moment when an option of this expiry stops trading. */
export function expiryInstant(expiry: string): number {
  return kept(expiryInstants, expiry, () => contract.expiryInstant(expiry as IsoDate));
}

export const YEAR_MS = contract.YEAR_MS;

/** Time to the end of trading on the expiry's day, in years of 365 days; 0 once it has passed. */
export function yearsToExpiry(at: number, expiry: string): number {
  return Math.max(0, expiryInstant(expiry) - at) / YEAR_MS;
}

export function lastTradingDay(expiry: string): string {
  return kept(lastDays, expiry, () => contract.lastTradingDay(expiry as IsoDate));
}

export function weeklyExpiries(from: string, to: string): readonly string[] {
  return contract.weeklyExpiries(from as IsoDate, to as IsoDate);
}

export function monthlyExpiry(year: number, month: number): string {
  return contract.monthlyExpiry(year, month);
}

export function isMonthlyExpiry(date: string): boolean {
  return contract.isMonthlyExpiry(date as IsoDate);
}

/** Whether the exchange's calendar is known at a date, and for some time before it. */
export function isCalendarDate(date: string): boolean {
  const year = Number(date.slice(0, 4));
  return year > contract.CALENDAR_FIRST_YEAR + 1 && year < CALENDAR_LAST_YEAR;
}

/** A calendar date `YYYY-MM-DD`, or null. */
export function parseDate(text: string): string | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString();
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** A time of the day `HH:MM` or `HH:MM:SS` as milliseconds since midnight, or null. */
export function parseTimeOfDay(text: string): number | null {
  const match = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null) return null;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return ((hours * 60 + minutes) * 60 + seconds) * 1000;
}

/** The moment of a New York wall time. */
export function newYorkInstant(date: string, timeOfDayMs: number): number {
  const midnight = Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: NEW_YORK });
  const plainTime = Temporal.PlainTime.from("00:00").add({ milliseconds: timeOfDayMs });
  return midnight.withPlainTime(plainTime).epochMilliseconds;
}

/** `20151224 10:04:05`, the wall time in New York. */
export function wallTime(at: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(NEW_YORK);
  const date = zoned.toPlainDate().toString().replaceAll("-", "");
  return `${date} ${zoned.toPlainTime().toString({ smallestUnit: "second" })}`;
}

/** `EST` or `EDT`. */
export function zoneAbbreviation(at: number): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(NEW_YORK);
  return zoned.offset === "-05:00" ? "EST" : "EDT";
}

/** `YYYYMMDD`, as dates are on the wire. */
export function wireDate(date: string): string {
  return date.replaceAll("-", "");
}

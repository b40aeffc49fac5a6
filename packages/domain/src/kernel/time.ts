/**
 * A moment as whole milliseconds since 1970-01-01T00:00Z. In events it is always gateway time (the market's
 * time), except `recordedAt`, which is this machine's.
 */
export type EpochMs = number & { readonly [epochMsBrand]: true };
declare const epochMsBrand: unique symbol;

/** A calendar date `YYYY-MM-DD`, for expiries and trading dates. */
export type IsoDate = string & { readonly [isoDateBrand]: true };
declare const isoDateBrand: unique symbol;

/** Throws `RangeError` when `value` is not a safe integer. */
export function epochMs(value: number): EpochMs {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not whole milliseconds: ${value}`);
  return value as EpochMs;
}

const DAYS_OF_MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The date in `text` (`2015-12-24`), or null when it is not a date of the calendar (Gregorian, before 1582 too). */
export function parseIsoDate(text: string): IsoDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  const isLeapYear = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeapYear ? 29 : (DAYS_OF_MONTHS[month - 1] ?? 0);
  return day >= 1 && day <= days ? (text as IsoDate) : null;
}

/** As `parseIsoDate`, but throws `RangeError`. */
export function isoDate(text: string): IsoDate {
  const date = parseIsoDate(text);
  if (date === null) throw new RangeError(`not a date: ${text}`);
  return date;
}

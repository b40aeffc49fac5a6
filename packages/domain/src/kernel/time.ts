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

/** The date in `text` (`2015-12-24`), or null when it is not a date of the calendar. */
export function parseIsoDate(text: string): IsoDate | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return null;
  try {
    return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() as IsoDate;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** As `parseIsoDate`, but throws `RangeError`. */
export function isoDate(text: string): IsoDate {
  const date = parseIsoDate(text);
  if (date === null) throw new RangeError(`not a date: ${text}`);
  return date;
}

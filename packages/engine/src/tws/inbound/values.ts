import { isoDate, type IsoDate, microsFromNumber, type Micros } from "@legbook/domain";

/** A value of the gateway that is not what the protocol says. */
export class UnreadableValue extends Error {
  override readonly name = "UnreadableValue";
  constructor(field: string, value: unknown) {
    super(`${field} is ${JSON.stringify(value) ?? "missing"}`);
  }
}

/**
 * A double, or null for the gateway's unset value: the largest double, in either of its spellings, which the library
 * gives as `undefined` or as the number. Throws `UnreadableValue` for what is no number.
 */
export function doubleOrNull(value: number | null | undefined, field: string): number | null {
  if (value === undefined || value === null || value >= Number.MAX_VALUE) return null;
  if (!Number.isFinite(value)) throw new UnreadableValue(field, String(value));
  return value;
}

export function double(value: number | null | undefined, field: string): number {
  const read = doubleOrNull(value, field);
  if (read === null) throw new UnreadableValue(field, value);
  return read;
}

export function amountOrNull(value: number | null | undefined, field: string): Micros | null {
  const read = doubleOrNull(value, field);
  return read === null ? null : microsFromNumber(read);
}

export function amount(value: number | null | undefined, field: string): Micros {
  return microsFromNumber(double(value, field));
}

export function integer(value: number | null | undefined, field: string): number {
  const read = double(value, field);
  if (!Number.isSafeInteger(read)) throw new UnreadableValue(field, value);
  return read;
}

export function text(value: string | undefined, field: string): string {
  if (typeof value !== "string") throw new UnreadableValue(field, value);
  return value;
}

export function nonEmpty(value: string | undefined, field: string): string {
  const read = text(value, field);
  if (read === "") throw new UnreadableValue(field, value);
  return read;
}

/** A date that begins with `YYYYMMDD`; a time of day may follow. */
export function compactDate(value: string | undefined, field: string): IsoDate {
  const match = /^(\d{4})(\d{2})(\d{2})(?:$|\D)/.exec(text(value, field));
  if (match === null) throw new UnreadableValue(field, value);
  const [, year, month, day] = match;
  return isoDate(`${year}-${month}-${day}`);
}

import { newYorkInstant, parseDate, parseTimeOfDay, wallTime } from "../venue/calendar.ts";

const PATTERN = /^(\d{4})(\d{2})(\d{2})[ -]+(\d{2}:\d{2}:\d{2})(.*)$/;

/** The moment of `20151224 10:04:05 US/Eastern`, or null. */
export function instantOfText(text: string): number | null {
  const match = PATTERN.exec(text);
  if (match === null) return null;
  const date = parseDate(`${match[1]}-${match[2]}-${match[3]}`);
  const time = parseTimeOfDay(match[4] as string);
  return date === null || time === null ? null : newYorkInstant(date, time);
}

/** The same text with its moment changed; as it is when it has none. */
export function withWallTime(text: string, change: (at: number) => number): string {
  const at = instantOfText(text);
  return at === null ? text : `${wallTime(change(at))}${PATTERN.exec(text)?.[5] ?? ""}`;
}

/** The moment as the wall time of a zone, `20151224 15:04:05`. */
export function wallTimeIn(at: number, zone: string): string {
  const zoned = Temporal.Instant.fromEpochMilliseconds(Math.floor(at)).toZonedDateTimeISO(zone);
  const date = zoned.toPlainDate().toString().replaceAll("-", "");
  return `${date} ${zoned.toPlainTime().toString({ smallestUnit: "second" })}`;
}

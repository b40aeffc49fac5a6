import { newYorkInstant, parseDate, parseTimeOfDay } from "../venue/calendar.ts";

const ZONES: ReadonlyMap<string, string> = new Map([
  ["EST", "America/New_York"],
  ["EDT", "America/New_York"],
  ["EST5EDT", "America/New_York"],
  ["GMT", "UTC"],
]);

function instantIn(zone: string, date: string, timeMs: number): number | null {
  try {
    return Temporal.PlainDate.from(date)
      .toZonedDateTime({ timeZone: ZONES.get(zone) ?? zone, plainTime: Temporal.PlainTime.from("00:00") })
      .withPlainTime(Temporal.PlainTime.from("00:00").add({ milliseconds: timeMs })).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * A moment as clients write it [D]: `yyyymmdd hh:mm:ss` with an optional zone, New York without one, or
 * `yyyymmdd-hh:mm:ss` in UTC; the seconds may be left out. Null when it is neither.
 */
export function parseClientTime(text: string): number | null {
  const match = /^(\d{4})(\d{2})(\d{2})([ -])(\d{2}:\d{2}(?::\d{2})?)(?: +(\S+))?$/.exec(text.trim());
  if (match === null) return null;
  const date = parseDate(`${match[1]}-${match[2]}-${match[3]}`);
  const time = parseTimeOfDay(match[5] as string);
  if (date === null || time === null) return null;
  if (match[4] === "-") return match[6] === undefined ? Date.parse(date) + time : null;
  return match[6] === undefined ? newYorkInstant(date, time) : instantIn(match[6], date, time);
}

/** A date `yyyymmdd` as `YYYY-MM-DD`, or null. */
export function parseClientDate(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(text.trim());
  return match === null ? null : parseDate(`${match[1]}-${match[2]}-${match[3]}`);
}

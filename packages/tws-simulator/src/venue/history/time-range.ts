import {
  newYorkInstant,
  parseTimeOfDay,
  parseDate,
  previousTradingDay,
  isTradingDay,
  exchangeDate,
  sessionOf,
} from "../calendar.ts";

/** How far back a request goes. */
export interface Duration {
  readonly count: number;
  readonly unit: "S" | "D" | "W" | "M" | "Y";
}

const COUNT_MAX: Readonly<Record<Duration["unit"], number>> = { S: 86_400, D: 365, W: 520, M: 120, Y: 50 };

export function parseDuration(text: string): Duration | null {
  const match = /^(\d{1,6}) ([SDWMY])$/.exec(text.trim());
  if (match === null) return null;
  const count = Number(match[1]);
  const unit = match[2] as Duration["unit"];
  return count >= 1 && count <= COUNT_MAX[unit] ? { count, unit } : null;
}

/** Short names of zones that clients write [D]; others are names of the time zone database. */
const ZONES: Readonly<Record<string, string>> = {
  EST: "America/New_York",
  EDT: "America/New_York",
  "US/Eastern": "America/New_York",
  CST: "America/Chicago",
  "US/Central": "America/Chicago",
  GMT: "UTC",
};

function zonedInstant(date: string, timeOfDayMs: number, zone: string): number | null {
  try {
    const midnight = Temporal.PlainDate.from(date).toPlainDateTime().add({ milliseconds: timeOfDayMs });
    return midnight.toZonedDateTime(ZONES[zone] ?? zone).epochMilliseconds;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/**
 * The moment that a request names: `20260316 10:00:00` in New York, the same with a zone after it, or
 * `20260316-14:00:00` in UTC. Null for what is none of them.
 */
export function parseMoment(text: string): number | null {
  const match =
    /^(\d{4})(\d{2})(\d{2})(?:(-)| {1,2})(\d{2}:\d{2}(?::\d{2})?)(?: ([A-Za-z0-9_/+-]{1,40}))?$/.exec(
      text.trim(),
    );
  if (match === null) return null;
  const date = parseDate(`${match[1]}-${match[2]}-${match[3]}`);
  const time = parseTimeOfDay(match[5] as string);
  if (date === null || time === null) return null;
  const [, , , , dash, , zone] = match;
  if (dash !== undefined) return zone === undefined ? zonedInstant(date, time, "UTC") : null;
  return zone === undefined ? newYorkInstant(date, time) : zonedInstant(date, time, zone);
}

/** The open of the session `count` trading days back; the one that has begun before `end` is the first. */
function openBefore(end: number, count: number): number {
  let date = exchangeDate(end - 1);
  if (!isTradingDay(date) || sessionOf(date).open >= end) date = previousTradingDay(date);
  for (let day = 1; day < count; day += 1) date = previousTradingDay(date);
  return sessionOf(date).open;
}

/** Where a request that ends at `end` begins. Days are sessions, weeks and longer are of the calendar. */
export function startOf(end: number, { count, unit }: Duration): number {
  if (unit === "S") return end - count * 1000;
  if (unit === "D") return openBefore(end, count);
  const date = Temporal.PlainDate.from(exchangeDate(end - 1));
  const span = unit === "W" ? { weeks: count } : unit === "M" ? { months: count } : { years: count };
  return newYorkInstant(date.subtract(span).toString(), 0);
}

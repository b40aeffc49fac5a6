import * as z from "zod";
import { exchangeDate, newYorkInstant, parseDate, parseTimeOfDay } from "../venue/calendar.ts";

/** A wall time in New York; without a date, the next such time that comes. */
export interface Moment {
  readonly date: string | null;
  readonly timeOfDayMs: number;
}

const EXPECTED = "a New York time HH:MM, HH:MM:SS or HH:MM:SS.mmm, with a date YYYY-MM-DD before it or none";

export function parseMoment(text: string): Moment | null {
  const match = /^(?:(\d{4}-\d{2}-\d{2})[ T])?(\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{3}))?$/.exec(text);
  if (match === null) return null;
  const date = match[1] === undefined ? null : parseDate(match[1]);
  const time = parseTimeOfDay(match[2] as string);
  if (time === null || (match[1] !== undefined && date === null)) return null;
  return { date, timeOfDayMs: time + Number(match[3] ?? 0) };
}

export const moment = z.string(EXPECTED).transform((text, context) => {
  const parsed = parseMoment(text);
  if (parsed !== null) return parsed;
  context.addIssue({ code: "custom", message: `${text} is not ${EXPECTED}` });
  return z.NEVER;
});

/** When a moment comes, at `from` or later, in milliseconds since 1970 UTC; null when its date has passed. */
export function instantOf({ date, timeOfDayMs }: Moment, from: number): number | null {
  if (date !== null) {
    const instant = newYorkInstant(date, timeOfDayMs);
    return instant >= from ? instant : null;
  }
  const today = exchangeDate(from);
  const instant = newYorkInstant(today, timeOfDayMs);
  if (instant >= from) return instant;
  const tomorrow = Temporal.PlainDate.from(today).add({ days: 1 }).toString();
  return newYorkInstant(tomorrow, timeOfDayMs);
}

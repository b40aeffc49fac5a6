import { isCalendarDate, parseDate } from "../calendar.ts";

/** The date that a text on the wire begins with, `20260327` or `20260327 08:00 US/Central`; null without one. */
export function toldDate(text: string): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})(?:$|\D)/.exec(text);
  const date = match === null ? null : parseDate(`${match[1]}-${match[2]}-${match[3]}`);
  return date !== null && isCalendarDate(date) ? date : null;
}

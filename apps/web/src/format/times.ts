import { formatDecimal } from "./numbers.ts";

const newYork = "America/New_York";

function format(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", { hourCycle: "h23", ...options });
}

const clock = format({ timeZone: newYork, hour: "2-digit", minute: "2-digit", second: "2-digit" });
const zone = new Intl.DateTimeFormat("en-US", { timeZone: newYork, timeZoneName: "short" });
const dayAndClock = format({
  timeZone: newYork,
  day: "2-digit",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
});
const day = format({ timeZone: newYork, weekday: "short", day: "numeric", month: "short", year: "numeric" });
const local = format({
  weekday: "short",
  day: "2-digit",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  timeZoneName: "short",
});
const expiry = format({ timeZone: "UTC", day: "numeric", month: "short", year: "2-digit" });

/** The hour in New York: 10:12:07. */
export function formatNewYorkClock(at: Date): string {
  return clock.format(at);
}

/** The zone that New York is in at a moment: EST or EDT. */
export function newYorkZone(at: Date): string {
  return zone.formatToParts(at).find((part) => part.type === "timeZoneName")?.value ?? "New York";
}

/** The day in New York: Mon, 23 Nov 2026. */
export function formatNewYorkDay(at: Date): string {
  return day.format(at);
}

/** A recorded moment in New York: the clock alone for today, else with its day. */
export function formatMoment(iso: string, now: Date): string {
  const at = new Date(iso);
  return day.format(at) === day.format(now) ? clock.format(at) : dayAndClock.format(at).replace(",", "");
}

/** The same moment in New York and where the reader is, for a hover. */
export function describeMoment(iso: string): string {
  const at = new Date(iso);
  return `${dayAndClock.format(at)} ${newYorkZone(at)} · here ${local.format(at)}`;
}

/** A calendar date as an expiry: 15 Jan 27. */
export function formatExpiry(date: string): string {
  return expiry.format(new Date(`${date}T00:00:00Z`));
}

/** An age in one unit: 420 ms is "0 s", then seconds, minutes, hours and days. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(Math.max(0, milliseconds) / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h`;
  return `${Math.floor(seconds / 86_400)} d`;
}

/** A span for reading: whole milliseconds below a second, "529 ms"; seconds from there, "60 s", "1.7 s". */
export function formatSpan(milliseconds: number): string {
  if (Math.abs(milliseconds) < 1000) return `${Math.round(milliseconds)} ms`;
  return `${formatDecimal(String(Math.round(milliseconds / 100) / 10), 0)} s`;
}

/** A text for reading with its spans in milliseconds told as `formatSpan` does: "at most 60000 ms old". */
export function spansInWords(text: string): string {
  return text.replaceAll(/(?<![\w.,-])([\d,]+(?:\.\d+)?) ms\b/g, (_, digits: string) =>
    formatSpan(Number(digits.replaceAll(",", ""))),
  );
}

/** Minutes as hours and minutes: 5 h 48 min. */
export function formatMinutes(minutes: number): string {
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

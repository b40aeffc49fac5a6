import {
  addDays,
  exchangeDate,
  isTradingDay,
  newYorkInstant,
  nextTradingDay,
  sessionOf,
} from "../calendar.ts";
import type { BarSize } from "./bar-size.ts";

/** The time that one bar covers, in one session or several. */
export interface BarSpan {
  /** The bar's own time; of bars of a day and longer their last session's. */
  readonly at: number;
  readonly date: string;
  readonly sessions: readonly { readonly from: number; readonly to: number }[];
}

function* sessionDates(from: number, to: number): Generator<string> {
  const first = exchangeDate(from);
  for (
    let date = isTradingDay(first) ? first : nextTradingDay(first);
    sessionOf(date).open < to;
    date = nextTradingDay(date)
  ) {
    if (sessionOf(date).close > from) yield date;
  }
}

/** Bars lie on the clock: the first of an hour's bars of a session from 9:30 is half an hour. */
function* intradaySpans(ms: number, from: number, to: number): Generator<BarSpan> {
  for (const date of sessionDates(from, to)) {
    const { open, close } = sessionOf(date);
    const midnight = newYorkInstant(date, 0);
    for (
      let start = midnight + Math.floor((open - midnight) / ms) * ms;
      start < Math.min(close, to);
      start += ms
    ) {
      const session = { from: Math.max(start, open), to: Math.min(start + ms, close, to) };
      if (session.from >= from) yield { at: session.from, date, sessions: [session] };
    }
  }
}

/** Weeks begin on Monday. */
function groupOf(kind: "day" | "week" | "month", date: string): string {
  if (kind === "day") return date;
  if (kind === "month") return date.slice(0, 7);
  return addDays(date, 1 - Temporal.PlainDate.from(date).dayOfWeek);
}

function spanOf(dates: readonly string[], to: number): BarSpan {
  const sessions = dates.map((date) => {
    const { open, close } = sessionOf(date);
    return { from: open, to: Math.min(close, to) };
  });
  const last = dates.at(-1) as string;
  return { at: sessionOf(last).open, date: last, sessions };
}

function* daySpans(kind: "day" | "week" | "month", from: number, to: number): Generator<BarSpan> {
  let [group, dates] = ["", [] as string[]];
  for (const date of sessionDates(from, to)) {
    const next = groupOf(kind, date);
    if (next !== group && dates.length > 0) yield spanOf(dates, to);
    dates = next === group ? [...dates, date] : [date];
    group = next;
  }
  if (dates.length > 0) yield spanOf(dates, to);
}

/**
 * The bars of a size that begin in a range of time, in order, those that are not over cut off at its end. Each is made
 * when it is asked for: a range may have many.
 */
export function barSpans(size: BarSize, from: number, to: number): Iterable<BarSpan> {
  return size.kind === "intraday" ? intradaySpans(size.ms, from, to) : daySpans(size.kind, from, to);
}

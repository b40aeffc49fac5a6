import { addDays, exchangeDate, isTradingDay, type Session, sessionOf } from "../calendar.ts";
import type { MarketSource, Quote, QuoteState } from "../market.ts";

export type TicksShown = "TRADES" | "BID_ASK" | "MIDPOINT";

/** Time is looked at in pieces of this length, over so many sessions at most: what trades never is not looked for through years. */
const PIECE_MS = 60_000;
const SESSIONS_MAX = 3;

function sameSide(a: Quote["bid"], b: Quote["bid"], sizes: boolean): boolean {
  return a?.price === b?.price && (!sizes || a?.size === b?.size);
}

/** Whether a state shows something new of what is asked for. */
export function isTick(before: Quote | null, now: Quote, shown: TicksShown, sizes: boolean): boolean {
  if (shown === "TRADES") return now.last !== null && now.last.at !== before?.last?.at;
  if (now.bid === null || now.ask === null) return false;
  if (before === null) return true;
  const counted = shown === "BID_ASK" && sizes;
  return !(sameSide(before.bid, now.bid, counted) && sameSide(before.ask, now.ask, counted));
}

/** The moment that a tick is told with. */
export function tickTime({ at, quote }: QuoteState, shown: TicksShown): number {
  return shown === "TRADES" ? (quote.last?.at ?? at) : at;
}

function statesIn(source: MarketSource, conId: number, from: number, to: number): readonly QuoteState[] {
  const { stepMs } = source.past;
  if (stepMs === null) return source.states(conId, from - 1, to - 1, Number.MAX_SAFE_INTEGER);
  const states: QuoteState[] = [];
  for (let at = from; at < to; at += stepMs) states.push({ at, quote: source.quote(conId, at) });
  return states;
}

/** The ticks of a piece of time within one session. */
function ticksIn(
  source: MarketSource,
  conId: number,
  span: { readonly from: number; readonly to: number; readonly open: number },
  shown: TicksShown,
  sizes: boolean,
): QuoteState[] {
  let before: Quote | null = span.from > span.open ? source.quote(conId, span.from - 1) : null;
  return statesIn(source, conId, span.from, span.to).filter(({ quote }) => {
    const isNew = isTick(before, quote, shown, sizes);
    before = quote;
    return isNew;
  });
}

function looksIn(source: MarketSource, span: { readonly from: number; readonly to: number }): number {
  return 1 + Math.ceil((span.to - span.from) / (source.past.stepMs ?? 1000));
}

function second(state: QuoteState, shown: TicksShown): number {
  return Math.floor(tickTime(state, shown) / 1000);
}

export interface TickQuery {
  readonly conId: number;
  readonly shown: TicksShown;
  /** False leaves out what differs in size only. */
  readonly sizes: boolean;
  readonly count: number;
}

/** Sessions from a date on, or back from it, that the source has something of. */
function sessionsAround(source: MarketSource, from: string, until: string, step: 1 | -1): Session[] {
  const sessions: Session[] = [];
  for (
    let date = from;
    (step === 1 ? date <= until : date >= until) && sessions.length < SESSIONS_MAX;
    date = addDays(date, step)
  ) {
    if (isTradingDay(date) && source.past.hasDay(date)) sessions.push(sessionOf(date));
  }
  return sessions;
}

/**
 * At least so many ticks from a moment on, all of their last second, but none at or after `limit`. Yields how many looks
 * at the market each piece took.
 */
export function* ticksFrom(
  source: MarketSource,
  query: TickQuery,
  start: number,
  limit: number,
): Generator<number, QuoteState[]> {
  const { conId, shown, sizes, count } = query;
  const ticks: QuoteState[] = [];
  for (const { open, close } of sessionsAround(source, exchangeDate(start), exchangeDate(limit - 1), 1)) {
    const end = Math.min(close, limit);
    for (let from = Math.max(open, start); from < end; from += PIECE_MS) {
      const span = { from, to: Math.min(from + PIECE_MS, end), open };
      ticks.push(...ticksIn(source, conId, span, shown, sizes));
      yield looksIn(source, span);
      const last = ticks[count - 1];
      if (last === undefined || ticks.length === count) continue;
      return ticks.filter((tick) => second(tick, shown) <= second(last, shown));
    }
  }
  return ticks;
}

/** At least so many ticks before a moment, all of their first second, the earliest first; in pieces as `ticksFrom`. */
export function* ticksBefore(
  source: MarketSource,
  query: TickQuery,
  end: number,
): Generator<number, QuoteState[]> {
  const { conId, shown, sizes, count } = query;
  const { earliestDate } = source.past;
  const latestFirst: QuoteState[] = [];
  for (const { open, close } of sessionsAround(source, exchangeDate(end - 1), earliestDate, -1)) {
    for (let to = Math.min(close, end); to > open; to -= PIECE_MS) {
      const span = { from: Math.max(open, to - PIECE_MS), to, open };
      latestFirst.push(...ticksIn(source, conId, span, shown, sizes).toReversed());
      yield looksIn(source, span);
      const first = latestFirst[count - 1];
      if (first === undefined || latestFirst.length === count) continue;
      return latestFirst.filter((tick) => second(tick, shown) >= second(first, shown)).reverse();
    }
  }
  return latestFirst.reverse();
}

/** The last moment of trading before another that the source has something of; null when there is none. */
export function tradedBefore(source: MarketSource, at: number): number | null {
  const sessions = sessionsAround(source, exchangeDate(at - 1), source.past.earliestDate, -1);
  const session = sessions.find(({ open }) => open < at);
  return session === undefined ? null : Math.min(at, session.close) - 1;
}

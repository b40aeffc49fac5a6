import { exchangeDate, sessionOf } from "../calendar.ts";
import type { MarketSource, Quote, QuoteState } from "../market.ts";
import type { Money } from "../money.ts";
import type { BarSize } from "./bar-size.ts";
import type { BarSpan } from "./bar-spans.ts";

/** What a bar shows. */
export type Shown = "TRADES" | "MIDPOINT" | "BID" | "ASK" | "BID_ASK";

/** One bar; volume, average price and count are -1 where nothing trades. */
export interface Bar {
  readonly at: number;
  /** `YYYY-MM-DD` */
  readonly date: string;
  readonly open: Money;
  readonly high: Money;
  readonly low: Money;
  readonly close: Money;
  readonly volume: number;
  readonly average: Money;
  readonly count: number;
}

const DAY_STEP_MS = 300_000;
const SAMPLES_A_BAR = 60;

/** How finely a bar looks at a market that has to be sampled. */
function stepOf(size: BarSize, finest: number): number {
  const wanted = size.kind === "intraday" ? Math.min(size.ms / SAMPLES_A_BAR, DAY_STEP_MS) : DAY_STEP_MS;
  return Math.max(finest, wanted);
}

const DAY_MS = 86_400_000;
const SESSION_MS = 6.5 * 3_600_000;
const WEEKDAYS = 5 / 7;

/** How many looks at the market the bars of a range take at the most, before any of them is made. */
export function looksAt(source: MarketSource, size: BarSize, from: number, to: number): number {
  const sessions = 2 + (WEEKDAYS * Math.max(0, to - from)) / DAY_MS;
  const finest = source.past.stepMs ?? 1000;
  const step = Math.min(stepOf(size, finest), size.kind === "intraday" ? size.ms : Infinity);
  return sessions * (SESSION_MS / Math.max(step, finest));
}

/** How many looks at the market one bar takes at the most, made anew. */
export function looksOfBar(source: MarketSource, { sessions }: BarSpan, size: BarSize): number {
  const step = stepOf(size, source.past.stepMs ?? 1000);
  return sessions.reduce((looks, { from, to }) => looks + 2 + Math.ceil((to - from) / step), 0);
}

/** The state at a session's start and those that follow in it, in order. */
function statesOf(
  source: MarketSource,
  conId: number,
  { from, to }: { readonly from: number; readonly to: number },
  stepMs: number,
): QuoteState[] {
  const states: QuoteState[] = [{ at: from, quote: source.quote(conId, from) }];
  if (source.past.stepMs === null) {
    return [...states, ...source.states(conId, from, to - 1, Number.MAX_SAFE_INTEGER)];
  }
  for (let at = from + stepMs; at < to; at += stepMs) states.push({ at, quote: source.quote(conId, at) });
  if (to - 1 > (states.at(-1)?.at ?? from)) states.push({ at: to - 1, quote: source.quote(conId, to - 1) });
  return states;
}

function shownPrices(quote: Quote, shown: Shown): { low: Money; high: Money } | null {
  const bid = quote.bid?.price ?? null;
  const ask = quote.ask?.price ?? null;
  if (shown === "BID") return bid === null ? null : { low: bid, high: bid };
  if (shown === "ASK") return ask === null ? null : { low: ask, high: ask };
  if (bid === null || ask === null) return null;
  if (shown === "BID_ASK") return { low: bid, high: ask };
  const middle = Math.round((bid + ask) / 2);
  return { low: middle, high: middle };
}

/** Prices of a side or of both: of both the average bid, the highest ask, the lowest bid and the average ask [D]. */
function quoteBar(span: Omit<BarSpan, "sessions">, states: readonly QuoteState[], shown: Shown): Bar | null {
  const prices = states.flatMap(({ quote }) => shownPrices(quote, shown) ?? []);
  const [first] = prices;
  const last = prices.at(-1);
  if (first === undefined || last === undefined) return null;
  const average = (side: "low" | "high"): Money =>
    Math.round(prices.reduce((sum, price) => sum + price[side], 0) / prices.length);
  const both = shown === "BID_ASK";
  return {
    at: span.at,
    date: span.date,
    open: both ? average("low") : first.low,
    high: prices.reduce((highest, { high }) => Math.max(highest, high), first.high),
    low: prices.reduce((lowest, { low }) => Math.min(lowest, low), first.low),
    close: both ? average("high") : last.high,
    volume: -1,
    average: -1,
    count: -1,
  };
}

interface Trades {
  readonly prices: Money[];
  readonly sizes: number[];
  volume: number;
}

/** Trades of a bar: those that its states show as new. A day's bar has the day's own open, high and low. */
function sessionTrades(
  states: readonly QuoteState[],
  from: number,
  before: Quote | null,
  wholeDay: boolean,
  into: Trades,
): void {
  let known = before?.last?.at ?? -Infinity;
  let volume = before?.volume ?? 0;
  for (const { quote } of states) {
    const { last } = quote;
    if (last === null || last.at <= known || last.at < from) continue;
    known = last.at;
    into.prices.push(last.price);
    const traded = quote.volume > 0 ? quote.volume - volume : last.size;
    into.sizes.push(traded);
    into.volume += traded;
    volume = Math.max(volume, quote.volume);
  }
  const end = states.at(-1)?.quote;
  if (!wholeDay || end === undefined || into.prices.length === 0) return;
  for (const price of [end.high, end.low]) {
    if (price === null) continue;
    into.prices.splice(-1, 0, price);
    into.sizes.splice(-1, 0, 0);
  }
}

function tradeBar(span: Omit<BarSpan, "sessions">, { prices, sizes, volume }: Trades): Bar | null {
  const [open] = prices;
  const close = prices.at(-1);
  if (open === undefined || close === undefined) return null;
  const paid = prices.reduce((sum, price, index) => sum + price * (sizes[index] as number), 0);
  return {
    at: span.at,
    date: span.date,
    open,
    high: prices.reduce((highest, price) => Math.max(highest, price), open),
    low: prices.reduce((lowest, price) => Math.min(lowest, price), open),
    close,
    volume,
    average: volume > 0 ? Math.round(paid / volume) : close,
    count: sizes.filter((size) => size > 0).length,
  };
}

/** One session's bar, or a part's of it. */
function sessionBar(
  source: MarketSource,
  conId: number,
  span: Omit<BarSpan, "sessions">,
  session: BarSpan["sessions"][number],
  size: BarSize,
  shown: Shown,
): Bar | null {
  const states = statesOf(source, conId, session, stepOf(size, source.past.stepMs ?? 0));
  if (shown !== "TRADES") return quoteBar(span, states, shown);
  const trades: Trades = { prices: [], sizes: [], volume: 0 };
  const wholeDay = size.kind !== "intraday";
  const earlier = wholeDay ? null : source.quote(conId, session.from - 1);
  const before = (earlier?.last?.at ?? -Infinity) < session.from ? earlier : null;
  sessionTrades(states, session.from, before, wholeDay, trades);
  return tradeBar(span, trades);
}

/** Whole sessions do not change: a year of them is asked for again and again. */
const KEPT_SESSIONS_MAX = 20_000;
const keptSessions = new WeakMap<MarketSource, Map<string, Bar | null>>();

function wholeSessionBar(...parts: Parameters<typeof sessionBar>): Bar | null {
  const [source, conId, , session, , shown] = parts;
  if (session.to !== sessionOf(exchangeDate(session.from)).close) return sessionBar(...parts);
  const kept = keptSessions.get(source) ?? new Map<string, Bar | null>();
  keptSessions.set(source, kept);
  const key = `${conId} ${session.from} ${shown}`;
  const known = kept.get(key);
  if (known !== undefined) return known;
  if (kept.size >= KEPT_SESSIONS_MAX) kept.clear();
  const bar = sessionBar(...parts);
  kept.set(key, bar);
  return bar;
}

/** One bar of those of several sessions. */
function merged(span: BarSpan, bars: readonly Bar[]): Bar | null {
  const [first] = bars;
  const last = bars.at(-1);
  if (first === undefined || last === undefined) return null;
  const sum = (value: (bar: Bar) => number): number => bars.reduce((total, bar) => total + value(bar), 0);
  const volume = first.volume < 0 ? -1 : sum((bar) => bar.volume);
  return {
    at: span.at,
    date: span.date,
    open: first.open,
    high: Math.max(...bars.map((bar) => bar.high)),
    low: Math.min(...bars.map((bar) => bar.low)),
    close: last.close,
    volume,
    average: volume > 0 ? Math.round(sum((bar) => bar.average * bar.volume) / volume) : last.average,
    count: first.count < 0 ? -1 : sum((bar) => bar.count),
  };
}

/**
 * A contract's bar over a span, or null when there was nothing of what it shows. The count of trades of a bar that is
 * longer than a minute is that of the looks at a sampled market which saw a new one.
 */
export function barOf(
  source: MarketSource,
  conId: number,
  span: BarSpan,
  size: BarSize,
  shown: Shown,
): Bar | null {
  const make = size.kind === "intraday" ? sessionBar : wholeSessionBar;
  const bars = span.sessions.map((session) => make(source, conId, span, session, size, shown));
  return merged(
    span,
    bars.filter((bar): bar is Bar => bar !== null),
  );
}

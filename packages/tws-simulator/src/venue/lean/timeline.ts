import { newYorkInstant, type Session } from "../calendar.ts";
import { EMPTY_QUOTE, type Quote, type QuoteSide, type QuoteState } from "../market.ts";
import type { Money } from "../money.ts";
import { uniform } from "../random.ts";
import type { BarSide, QuoteBar, TradeBar } from "./bars.ts";

/**
 * How long a side of a quote lives when the file says nothing of it. An empty side means "no change in this minute"
 * or "no bid at all" and the file does not say which; nine in ten gaps in real files are two minutes or less, so
 * after five the side is taken as gone.
 */
export const SIDE_AGE_MAX_MS = 5 * 60_000;

interface Change {
  readonly at: number;
  readonly bid?: QuoteSide | undefined;
  readonly ask?: QuoteSide | undefined;
  readonly trade?: { readonly price: Money; readonly size: number };
  /** Traded in its minute until now, of a bar's volume. */
  readonly volume?: number;
}

/** Seconds of a minute at which a bar's four prices appear, each moved by up to two seconds by the seed. */
const MOMENTS_MS = [500, 18_000, 37_000, 55_000] as const;
const JITTER_MS = 2000;

/** A bar's prices in the order in which they were plausibly seen: against the close first, then with it. */
function prices(bar: BarSide, rising: boolean): readonly Money[] {
  return rising ? [bar.open, bar.low, bar.high, bar.close] : [bar.open, bar.high, bar.low, bar.close];
}

function moments(seed: number, conId: number, minute: number): readonly number[] {
  return MOMENTS_MS.map(
    (ms, index) => minute + ms + Math.floor(JITTER_MS * uniform(seed, conId, minute, index)),
  );
}

function quoteChanges(bars: readonly QuoteBar[], date: string, seed: number, conId: number): Change[] {
  return bars.flatMap(({ timeOfDayMs, bid, ask }) => {
    const minute = newYorkInstant(date, timeOfDayMs);
    const move = (bid?.close ?? 0) - (bid?.open ?? 0) + (ask?.close ?? 0) - (ask?.open ?? 0);
    const bids = bid === null ? null : prices(bid, move >= 0);
    const asks = ask === null ? null : prices(ask, move >= 0);
    const sideAt = (
      bar: BarSide | null,
      seen: readonly Money[] | null,
      index: number,
    ): QuoteSide | undefined =>
      bar === null || seen === null ? undefined : { price: seen[index] as Money, size: bar.size };
    return moments(seed, conId, minute).map((at, index) => ({
      at,
      bid: sideAt(bid, bids, index),
      ask: sideAt(ask, asks, index),
    }));
  });
}

function tradeChanges(bars: readonly TradeBar[], date: string, seed: number, conId: number): Change[] {
  return bars.flatMap(({ timeOfDayMs, bar }) => {
    const minute = newYorkInstant(date, timeOfDayMs);
    const flat = bar.open === bar.high && bar.high === bar.low && bar.low === bar.close;
    const times = moments(seed + 1, conId, minute);
    if (flat || bar.size < 4) {
      const at = times[flat ? 1 : 3] as number;
      return [{ at, trade: { price: bar.close, size: bar.size }, volume: bar.size }];
    }
    const part = Math.floor(bar.size / 4);
    return prices(bar, bar.close >= bar.open).map((price, index) => {
      const size = index === 3 ? bar.size - 3 * part : part;
      return { at: times[index] as number, trade: { price, size }, volume: size };
    });
  });
}

function sameSide(a: QuoteSide | null, b: QuoteSide | null): boolean {
  return a?.price === b?.price && a?.size === b?.size;
}

/** Folds changes into states, each side ending when it has not been heard of for too long. */
class TimelineBuilder {
  readonly states: QuoteState[] = [];
  #quote: Quote;
  #bidSeen = -Infinity;
  #askSeen = -Infinity;

  constructor(previousClose: Money | null) {
    this.#quote = { ...EMPTY_QUOTE, previousClose };
  }

  apply(change: Change): void {
    this.expire(change.at);
    if (change.bid !== undefined) this.#bidSeen = change.at;
    if (change.ask !== undefined) this.#askSeen = change.at;
    const bid = change.bid ?? this.#quote.bid;
    const ask = change.ask ?? this.#quote.ask;
    if (change.trade === undefined) {
      if (sameSide(bid, this.#quote.bid) && sameSide(ask, this.#quote.ask)) return;
      this.#push(change.at, { ...this.#quote, bid, ask });
      return;
    }
    const { price } = change.trade;
    const { open, high, low, volume } = this.#quote;
    this.#push(change.at, {
      ...this.#quote,
      last: { ...change.trade, at: change.at },
      volume: volume + (change.volume ?? 0),
      open: open ?? price,
      high: Math.max(high ?? price, price),
      low: Math.min(low ?? price, price),
    });
  }

  /** Ends the sides whose age passes the limit before `at`. */
  expire(at: number): void {
    const ends = [
      { side: "bid", end: this.#bidSeen + SIDE_AGE_MAX_MS },
      { side: "ask", end: this.#askSeen + SIDE_AGE_MAX_MS },
    ] as const;
    for (const { side, end } of ends.toSorted((a, b) => a.end - b.end)) {
      if (end < at && this.#quote[side] !== null) this.#push(end, { ...this.#quote, [side]: null });
    }
  }

  #push(at: number, quote: Quote): void {
    this.#quote = quote;
    this.states.push({ at, quote });
  }
}

/** A contract's quote through one session. */
export function buildTimeline(parts: {
  readonly session: Session;
  readonly quotes: readonly QuoteBar[];
  readonly trades: readonly TradeBar[];
  readonly previousClose: Money | null;
  readonly seed: number;
  readonly conId: number;
}): readonly QuoteState[] {
  const { session, seed, conId } = parts;
  const changes = [
    ...quoteChanges(parts.quotes, session.date, seed, conId),
    ...tradeChanges(parts.trades, session.date, seed, conId),
  ]
    .filter(({ at }) => at >= session.open && at < session.close)
    .sort((a, b) => a.at - b.at);
  const builder = new TimelineBuilder(parts.previousClose);
  for (const change of changes) builder.apply(change);
  builder.expire(session.close);
  return builder.states;
}

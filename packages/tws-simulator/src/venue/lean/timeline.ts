import type { Session } from "../calendar.ts";
import { EMPTY_QUOTE, type Quote, type QuoteSide, type QuoteState } from "../market.ts";
import type { Money } from "../money.ts";
import { type Change, quoteChanges, tradeChanges } from "./bar-changes.ts";
import type { QuoteBar, TradeBar } from "./bars.ts";

/**
 * How long a side of a quote lives when the file says nothing of it. An empty side means "no change in this minute"
 * or "no bid at all" and the file does not say which; nine in ten gaps in real files are two minutes or less, so
 * after five the side is taken as gone.
 */
export const SIDE_AGE_MAX_MS = 5 * 60_000;

/** Stands for "nothing" in a column of prices. */
const NONE = -1;

/** The columns of a state. Prices and sizes of files are below 2^31; times and volumes may not be. */
const WHOLE = ["bid", "bidSize", "ask", "askSize", "last", "lastSize", "open", "high", "low"] as const;
const WIDE = ["at", "lastAt", "volume"] as const;
type Column = (typeof WHOLE)[number] | (typeof WIDE)[number];
type Row = Readonly<Record<Column, number>>;

/** A contract's states through a session in order, in columns: a whole market's are held at once. */
export class Timeline {
  readonly length: number;
  readonly #previousClose: Money | null;
  #recent: { readonly index: number; readonly state: QuoteState } | null = null;
  readonly #columns: Readonly<Record<Column, Int32Array | Float64Array>>;

  constructor(rows: readonly Row[], previousClose: Money | null) {
    this.length = rows.length;
    this.#previousClose = previousClose;
    const columns: Partial<Record<Column, Int32Array | Float64Array>> = {};
    for (const name of WHOLE) columns[name] = new Int32Array(rows.length);
    for (const name of WIDE) columns[name] = new Float64Array(rows.length);
    this.#columns = columns as Record<Column, Int32Array | Float64Array>;
    for (const name of [...WHOLE, ...WIDE]) {
      const column = this.#columns[name];
      for (let index = 0; index < rows.length; index += 1) column[index] = (rows[index] as Row)[name];
    }
  }

  /** The number of states at or before a moment. */
  countUntil(at: number): number {
    const times = this.#columns.at;
    let [low, high] = [0, this.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((times[middle] as number) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The same object for the same index as last time. */
  state(index: number): QuoteState {
    if (this.#recent?.index !== index) this.#recent = { index, state: this.#make(index) };
    return this.#recent.state;
  }

  #make(index: number): QuoteState {
    const value = (name: Column): number => this.#columns[name][index] as number;
    const priceOrNull = (name: Column): Money | null => (value(name) === NONE ? null : value(name));
    const side = (price: Column, size: Column): QuoteSide | null =>
      value(price) === NONE ? null : { price: value(price), size: value(size) };
    return {
      at: value("at"),
      quote: {
        bid: side("bid", "bidSize"),
        ask: side("ask", "askSize"),
        last:
          value("last") === NONE
            ? null
            : { price: value("last"), size: value("lastSize"), at: value("lastAt") },
        volume: value("volume"),
        open: priceOrNull("open"),
        high: priceOrNull("high"),
        low: priceOrNull("low"),
        previousClose: this.#previousClose,
      },
    };
  }
}

function sameSide(a: QuoteSide | null, b: QuoteSide | null): boolean {
  return a?.price === b?.price && a?.size === b?.size;
}

/** Folds changes into states, each side ending when it has not been heard of for too long. */
class TimelineBuilder {
  readonly rows: Row[] = [];
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
    const [bidEnd, askEnd] = [this.#bidSeen + SIDE_AGE_MAX_MS, this.#askSeen + SIDE_AGE_MAX_MS];
    if (bidEnd >= at && askEnd >= at) return;
    const bidFirst = bidEnd <= askEnd;
    for (const side of bidFirst ? (["bid", "ask"] as const) : (["ask", "bid"] as const)) {
      const end = side === "bid" ? bidEnd : askEnd;
      if (end < at && this.#quote[side] !== null) this.#push(end, { ...this.#quote, [side]: null });
    }
  }

  #push(at: number, quote: Quote): void {
    this.#quote = quote;
    const { bid, ask, last, volume, open, high, low } = quote;
    this.rows.push({
      at,
      bid: bid?.price ?? NONE,
      bidSize: bid?.size ?? NONE,
      ask: ask?.price ?? NONE,
      askSize: ask?.size ?? NONE,
      last: last?.price ?? NONE,
      lastSize: last?.size ?? NONE,
      lastAt: last?.at ?? NONE,
      volume,
      open: open ?? NONE,
      high: high ?? NONE,
      low: low ?? NONE,
    });
  }
}

const MINUTE_MS = 60_000;

/** A bar of the minute that begins with the close has the closing quotes: they are the session's last. */
function withinSession(change: Change, { close }: Session): Change {
  const late = change.at - close;
  if (late < 0 || late >= MINUTE_MS) return change;
  return { ...change, at: close - 5 + Math.floor((4 * late) / MINUTE_MS) };
}

/** A contract's quote through one session. */
export function buildTimeline(parts: {
  readonly session: Session;
  readonly quotes: readonly QuoteBar[];
  readonly trades: readonly TradeBar[];
  readonly previousClose: Money | null;
  readonly seed: number;
  readonly conId: number;
}): Timeline {
  const { session, seed, conId } = parts;
  const changes = [
    ...quoteChanges(parts.quotes, session.date, seed, conId),
    ...tradeChanges(parts.trades, session.date, seed, conId),
  ]
    .map((change) => withinSession(change, session))
    .filter(({ at }) => at >= session.open && at < session.close)
    .sort((a, b) => a.at - b.at);
  const builder = new TimelineBuilder(parts.previousClose);
  for (const change of changes) builder.apply(change);
  builder.expire(session.close);
  return new Timeline(builder.rows, parts.previousClose);
}

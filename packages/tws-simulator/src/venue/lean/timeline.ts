import type { Session } from "../calendar.ts";
import { EMPTY_QUOTE, type Quote, type QuoteSide } from "../market.ts";
import type { Money } from "../money.ts";
import { type QuoteTape, QuoteTapeWriter } from "../quote-tape.ts";
import { type Change, quoteChanges, tradeChanges } from "./bar-changes.ts";
import type { QuoteBar, TradeBar } from "./bars.ts";

/**
 * How long a side of a quote lives when the file says nothing of it. An empty side means "no change in this minute"
 * or "no bid at all" and the file does not say which; nine in ten gaps in real files are two minutes or less, so
 * after five the side is taken as gone.
 */
export const SIDE_AGE_MAX_MS = 5 * 60_000;

function sameSide(a: QuoteSide | null, b: QuoteSide | null): boolean {
  return a?.price === b?.price && a?.size === b?.size;
}

/** Folds changes into states, each side ending when it has not been heard of for too long. */
class TimelineBuilder {
  readonly #writer = new QuoteTapeWriter();
  #quote: Quote;
  #bidSeen = -Infinity;
  #askSeen = -Infinity;

  constructor(previousClose: Money | null) {
    this.#quote = { ...EMPTY_QUOTE, previousClose };
  }

  tape(): QuoteTape {
    return this.#writer.tape();
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
    this.#writer.push(at, quote);
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
}): QuoteTape {
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
  return builder.tape();
}

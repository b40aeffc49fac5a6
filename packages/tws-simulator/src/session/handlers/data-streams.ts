import { barOf, type Shown } from "../../venue/history/bars.ts";
import { isTick, type TicksShown, tickTime } from "../../venue/history/ticks.ts";
import type { Listing } from "../../venue/listing.ts";
import type { Quote, QuoteState } from "../../venue/market.ts";
import { moneyToUnits } from "../../venue/money.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { barValues } from "../history-values.ts";
import { historyListing, isShownOf } from "../history-query.ts";

const BAR_MS = 5000;
/** How often a stream looks at the market, in real time. */
const BARS_LOOK_MS = 250;
const TICKS_LOOK_MS = 50;
/** Bars and ticks that one look tells at most: in a market that runs faster the rest waits for the next one. */
const TOLD_MAX = 1000;
/** Real-time bars at one time [D]. */
const BAR_STREAMS_MAX = 50;
/** Tick-by-tick streams of a client with the smallest market data allowance [D]. */
const TICK_STREAMS_MAX = 3;

const BARS_SHOWN: Readonly<Record<string, Shown>> = {
  TRADES: "TRADES",
  MIDPOINT: "MIDPOINT",
  BID: "BID",
  ASK: "ASK",
};

function sendBar(session: ClientSession, requestId: number, listing: Listing, show: Shown, at: number): void {
  const span = { at, date: "", sessions: [{ from: at, to: at + BAR_MS }] };
  const size = { name: "5 secs", kind: "intraday", ms: BAR_MS } as const;
  const bar = barOf(session.venue.source, listing.conId, span, size, show);
  if (bar === null) return;
  session.send("realTimeBar", { requestId, time: Math.floor(at / 1000), ...barValues(bar, "") });
}

/** Bars of five seconds, each when it is over. */
export function realTimeBars(session: ClientSession, request: RequestValues<"realTimeBars">): void {
  const { requestId } = request;
  const show = BARS_SHOWN[request.whatToShow];
  if (show === undefined) {
    const why = `Real-time bars do not show ${request.whatToShow}`;
    session.error(requestId, 321, `Error validating request.-'bQ' : cause - ${why}`);
    return;
  }
  const listing = historyListing(session, request);
  if (listing === null) return;
  if (!isShownOf(listing, show) || session.streams.count("bars") >= BAR_STREAMS_MAX) {
    session.error(requestId, 420, "Invalid Real-time Query:No market data permissions");
    return;
  }
  if (!session.streams.open("bars", requestId)) {
    session.error(requestId, 322, "Error processing request.-'bQ' : cause - Duplicate ticker id");
    return;
  }
  const { clock } = session.venue;
  let next = Math.floor(clock.now() / BAR_MS) * BAR_MS;
  const look = (): void => {
    if (!session.streams.isOpen("bars", requestId)) return;
    const now = clock.now();
    for (let told = 0; told < TOLD_MAX && next + BAR_MS <= now; told += 1, next += BAR_MS) {
      if (clock.isOpen(next)) sendBar(session, requestId, listing, show, next);
      else next = Math.max(next, Math.floor(now / BAR_MS) * BAR_MS - BAR_MS);
    }
    session.after(BARS_LOOK_MS, look);
  };
  session.after(BARS_LOOK_MS, look);
}

export function cancelRealTimeBars(session: ClientSession, { requestId }: { requestId: number }): void {
  if (!session.streams.end("bars", requestId)) {
    session.error(requestId, 300, `Can't find EId with tickerId:${requestId}`);
  }
}

const TICK_TYPES: Readonly<Record<string, { readonly type: number; readonly shown: TicksShown }>> = {
  Last: { type: 1, shown: "TRADES" },
  AllLast: { type: 2, shown: "TRADES" },
  BidAsk: { type: 3, shown: "BID_ASK" },
  MidPoint: { type: 4, shown: "MIDPOINT" },
};

function sendTick(
  session: ClientSession,
  requestId: number,
  listing: Listing,
  tick: { readonly type: number; readonly shown: TicksShown },
  state: QuoteState,
): void {
  const { type, shown } = tick;
  const { bid, ask, last } = state.quote;
  const prices = { bid: moneyToUnits(bid?.price ?? 0), ask: moneyToUnits(ask?.price ?? 0) };
  session.send("tickByTick", {
    requestId,
    tickType: type,
    time: Math.floor(tickTime(state, shown) / 1000),
    last:
      shown !== "TRADES"
        ? null
        : {
            price: moneyToUnits(last?.price ?? 0),
            size: last?.size ?? 0,
            attributes: 0,
            exchange: listing.primaryExchange,
            specialConditions: "",
          },
    bidAsk:
      shown !== "BID_ASK"
        ? null
        : {
            bidPrice: prices.bid,
            askPrice: prices.ask,
            bidSize: bid?.size ?? 0,
            askSize: ask?.size ?? 0,
            attributes: 0,
          },
    midPoint: shown !== "MIDPOINT" ? null : { price: (prices.bid + prices.ask) / 2 },
  });
}

/** Every trade or quote, none left out. */
export function tickByTick(session: ClientSession, request: RequestValues<"tickByTick">): void {
  const { requestId, ignoreSize } = request;
  const tick = TICK_TYPES[request.tickType];
  if (tick === undefined) {
    const why = `Tick-by-tick type ${request.tickType} is invalid`;
    session.error(requestId, 321, `Error validating request.-'cN' : cause - ${why}`);
    return;
  }
  const listing = historyListing(session, request);
  if (listing === null) return;
  if (session.streams.count("ticks") >= TICK_STREAMS_MAX) {
    session.error(requestId, 10190, "Max number of tick-by-tick requests has been reached.");
    return;
  }
  if (!isShownOf(listing, tick.shown)) {
    session.error(requestId, 10189, "Failed to request tick-by-tick data:No market data permissions");
    return;
  }
  if (!session.streams.open("ticks", requestId)) {
    session.error(requestId, 322, "Error processing request.-'cN' : cause - Duplicate ticker id");
    return;
  }
  const { clock, source } = session.venue;
  let lookedAt = clock.now();
  let before: Quote = source.quote(listing.conId, lookedAt);
  if (isTick(null, before, tick.shown, true)) {
    sendTick(session, requestId, listing, tick, { at: lookedAt, quote: before });
  }
  const look = (): void => {
    if (!session.streams.isOpen("ticks", requestId)) return;
    const now = clock.now();
    for (const state of source.states(listing.conId, lookedAt, now, Number.MAX_SAFE_INTEGER)) {
      if (isTick(before, state.quote, tick.shown, !ignoreSize)) {
        sendTick(session, requestId, listing, tick, state);
      }
      before = state.quote;
    }
    lookedAt = now;
    session.after(TICKS_LOOK_MS, look);
  };
  session.after(TICKS_LOOK_MS, look);
}

export function cancelTickByTick(session: ClientSession, { requestId }: { requestId: number }): void {
  if (!session.streams.end("ticks", requestId)) {
    session.error(requestId, 300, `Can't find EId with tickerId:${requestId}`);
  }
}

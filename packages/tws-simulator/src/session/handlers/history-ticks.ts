import { sessionOf } from "../../venue/calendar.ts";
import {
  isTick,
  ticksBefore,
  ticksFrom,
  type TickQuery,
  tickTime,
  tradedBefore,
} from "../../venue/history/ticks.ts";
import type { Listing } from "../../venue/listing.ts";
import type { QuoteState } from "../../venue/market.ts";
import { moneyToUnits } from "../../venue/money.ts";
import type { ReplyValues } from "../../wire/reply-layouts.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { answerLater } from "../open-history.ts";
import { describeQuery } from "../history-values.ts";
import { historyListing, isShownOf, momentOf, refuseHistory } from "../history-query.ts";

const ANSWER_MS = 30;
/** A request may ask for so many [D]. */
const TICKS_MAX = 1000;

type TicksRequest = RequestValues<"historicalTicks">;
type Ticks = ReplyValues<"historicalTicks">["ticks"];
type BidAskTicks = ReplyValues<"historicalTicksBidAsk">["ticks"];
type LastTicks = ReplyValues<"historicalTicksLast">["ticks"];

function seconds(at: number): number {
  return Math.floor(at / 1000);
}

/**
 * Of recorded rows those that a request means: from its start on, quotes with the one that held then, until there are
 * enough, with all of the last second [M]; or back from its end.
 */
function chosen<Row extends readonly [number, ...unknown[]]>(
  rows: readonly Row[],
  range: { readonly start: number | null; readonly end: number | null; readonly count: number },
  prevailing: boolean,
): readonly Row[] {
  const { start, end, count } = range;
  if (start === null) {
    const before = rows.filter(([at]) => at < (end ?? Infinity));
    const first = before.at(-count) ?? before[0];
    return first === undefined ? [] : before.filter(([at]) => seconds(at) >= seconds(first[0]));
  }
  const after = rows.filter(([at]) => at >= start && at < (end ?? Infinity));
  const last = after[count - 1] ?? after.at(-1);
  if (last === undefined) return [];
  const held = prevailing ? rows.findLast(([at]) => at < start) : undefined;
  const wanted = after.filter(([at]) => seconds(at) <= seconds(last[0]));
  return held === undefined ? wanted : [held, ...wanted];
}

interface Range {
  readonly start: number | null;
  readonly end: number | null;
  readonly count: number;
}

/** The market's ticks of a range; yields how many looks at the market they took. */
function* fromMarket(
  session: ClientSession,
  listing: Listing,
  request: TicksRequest,
  { start, end, count }: Range,
): Generator<number, readonly QuoteState[]> {
  const { source, clock } = session.venue;
  const query: TickQuery = {
    conId: listing.conId,
    shown: request.whatToShow as TickQuery["shown"],
    sizes: !request.ignoreSize,
    count,
  };
  const limit = Math.min(end ?? Infinity, clock.now() + 1);
  const earliest = sessionOf(source.past.earliestDate).open;
  if (start === null) return limit <= earliest ? [] : yield* ticksBefore(source, query, limit);
  const from = Math.max(start, earliest);
  if (from >= limit) return [];
  const ticks = yield* ticksFrom(source, query, from, limit);
  const before = query.shown === "BID_ASK" && ticks.length > 0 ? tradedBefore(source, from) : null;
  if (before === null) return ticks;
  const held = { at: before, quote: source.quote(listing.conId, before) };
  return isTick(null, held.quote, "BID_ASK", true) ? [held, ...ticks] : ticks;
}

/** Sends what there is; false where there is nothing. Of the market only what the file has none of. */
type Answer = (
  session: ClientSession,
  listing: Listing,
  request: TicksRequest,
  range: Range,
) => Generator<number, boolean>;

const answerMiddles: Answer = function* (session, listing, request, range) {
  const recorded = chosen(session.venue.history.file?.middles(listing.conId) ?? [], range, false);
  const ticks: Ticks =
    recorded.length > 0
      ? recorded.map(([at, price]) => ({ time: seconds(at), attributes: 0, price, size: 0 }))
      : (yield* fromMarket(session, listing, request, range)).map(({ at, quote: { bid, ask } }) => {
          const price = moneyToUnits(((bid?.price ?? 0) + (ask?.price ?? 0)) / 2);
          return { time: seconds(at), attributes: 0, price, size: 0 };
        });
  if (ticks.length === 0) return false;
  session.send("historicalTicks", { requestId: request.requestId, ticks, done: true });
  return true;
};

const answerBidAsks: Answer = function* (session, listing, request, range) {
  const recorded = chosen(session.venue.history.file?.bidAsks(listing.conId) ?? [], range, true);
  const ticks: BidAskTicks =
    recorded.length > 0
      ? recorded.map(([at, bidPrice, askPrice, bidSize, askSize, attributes]) => {
          return { time: seconds(at), attributes, bidPrice, askPrice, bidSize, askSize };
        })
      : (yield* fromMarket(session, listing, request, range)).map(({ at, quote: { bid, ask } }) => ({
          time: seconds(at),
          attributes: 0,
          bidPrice: moneyToUnits(bid?.price ?? 0),
          askPrice: moneyToUnits(ask?.price ?? 0),
          bidSize: bid?.size ?? 0,
          askSize: ask?.size ?? 0,
        }));
  if (ticks.length === 0) return false;
  session.send("historicalTicksBidAsk", { requestId: request.requestId, ticks, done: true });
  return true;
};

const answerTrades: Answer = function* (session, listing, request, range) {
  const recorded = chosen(session.venue.history.file?.trades(listing.conId) ?? [], range, false);
  const ticks: LastTicks =
    recorded.length > 0
      ? recorded.map(([at, price, size, exchange, specialConditions, attributes]) => {
          return { time: seconds(at), attributes, price, size, exchange, specialConditions };
        })
      : (yield* fromMarket(session, listing, request, range)).map((state) => ({
          time: seconds(tickTime(state, "TRADES")),
          attributes: 0,
          price: moneyToUnits(state.quote.last?.price ?? 0),
          size: state.quote.last?.size ?? 0,
          exchange: listing.primaryExchange,
          specialConditions: "",
        }));
  if (ticks.length === 0) return false;
  session.send("historicalTicksLast", { requestId: request.requestId, ticks, done: true });
  return true;
};

const ANSWERS = { TRADES: answerTrades, BID_ASK: answerBidAsks, MIDPOINT: answerMiddles } as const;

function isShown(text: string): text is keyof typeof ANSWERS {
  return text in ANSWERS;
}

export function historicalTicks(session: ClientSession, request: TicksRequest): void {
  const { requestId, whatToShow, startDateTime, endDateTime, tickCount } = request;
  if (!isShown(whatToShow) || (startDateTime === "" && endDateTime === "") || tickCount < 1) {
    const why = "Historical ticks need a kind of data, a start or an end, and a count";
    session.error(requestId, 321, `Error validating request.-'cE' : cause - ${why}`);
    return;
  }
  const start = startDateTime === "" ? null : momentOf(session, requestId, startDateTime);
  const end = endDateTime === "" ? null : momentOf(session, requestId, endDateTime);
  if ((startDateTime !== "" && start === null) || (endDateTime !== "" && end === null)) return;
  if (session.streams.isOpen("historyTicks", requestId)) {
    session.error(requestId, 322, "Error processing request.-'cE' : cause - Duplicate ticker id");
    return;
  }
  const listing = historyListing(session, request);
  if (listing === null) return;
  const { requestId: _, ...asked } = request;
  const contract = `${listing.conId} ${request.exchange} ${whatToShow}`;
  const { pacing } = session.venue.history;
  if (!pacing.admits(session.schedule.now(), JSON.stringify(asked), contract, 1)) {
    refuseHistory(session, requestId, "Historical data request pacing violation");
    return;
  }
  const range = { start, end, count: Math.min(tickCount, TICKS_MAX) };
  answerLater(session, "historyTicks", requestId, function* () {
    const isShown = isShownOf(listing, whatToShow);
    if (!isShown || !(yield* ANSWERS[whatToShow](session, listing, request, range))) {
      const what = describeQuery(listing, request.exchange, whatToShow);
      refuseHistory(session, requestId, `HMDS query returned no data: ${what}`);
    }
    session.streams.end("historyTicks", requestId);
  });
}

/** The first moment of which there is any history: in UTC, or in seconds since 1970 for format 2 [M]. */
export function headTimestamp(session: ClientSession, request: RequestValues<"headTimestamp">): void {
  const { requestId, dateFormat } = request;
  const listing = historyListing(session, request);
  if (listing === null) return;
  const { history, source } = session.venue;
  const at = history.file?.headTimestamp(listing.conId) ?? sessionOf(source.past.earliestDate).open;
  session.after(ANSWER_MS, () => {
    const utc = new Temporal.Instant(BigInt(at) * 1_000_000n).toString({ smallestUnit: "second" });
    const text = utc.replaceAll("-", "").replace("T", "-").replace("Z", "");
    const timestamp = dateFormat === 2 ? String(seconds(at)) : text;
    session.send("headTimestamp", { requestId, timestamp });
  });
}

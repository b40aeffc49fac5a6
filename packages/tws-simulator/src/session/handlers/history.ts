import { exchangeDate, isCalendarDate, sessionOf, wireDate } from "../../venue/calendar.ts";
import { BAR_SIZE_NAMES, type BarSize, parseBarSize } from "../../venue/history/bar-size.ts";
import { type BarSpan, barSpans } from "../../venue/history/bar-spans.ts";
import { type Bar, barOf, looksAt, type Shown } from "../../venue/history/bars.ts";
import { type Duration, parseDuration, parseMoment, startOf } from "../../venue/history/time-range.ts";
import type { Listing } from "../../venue/listing.ts";
import { resolveListings } from "../../venue/resolve.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";
import type { ClientSession } from "../client-session.ts";
import { notOne } from "../contract-details.ts";
import {
  type BarValues,
  barTime,
  barValues,
  describeLack,
  describeQuery,
  historyTime,
  recordedValues,
} from "../history-values.ts";

/** From a request for history to its answer, in real time. */
const ANSWER_MS = 30;
/** A bar that is kept up to date is looked at this often. */
const UPDATE_MS = 1000;
/** Shorter bars are not kept up to date [D]. */
const UPDATED_BAR_MS_MIN = 5000;
/** A request that would look at the market oftener than this is too long. */
const LOOKS_MAX = 600_000;
/** Bars of a second reach back no farther [D]. */
const SECOND_BARS_SPAN_MS = 2_000_000;

const SERVICE = "Historical Market Data Service error message:";

type HistoryRequest = RequestValues<"historicalData">;

/** A request that can be answered. */
interface Query {
  readonly requestId: number;
  readonly listing: Listing;
  readonly exchange: string;
  readonly size: BarSize;
  readonly show: Shown;
  readonly duration: Duration;
  readonly end: number;
  readonly dateFormat: number;
  readonly keepUpToDate: boolean;
}

/** Names of what TWS shows, by what the venue has of them. Adjusted prices are the prices: nothing splits here. */
const SHOWN: Readonly<Record<string, Shown>> = {
  TRADES: "TRADES",
  ADJUSTED_LAST: "TRADES",
  AGGTRADES: "TRADES",
  MIDPOINT: "MIDPOINT",
  BID: "BID",
  ASK: "ASK",
  BID_ASK: "BID_ASK",
};
const SHOWN_NOWHERE = new Set([
  "HISTORICAL_VOLATILITY",
  "OPTION_IMPLIED_VOLATILITY",
  "YIELD_BID",
  "YIELD_ASK",
  "YIELD_BID_ASK",
  "YIELD_LAST",
  "FEE_RATE",
]);

/** Whether a kind of contract has such data: currencies have no trades, an index nothing else [D]. */
export function isShownOf(listing: Listing, show: Shown): boolean {
  if (listing.kind === "forex") return show !== "TRADES";
  return listing.kind !== "index" || show === "TRADES";
}

export function refuseHistory(session: ClientSession, requestId: number, why: string): void {
  session.error(requestId, 162, `${SERVICE}${why}`);
}

function invalid(session: ClientSession, requestId: number, why: string): null {
  session.error(requestId, 321, `Error validating request.-'bQ' : cause - ${why}`);
  return null;
}

/** The one contract that a request for history means, or null after an error was answered. */
export function historyListing(
  session: ClientSession,
  request: Pick<HistoryRequest, "requestId"> & Parameters<typeof resolveListings>[1],
): Listing | null {
  const found = resolveListings(session.venue.source, request, session.venue.clock.now());
  const [listing] = found;
  if (listing !== undefined && found.length === 1) return listing;
  session.error(request.requestId, 200, notOne(found));
  return null;
}

/** The moment that `text` names, now when it is blank, or null after an error was answered. */
export function momentOf(session: ClientSession, requestId: number, text: string): number | null {
  if (text === "") return session.venue.clock.now();
  const moment = parseMoment(text);
  if (moment !== null && isCalendarDate(exchangeDate(moment))) return moment;
  session.error(
    requestId,
    10314,
    "End Date/Time: The date, time, or time-zone entered is invalid. The correct format is yyyymmdd hh:mm:ss xx/xxxx where yyyymmdd and xx/xxxx are optional.",
  );
  return null;
}

function queryOf(session: ClientSession, request: HistoryRequest): Query | null {
  const { requestId, exchange, dateFormat, keepUpToDate } = request;
  const size = parseBarSize(request.barSize);
  if (size === null) {
    const legal = BAR_SIZE_NAMES.join(", ");
    return invalid(
      session,
      requestId,
      `Historical data bar size setting is invalid. Legal ones are: ${legal}`,
    );
  }
  const duration = parseDuration(request.duration);
  if (duration === null) return invalid(session, requestId, "Historical data duration is invalid");
  const show = SHOWN[request.whatToShow];
  if (show === undefined && !SHOWN_NOWHERE.has(request.whatToShow)) {
    return invalid(session, requestId, `Historical data type ${request.whatToShow} is invalid`);
  }
  if (keepUpToDate && request.endDateTime !== "") {
    return invalid(session, requestId, "Historical data that is kept up to date has no end date");
  }
  if (keepUpToDate && size.kind === "intraday" && size.ms < UPDATED_BAR_MS_MIN) {
    return invalid(session, requestId, "Bars that are kept up to date have five seconds at least");
  }
  const end = momentOf(session, requestId, request.endDateTime);
  const listing = end === null ? null : historyListing(session, request);
  if (end === null || listing === null) return null;
  if (show === undefined || !isShownOf(listing, show)) {
    const lack = describeLack(listing, exchange, request.whatToShow);
    refuseHistory(session, requestId, `No historical market data for ${lack} ${request.barSize}`);
    return null;
  }
  return { requestId, listing, exchange, size, show, duration, end, dateFormat, keepUpToDate };
}

/** Spans that the source has something of. */
function knownSpans(session: ClientSession, size: BarSize, from: number, to: number): BarSpan[] {
  const { past } = session.venue.source;
  const earliest = sessionOf(past.earliestDate).open;
  return barSpans(size, Math.max(from, earliest), to).flatMap((span) => {
    const sessions = span.sessions.filter((one) => past.hasDay(exchangeDate(one.from)));
    return sessions.length === 0 ? [] : [{ ...span, sessions }];
  });
}

/** The bars of the file where it has any of the range, else the market's; null after an error was answered. */
function barsOf(session: ClientSession, query: Query): readonly BarValues[] | null {
  const { listing, size, show, end, duration, dateFormat, requestId } = query;
  const { source, history, clock } = session.venue;
  const start = startOf(end, duration);
  const recorded = history.file?.bars(listing.conId, size.name, show, start, end) ?? [];
  if (recorded.length > 0) {
    return recorded.map((row) =>
      recordedValues(row, barTime(row[0], exchangeDate(row[0]), size, dateFormat)),
    );
  }
  if (size.kind === "intraday" && size.ms === 1000 && end - start > SECOND_BARS_SPAN_MS) {
    refuseHistory(session, requestId, "invalid step: 1");
    return null;
  }
  const until = Math.min(end, clock.now());
  const earliest = sessionOf(source.past.earliestDate).open;
  if (looksAt(source, size, Math.max(start, earliest), until) > LOOKS_MAX) {
    refuseHistory(session, requestId, "Time length exceed max.");
    return null;
  }
  const spans = knownSpans(session, size, start, until);
  return spans
    .map((span) => barOf(source, listing.conId, span, size, show))
    .filter((bar): bar is Bar => bar !== null)
    .map((bar) => barValues(bar, barTime(bar.at, bar.date, size, dateFormat)));
}

function answer(session: ClientSession, query: Query): void {
  const { requestId, listing, exchange, show, end, duration } = query;
  const bars = barsOf(session, query);
  if (bars === null || bars.length === 0) {
    session.streams.end("history", requestId);
    if (bars === null) return;
    refuseHistory(
      session,
      requestId,
      `HMDS query returned no data: ${describeQuery(listing, exchange, show)}`,
    );
    return;
  }
  session.send("historicalData", {
    requestId,
    start: historyTime(startOf(end, duration)),
    end: historyTime(end),
    bars,
  });
  if (query.keepUpToDate) keepUpToDate(session, query);
  else session.streams.end("history", requestId);
}

/** Tells the bar that grows whenever it has changed, and its last state once the next has begun [D]. */
function keepUpToDate(session: ClientSession, query: Query): void {
  const { requestId, listing, size, show, dateFormat } = query;
  const { source, clock } = session.venue;
  let lookedAt = clock.now();
  let told = "";
  const look = (): void => {
    if (!session.streams.isOpen("history", requestId)) return;
    const now = clock.now();
    const begun = size.kind === "intraday" ? lookedAt - size.ms : lookedAt;
    for (const span of knownSpans(session, size, startOfBar(size, begun), now)) {
      const bar = barOf(source, listing.conId, span, size, show);
      if (bar === null || (span.sessions.at(-1)?.to ?? 0) < lookedAt) continue;
      const values = barValues(bar, barTime(bar.at, bar.date, size, dateFormat));
      const text = JSON.stringify(values);
      if (text === told) continue;
      told = text;
      session.send("historicalDataUpdate", { requestId, ...values });
    }
    lookedAt = now;
    session.after(UPDATE_MS, look);
  };
  session.after(UPDATE_MS, look);
}

/** The first moment of the bar of a day and longer that a moment lies in; of shorter ones the moment itself. */
function startOfBar(size: BarSize, at: number): number {
  if (size.kind === "intraday") return at;
  return startOf(at, { count: 1, unit: size.kind === "day" ? "D" : size.kind === "week" ? "W" : "M" });
}

export function historicalData(session: ClientSession, request: HistoryRequest): void {
  const { requestId } = request;
  if (session.streams.isOpen("history", requestId)) {
    session.error(requestId, 322, "Error processing request.-'bQ' : cause - Duplicate ticker id");
    return;
  }
  if (request.whatToShow === "SCHEDULE") {
    schedule(session, request);
    return;
  }
  const query = queryOf(session, request);
  if (query === null) return;
  const { pacing } = session.venue.history;
  const { requestId: _, ...asked } = request;
  const contract = `${query.listing.conId} ${request.exchange} ${request.whatToShow}`;
  const weight = query.show === "BID_ASK" ? 2 : 1;
  if (!pacing.admits(session.schedule.now(), JSON.stringify(asked), contract, weight)) {
    refuseHistory(session, requestId, "Historical data request pacing violation");
    return;
  }
  pacing.opened();
  session.streams.open("history", requestId, () => pacing.closed());
  session.after(ANSWER_MS, () => {
    if (session.streams.isOpen("history", requestId)) answer(session, query);
  });
}

export function cancelHistoricalData(session: ClientSession, { requestId }: { requestId: number }): void {
  if (session.streams.end("history", requestId)) {
    refuseHistory(session, requestId, `API historical data query cancelled: ${requestId}`);
  } else session.error(requestId, 366, `No historical data query found for ticker id:${requestId}`);
}

/** The sessions of a range of days. */
function schedule(session: ClientSession, request: HistoryRequest): void {
  const { requestId } = request;
  const duration = parseDuration(request.duration);
  if (duration === null) {
    invalid(session, requestId, "Historical data duration is invalid");
    return;
  }
  const asked = momentOf(session, requestId, request.endDateTime);
  if (asked === null || historyListing(session, request) === null) return;
  const end = Math.min(asked, session.venue.clock.now());
  const start = Math.max(startOf(end, duration), sessionOf(session.venue.source.past.earliestDate).open);
  const dash = (at: number): string => historyTime(at).replace(" US/Eastern", "").replace(" ", "-");
  const sessions = barSpans({ name: "1 day", kind: "day" }, start, end).map(({ date }) => {
    const { open, close } = sessionOf(date);
    return { start: dash(open), end: dash(close), referenceDate: wireDate(date) };
  });
  session.send("historicalSchedule", {
    requestId,
    start: sessions[0]?.start ?? dash(start),
    end: sessions.at(-1)?.end ?? dash(end),
    timeZone: "US/Eastern",
    sessions,
  });
}

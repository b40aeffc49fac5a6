import { exchangeDate, isCalendarDate } from "../venue/calendar.ts";
import { BAR_SIZE_NAMES, type BarSize, parseBarSize } from "../venue/history/bar-size.ts";
import type { Shown } from "../venue/history/bars.ts";
import { type Duration, parseDuration, parseMoment } from "../venue/history/time-range.ts";
import type { Listing } from "../venue/listing.ts";
import { resolveListings } from "../venue/resolve.ts";
import type { RequestValues } from "../wire/request-layouts.ts";
import type { ClientSession } from "./client-session.ts";
import { notOne } from "./contract-details.ts";
import { describeLack } from "./history-values.ts";

/** Shorter bars are not kept up to date [D]. */
const UPDATED_BAR_MS_MIN = 5000;

const SERVICE = "Historical Market Data Service error message:";

export type HistoryRequest = RequestValues<"historicalData">;

/** A request that can be answered. */
export interface HistoryQuery {
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

export function invalid(session: ClientSession, requestId: number, why: string): null {
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

/** What a request asks for, or null after an error was answered. */
export function queryOf(session: ClientSession, request: HistoryRequest): HistoryQuery | null {
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

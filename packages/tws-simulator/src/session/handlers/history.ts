import { sessionOf, wireDate } from "../../venue/calendar.ts";
import type { BarSize } from "../../venue/history/bar-size.ts";
import { barSpans } from "../../venue/history/bar-spans.ts";
import { barOf } from "../../venue/history/bars.ts";
import { parseDuration, startOf } from "../../venue/history/time-range.ts";
import type { ClientSession } from "../client-session.ts";
import { answerInSteps, knownSpans } from "../history-answer.ts";
import {
  type HistoryQuery,
  type HistoryRequest,
  historyListing,
  invalid,
  momentOf,
  queryOf,
  refuseHistory,
} from "../history-query.ts";
import { answerLater, type OpenHistory } from "../open-history.ts";
import { barTime, barValues, historyTime } from "../history-values.ts";

/** A bar that is kept up to date is looked at this often. */
const UPDATE_MS = 1000;
/** Tells the bar that grows whenever it has changed, and its last state once the next has begun [D]. */
function keepUpToDate(
  session: ClientSession,
  query: HistoryQuery,
  answeredUpTo: number,
  open: OpenHistory,
): void {
  const { requestId, listing, size, show, dateFormat } = query;
  const { source, clock } = session.venue;
  let lookedAt = answeredUpTo;
  let told = "";
  const look = (): void => {
    if (open.isOver) return;
    const now = clock.now();
    const begun = size.kind === "intraday" ? lookedAt - size.ms : lookedAt;
    for (const span of knownSpans(session, size, startOfBar(size, begun), now)) {
      const bar = barOf(source, listing.conId, span, size, show);
      if (bar === null || (span.sessions.at(-1)?.to ?? 0) <= lookedAt) continue;
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
  answerLater(session, "history", requestId, (open) =>
    answerInSteps(session, query, (until) => {
      if (until !== null && query.keepUpToDate) keepUpToDate(session, query, until, open);
      else session.streams.end("history", requestId);
    }),
  );
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
  const sessions = Array.from(barSpans({ name: "1 day", kind: "day" }, start, end), ({ date }) => {
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

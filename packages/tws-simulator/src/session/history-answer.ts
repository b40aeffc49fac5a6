import { exchangeDate, sessionOf } from "../venue/calendar.ts";
import type { BarSize } from "../venue/history/bar-size.ts";
import { type BarSpan, barSpans } from "../venue/history/bar-spans.ts";
import { barOf, looksAt, looksOfBar } from "../venue/history/bars.ts";
import { startOf } from "../venue/history/time-range.ts";
import type { ClientSession } from "./client-session.ts";
import { type HistoryQuery, refuseHistory } from "./history-query.ts";
import {
  type BarValues,
  barTime,
  barValues,
  describeQuery,
  historyTime,
  recordedValues,
} from "./history-values.ts";
import { readyDays } from "./known-days.ts";

/** A request that would look at the market oftener than this is too long: some 9,700 bars of a minute. */
const LOOKS_MAX = 600_000;
/** Bars of a second reach back no farther [D]. */
const SECOND_BARS_SPAN_MS = 2_000_000;
const MINUTE_MS = 60_000;
/** What a bar takes to be written down, in looks at the market. */
const WRITING_LOOKS = 2;

/** Spans that the source has something of. */
export function* knownSpans(
  session: ClientSession,
  size: BarSize,
  from: number,
  to: number,
): Generator<BarSpan> {
  const { past } = session.venue.source;
  const earliest = sessionOf(past.earliestDate).open;
  for (const span of barSpans(size, Math.max(from, earliest), to)) {
    const sessions = span.sessions.filter((one) => past.hasDay(exchangeDate(one.from)));
    if (sessions.length > 0) yield { ...span, sessions };
  }
}

/**
 * Why a request is for too much, or null. Limits on bars of a minute and longer were lifted; those of a second have one
 * of their own, and other small ones are told of up to a day [D].
 */
function tooLong(session: ClientSession, query: HistoryQuery, until: number): string | null {
  const { size, duration, end } = query;
  const { source } = session.venue;
  const start = startOf(end, duration);
  if (size.kind === "intraday" && size.ms === 1000 && end - start > SECOND_BARS_SPAN_MS) {
    return "invalid step: 1";
  }
  const isWithinDay = duration.unit === "S" || (duration.unit === "D" && duration.count === 1);
  const isTooLongForSmall = size.kind === "intraday" && size.ms < MINUTE_MS && !isWithinDay;
  const earliest = sessionOf(source.past.earliestDate).open;
  const looks = looksAt(source, size, Math.max(start, earliest), until);
  return isTooLongForSmall || looks > LOOKS_MAX ? "Time length exceed max." : null;
}

/** The market's bars up to a moment. */
function* marketBars(
  session: ClientSession,
  query: HistoryQuery,
  until: number,
): Generator<number, readonly BarValues[]> {
  const { listing, size, show, end, duration, dateFormat } = query;
  const { source } = session.venue;
  const start = startOf(end, duration);
  yield* readyDays(source, listing.conId, start, until);
  const bars: BarValues[] = [];
  for (const span of knownSpans(session, size, start, until)) {
    const bar = barOf(source, listing.conId, span, size, show);
    if (bar !== null) bars.push(barValues(bar, barTime(bar.at, bar.date, size, dateFormat)));
    yield looksOfBar(source, span, size) + WRITING_LOOKS;
  }
  return bars;
}

function recordedBars(session: ClientSession, query: HistoryQuery): readonly BarValues[] {
  const { listing, size, show, end, duration, dateFormat } = query;
  const recorded = session.venue.history.file?.bars(
    listing.conId,
    size.name,
    show,
    startOf(end, duration),
    end,
  );
  return (recorded ?? []).map((row) =>
    recordedValues(row, barTime(row[0], exchangeDate(row[0]), size, dateFormat)),
  );
}

/**
 * Answers a request step by step: with the bars of the file where it has any of the range, else with the market's.
 * `done` is told the moment up to which the answer goes, or null after an error.
 */
export function* answerInSteps(
  session: ClientSession,
  query: HistoryQuery,
  done: (until: number | null) => void,
): Generator<number, void> {
  const { requestId, listing, exchange, show, end, duration } = query;
  const until = Math.min(end, session.venue.clock.now());
  let bars = recordedBars(session, query);
  if (bars.length === 0) {
    const why = tooLong(session, query, until);
    if (why === null) bars = yield* marketBars(session, query, until);
    else {
      done(null);
      refuseHistory(session, requestId, why);
      return;
    }
  }
  if (bars.length === 0) {
    done(null);
    const what = describeQuery(listing, exchange, show);
    refuseHistory(session, requestId, `HMDS query returned no data: ${what}`);
    return;
  }
  const start = historyTime(startOf(end, duration));
  session.send("historicalData", { requestId, start, end: historyTime(end), bars });
  done(until);
}

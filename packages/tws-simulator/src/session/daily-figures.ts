import { addDays, exchangeDate, newYorkInstant } from "../venue/calendar.ts";
import { barSpans } from "../venue/history/bar-spans.ts";
import { type Bar, barOf, looksOfBar } from "../venue/history/bars.ts";
import type { Listing, OptionListing } from "../venue/listing.ts";
import { type MarketSource, markOf } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { readyDays } from "./known-days.ts";
import { computeQuote } from "./option-computation.ts";

const DAY = { name: "1 day", kind: "day" } as const;
const SESSIONS_A_YEAR = 252;
/** A volatility needs so many days' closes to mean something. */
const CLOSES_MIN = 10;
/** Implied volatility is that of options which have about this long to go [D]. */
const IMPLIED_DAYS = 30;
const IMPLIED_DAYS_MIN = 7;

/** Bars of the sessions that ended in so many calendar days before a moment; yields what each took. */
export function* dailyBars(
  source: MarketSource,
  listing: Listing,
  at: number,
  days: number,
): Generator<number, readonly Bar[]> {
  const today = exchangeDate(at);
  const first = addDays(today, -days);
  const { earliestDate } = source.past;
  const from = newYorkInstant(first < earliestDate ? earliestDate : first, 0);
  yield* readyDays(source, listing.conId, from, at);
  const bars: Bar[] = [];
  for (const span of barSpans(DAY, from, at)) {
    if (span.date >= today || !source.past.hasDay(span.date)) continue;
    const bar = barOf(source, listing.conId, span, DAY, "TRADES");
    if (bar !== null) bars.push(bar);
    yield looksOfBar(source, span, DAY);
  }
  return bars;
}

/** Of closes over the last weeks, per year; null for too few. */
export function historicalVolatility(closes: readonly Money[]): number | null {
  if (closes.length < CLOSES_MIN) return null;
  const returns = closes.slice(1).map((close, index) => Math.log(close / (closes[index] as Money)));
  const mean = returns.reduce((sum, one) => sum + one, 0) / returns.length;
  const variance = returns.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (returns.length - 1);
  return Math.sqrt(variance * SESSIONS_A_YEAR);
}

/** The series of a chain that is nearest to the money and to a month; null without one. */
function monthAtTheMoney(options: readonly OptionListing[], date: string, mark: Money): OptionListing | null {
  const target = addDays(date, IMPLIED_DAYS);
  const usable = options.filter(
    ({ expiry, right }) => right === "call" && expiry >= addDays(date, IMPLIED_DAYS_MIN),
  );
  const days = (expiry: string): number =>
    Math.abs(Temporal.PlainDate.from(target).until(Temporal.PlainDate.from(expiry)).days);
  const [nearest] = [...new Set(usable.map(({ expiry }) => expiry))].toSorted((a, b) => days(a) - days(b));
  const [atTheMoney] = usable
    .filter(({ expiry }) => expiry === nearest)
    .toSorted((a, b) => Math.abs(a.strike - mark) - Math.abs(b.strike - mark));
  return atTheMoney ?? null;
}

/** What a contract's options imply of its volatility; null where nothing does. */
export function impliedVolatilityOf(source: MarketSource, listing: Listing, at: number): number | null {
  const underlying = source.quote(listing.conId, at);
  const mark = markOf(underlying);
  const date = exchangeDate(at);
  const option = mark === null ? null : monthAtTheMoney(source.chain(listing, date), date, mark);
  if (option === null) return null;
  const quote = source.quote(option.conId, at);
  const volatility = computeQuote(source, option, quote, underlying, at).model?.impliedVolatility ?? -1;
  return volatility > 0 ? volatility : null;
}

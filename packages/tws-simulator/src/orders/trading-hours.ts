import {
  exchangeDate,
  isTradingDay,
  newYorkInstant,
  nextTradingDay,
  sessionOf,
  wallTime,
} from "../venue/calendar.ts";
import type { Listing } from "../venue/listing.ts";
import type { MarketSource } from "../venue/market.ts";
import { type OrderTerms, signedLegs } from "./order.ts";

const HOUR_MS = 3_600_000;
/** Shares trade from 04:00 to 20:00 for orders that allow it; their options do not [D]. */
const EXTENDED_OPEN_MS = 4 * HOUR_MS;
const EXTENDED_CLOSE_MS = 20 * HOUR_MS;

/** A span of trading on one day. */
export interface Hours {
  readonly open: number;
  readonly close: number;
}

/** Contracts whose orders may trade outside the regular session. */
function tradesExtended(listing: Listing | undefined): boolean {
  return listing?.kind === "stock";
}

function legListings(source: MarketSource, terms: OrderTerms): readonly (Listing | undefined)[] {
  return signedLegs(terms).map(({ conId }) => source.book.get(conId));
}

/** Whether the order asked for what its contract does not have: TWS says so (2109) and goes on [D]. */
export function ignoresOutsideRth(source: MarketSource, terms: OrderTerms): boolean {
  return terms.outsideRth && !legListings(source, terms).every(tradesExtended);
}

/** When trading ends on a day: the regular session and the extended one. Empty on a closed day. */
export function closesOf(date: string): readonly number[] {
  return isTradingDay(date) ? [sessionOf(date).close, newYorkInstant(date, EXTENDED_CLOSE_MS)] : [];
}

/** The hours of a trading day in which the order may be filled. */
export function hoursOf(source: MarketSource, terms: OrderTerms, date: string): Hours {
  const regular = sessionOf(date);
  if (!terms.outsideRth || ignoresOutsideRth(source, terms)) return regular;
  const open = newYorkInstant(date, EXTENDED_OPEN_MS);
  return { open, close: Math.max(regular.close, newYorkInstant(date, EXTENDED_CLOSE_MS)) };
}

export function isOpenFor(source: MarketSource, terms: OrderTerms, at: number): boolean {
  const date = exchangeDate(at);
  if (!isTradingDay(date)) return false;
  const { open, close } = hoursOf(source, terms, date);
  return at >= open && at < close;
}

/** The next moment at which the order could reach its exchange. */
export function nextOpening(source: MarketSource, terms: OrderTerms, at: number): number {
  const date = exchangeDate(at);
  if (isTradingDay(date)) {
    const { open, close } = hoursOf(source, terms, date);
    if (at < close) return Math.max(at, open);
  }
  return hoursOf(source, terms, nextTradingDay(date)).open;
}

/** The warning that TWS gives for an order that has to wait for its market [R]. */
export function closedMarketWarning(source: MarketSource, terms: OrderTerms, at: number): string | null {
  if (isOpenFor(source, terms, at)) return null;
  const [listing] = legListings(source, terms);
  const symbol = terms.contract.kind === "combo" ? terms.contract.symbol : (listing?.localSymbol ?? "");
  const until = `${wallTime(nextOpening(source, terms, at))} US/Eastern`;
  return (
    `Order Message:\n${terms.action} ${terms.quantity} ${symbol}\n` +
    `Warning: your order will not be placed at the exchange until ${until}`
  );
}

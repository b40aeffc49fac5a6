import {
  exchangeDate,
  expiryInstant,
  lastTradingDay,
  previousTradingDay,
  sessionOf,
  YEAR_MS,
} from "./calendar.ts";
import type { Listing, OptionListing } from "./listing.ts";

/**
 * The last day on which a contract trades, or null when it does not end. An option that is settled by opening prices
 * trades until the day before, and TWS names it by that day: `SPX   200117P03205000` has 20200116 [R].
 */
export function lastTradeDate(listing: Listing): string | null {
  if (listing.kind === "future") return listing.expiry;
  if (listing.kind !== "option") return null;
  const last = lastTradingDay(listing.expiry);
  return listing.settlement === "am" ? previousTradingDay(last) : last;
}

/** The moment of the prices that an option is settled by: the open of its expiry's day, or the end of its trading. */
export function settlementInstant(option: Pick<OptionListing, "expiry" | "settlement">): number {
  if (option.settlement === "pm") return expiryInstant(option.expiry);
  return sessionOf(lastTradingDay(option.expiry)).open;
}

/** The moment after which a contract trades no more; infinite for those without an end. */
export function lastTradeInstant(listing: Listing): number {
  const date = lastTradeDate(listing);
  return date === null ? Infinity : sessionOf(date).close;
}

/** Time to its settlement in years of 365 days; 0 once that has passed. */
export function yearsToSettlement(at: number, option: OptionListing): number {
  return Math.max(0, settlementInstant(option) - at) / YEAR_MS;
}

/** Whether it still trades on the date of a moment. */
export function isListedAt(listing: Listing, at: number): boolean {
  const last = lastTradeDate(listing);
  return last === null || last >= exchangeDate(at);
}

import type { ListingBook } from "./listing-book.ts";
import type { Listing, OptionListing } from "./listing.ts";
import type { Money } from "./money.ts";

/** One side of a quote; null when nobody quotes it. */
export interface QuoteSide {
  readonly price: Money;
  /** Contracts, or shares for a stock. */
  readonly size: number;
}

/** What is known of one contract at a moment. */
export interface Quote {
  readonly bid: QuoteSide | null;
  readonly ask: QuoteSide | null;
  readonly last: { readonly price: Money; readonly size: number; readonly at: number } | null;
  /** Traded today until now. */
  readonly volume: number;
  readonly open: Money | null;
  readonly high: Money | null;
  readonly low: Money | null;
  /** The previous session's close. */
  readonly previousClose: Money | null;
}

export interface QuoteState {
  readonly at: number;
  readonly quote: Quote;
}

/** Paid to whoever holds a share at the close before the ex-date; for one share. */
export interface Dividend {
  readonly exDate: string;
  readonly amount: Money;
}

/** What a source knows of times that have passed. */
export interface MarketPast {
  /** Null when `states` gives every state; else quotes change no oftener than this, and are asked for one by one. */
  readonly stepMs: number | null;
  /** The first date of which there is anything. */
  readonly earliestDate: string;
  hasDay(date: string): boolean;
}

/** Where quotes come from. Everything is a function of contract and moment: asking changes nothing. */
export interface MarketSource {
  /** For the log and the ledger: what this market is, so that a restart on another one is noticed. */
  readonly description: string;
  readonly book: ListingBook;
  /** The first moment of trading that the source has. */
  readonly firstDate: string;
  /** The risk-free rate that option computations use, continuously compounded. */
  readonly rate: number;
  readonly past: MarketPast;
  /** The trading day after `date` on which the market goes on, or null when it ends there. */
  dateAfter(date: string): string | null;
  /** Lists what is new on a date: the book holds it from then on. */
  listUpTo(date: string): void;
  /** The options on a contract that are listed on a date. */
  chain(underlying: Listing, date: string): readonly OptionListing[];
  quote(conId: number, at: number): Quote;
  /**
   * The states of a contract's quote after `after` and up to `upTo`, in order, the last `statesMax` of them. Empty when
   * nothing changed.
   */
  states(conId: number, after: number, upTo: number, statesMax: number): readonly QuoteState[];
  /** Open interest of an option as of the day's start; null when unknown. */
  openInterest(conId: number, at: number): number | null;
  /** What a share pays whose ex-date is that date. */
  dividendOn(conId: number, date: string): Money | null;
  /** All with ex-dates after the first date and up to the second, in order. */
  dividends(conId: number, after: string, upTo: string): readonly Dividend[];
}

export const EMPTY_QUOTE: Quote = {
  bid: null,
  ask: null,
  last: null,
  volume: 0,
  open: null,
  high: null,
  low: null,
  previousClose: null,
};

/** Half of bid and ask; a lone side or the last trade when that is all there is; null when there is nothing. */
export function markOf(quote: Quote): Money | null {
  if (quote.bid !== null && quote.ask !== null) return Math.round((quote.bid.price + quote.ask.price) / 2);
  return quote.last?.price ?? quote.ask?.price ?? quote.bid?.price ?? quote.previousClose;
}

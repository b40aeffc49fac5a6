import type { Listing, OptionListing } from "../listing.ts";
import type { Dividend } from "../market.ts";
import type { MarketRule } from "../market-rule.ts";
import type { Money } from "../money.ts";

/** What has a price path of its own. */
export type PricedListing = Exclude<Listing, OptionListing>;

/** What tells one series of a class from the others. */
export interface SeriesTerms {
  readonly expiry: string;
  readonly strike: Money;
  readonly right: "call" | "put";
  /** The series' own id and name, where they are to be certain ones. */
  readonly conId?: number | undefined;
  readonly localSymbol?: string | undefined;
}

/** Options on one underlying that share everything but expiry, strike and right. */
export interface OptionClass {
  readonly tradingClass: string;
  readonly multiplier: number;
  readonly style: "american" | "european";
  readonly settlement: "pm" | "am";
  readonly cashSettled: boolean;
  readonly minTick: Money;
  readonly rule?: MarketRule | undefined;
  readonly exchanges?: readonly string[] | undefined;
  /** Mean half width of its quotes relative to the most liquid share's options. */
  readonly widthFactor: number;
  /** Distance of strikes near the money; each fifth is a round one, with more open interest. */
  readonly strikeStep: Money;
  /** All series that are listed on a date; a later date lists what is new. */
  readonly listedOn: (date: string) => readonly SeriesTerms[];
}

/** What makes a contract of the built-in market what it is. */
export interface Instrument {
  readonly listing: PricedListing;
  /** Price before the first session's opening gap. */
  readonly startPrice: Money;
  /** Of its own path, per year. */
  readonly volatility: number;
  /** Mean number of jumps a day, and their size as a standard deviation. */
  readonly jumpsPerDay: number;
  readonly jumpSize: number;
  /** A future that follows another instrument's path at the cost of carry; its own path when absent. */
  readonly carriedFrom?: PricedListing | undefined;
  readonly classes: readonly OptionClass[];
  /** With ex-dates after the first date and up to the second. */
  readonly dividends: (after: string, upTo: string) => readonly Dividend[];
}

export const noDividends = (): readonly Dividend[] => [];

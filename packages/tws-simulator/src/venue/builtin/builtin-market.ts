import { exchangeDate, nextTradingDay, previousTradingDay, expiryInstant } from "../calendar.ts";
import { lastTradeDate } from "../last-trade.ts";
import { ListingBook } from "../listing-book.ts";
import { type Listing, type OptionListing, occSymbol, optionListing } from "../listing.ts";
import {
  type Dividend,
  EMPTY_QUOTE,
  type MarketPast,
  type MarketSource,
  type Quote,
  type QuoteState,
} from "../market.ts";
import { type Money, moneyToUnits } from "../money.ts";
import { hashText } from "../random.ts";
import { CarriedPath } from "./carried-path.ts";
import { futureLocalSymbol, indexFutures } from "./index-futures.ts";
import type { Instrument, OptionClass, PricedListing, SeriesTerms } from "./instrument.ts";
import { OptionQuotes } from "./option-quotes.ts";
import { PathQuotes } from "./path-quotes.ts";
import { PAST_DAYS, type PriceSource, SpotPath } from "./spot-path.ts";
import { INDEX_INSTRUMENT, SHARES } from "./underlyings.ts";

/** A Monday of a week with a monthly expiry, without holidays around it. */
export const BUILTIN_DATE = "2026-03-16";
const RATE = 0.04;

/** Trades of what has a path come once a second. */
const HISTORY_STEP_MS = 1000;

function pastDate(firstDate: string): string {
  let date = firstDate;
  for (let day = 0; day < PAST_DAYS; day += 1) date = previousTradingDay(date);
  return date;
}

/** Tells one file's instruments from another's: a ledger goes on in its own market only. */
function digestOf(instruments: readonly Instrument[]): string {
  const parts = instruments.map(({ listing, startPrice, volatility, jumpsPerDay, jumpSize, classes }) => [
    listing,
    startPrice,
    volatility,
    jumpsPerDay,
    jumpSize,
    classes,
    classes.map(({ listedOn }) => listedOn("")),
  ]);
  return hashText(JSON.stringify(parts)).toString(16);
}

/** An instrument as it is in a running market. */
interface Priced {
  readonly instrument: Instrument;
  readonly path: PriceSource;
  readonly quotes: PathQuotes;
  readonly classes: readonly { readonly optionClass: OptionClass; readonly options: OptionQuotes }[];
}

function seriesName(listing: PricedListing, optionClass: OptionClass, terms: SeriesTerms): string {
  if (terms.localSymbol !== undefined) return terms.localSymbol;
  const { expiry, right, strike } = terms;
  if (listing.kind !== "future") return occSymbol(optionClass.tradingClass, expiry, right, strike);
  const side = right === "call" ? "C" : "P";
  return `${futureLocalSymbol(optionClass.tradingClass, expiry)} ${side}${moneyToUnits(strike)}`;
}

/**
 * A market that needs no data: three shares, an index, futures on it, options on all of them, and what a file adds,
 * each quote a function of seed, contract and moment. It never ends: after a session comes the next trading day's.
 */
export class BuiltinMarket implements MarketSource {
  readonly description: string;
  readonly book = new ListingBook();
  readonly firstDate: string;
  readonly rate = RATE;
  readonly past: MarketPast;
  readonly #seed: number;
  readonly #priced = new Map<number, Priced>();
  readonly #options = new Map<number, OptionQuotes>();
  #listedUpTo = "";

  /** `added` has instruments whose ids and names are their own: they come first, and the built-in ones give way. */
  constructor(seed: string | number, date: string, added: readonly Instrument[] = []) {
    this.#seed = hashText(String(seed));
    this.firstDate = date;
    const earliestDate = pastDate(date);
    this.past = { stepMs: HISTORY_STEP_MS, earliestDate, hasDay: (day) => day >= earliestDate };
    const more = added.length === 0 ? "" : ` with ${added.length} more (${digestOf(added)})`;
    this.description = `builtin seed ${seed} from ${date}${more}`;
    for (const instrument of added) this.#add(instrument);
    this.#listSeries(date);
    for (const instrument of SHARES) this.#add(instrument);
    this.#add(INDEX_INSTRUMENT);
    this.listUpTo(date);
  }

  dateAfter(date: string): string {
    return nextTradingDay(date);
  }

  /** Asking for an earlier date than another changes nothing. */
  listUpTo(date: string): void {
    if (date <= this.#listedUpTo) return;
    this.#listedUpTo = date;
    for (const future of indexFutures(INDEX_INSTRUMENT, RATE, date)) {
      if (this.book.byName(future.listing.localSymbol) === undefined) this.#add(future);
    }
    this.#listSeries(date);
  }

  chain(underlying: Listing, date: string): readonly OptionListing[] {
    this.listUpTo(date);
    return this.book.options(underlying.conId).filter((option) => (lastTradeDate(option) ?? date) >= date);
  }

  quote(conId: number, at: number): Quote {
    this.listUpTo(exchangeDate(at));
    const priced = this.#priced.get(conId);
    if (priced !== undefined) return priced.quotes.quote(at);
    const option = this.#option(conId);
    return this.#quotesOf(option).quote(option, at) ?? EMPTY_QUOTE;
  }

  states(conId: number, after: number, upTo: number): readonly QuoteState[] {
    const priced = this.#priced.get(conId);
    if (priced === undefined) {
      const option = this.#option(conId);
      if (this.#quotesOf(option).isSame(option, after, upTo)) return [];
    } else if (priced.quotes.slot(after) === priced.quotes.slot(upTo)) return [];
    return [{ at: upTo, quote: this.quote(conId, upTo) }];
  }

  openInterest(conId: number): number | null {
    const listing = this.book.get(conId);
    return listing?.kind === "option" ? this.#quotesOf(listing).openInterest(listing) : null;
  }

  dividendOn(conId: number, date: string): Money | null {
    return this.dividends(conId, previousTradingDay(date), date)[0]?.amount ?? null;
  }

  dividends(conId: number, after: string, upTo: string): readonly Dividend[] {
    return this.#priced.get(conId)?.instrument.dividends(after, upTo) ?? [];
  }

  #option(conId: number): OptionListing {
    const listing = this.book.get(conId);
    if (listing?.kind === "option") return listing;
    throw new RangeError(`no contract ${conId}`);
  }

  #quotesOf(option: OptionListing): OptionQuotes {
    const quotes = this.#options.get(option.conId);
    if (quotes === undefined) throw new RangeError(`no series ${option.localSymbol}`);
    return quotes;
  }

  #add(described: Instrument): void {
    const listing = this.book.add(described.listing);
    const instrument = { ...described, listing };
    const path = this.#path(instrument);
    const classes = instrument.classes.map((optionClass) => {
      const options = new OptionQuotes({ seed: this.#seed, instrument, optionClass, path, rate: RATE });
      return { optionClass, options };
    });
    this.#priced.set(listing.conId, { instrument, path, quotes: new PathQuotes(listing, path), classes });
  }

  #path(instrument: Instrument): PriceSource {
    const { carriedFrom, listing } = instrument;
    if (carriedFrom === undefined || listing.kind !== "future") {
      return new SpotPath(this.#seed, instrument, this.firstDate);
    }
    const source = this.#priced.get(carriedFrom.conId);
    if (source === undefined) throw new RangeError(`${listing.localSymbol} follows what is not listed`);
    return new CarriedPath(source.path, RATE, expiryInstant(listing.expiry));
  }

  #listSeries(date: string): void {
    for (const { instrument, classes } of this.#priced.values()) {
      for (const { optionClass, options } of classes) {
        for (const terms of optionClass.listedOn(date)) {
          this.#addSeries(instrument.listing, optionClass, options, terms);
        }
      }
    }
  }

  #addSeries(
    underlying: PricedListing,
    optionClass: OptionClass,
    options: OptionQuotes,
    terms: SeriesTerms,
  ): void {
    const { expiry, strike, right, conId } = terms;
    const { tradingClass, multiplier, minTick, rule, exchanges, style, settlement, cashSettled } =
      optionClass;
    const option = this.book.add(
      optionListing(
        underlying,
        { expiry, strike, right },
        { localSymbol: seriesName(underlying, optionClass, terms), conId },
        {
          tradingClass,
          multiplier,
          minTick,
          rule,
          exchanges,
          style,
          settlement,
          cashSettled,
          primaryExchange: underlying.kind === "future" ? underlying.primaryExchange : "",
        },
      ),
    );
    this.#options.set(option.conId, options);
  }
}

import { exchangeDate, isMonthlyExpiry, nextTradingDay } from "../calendar.ts";
import { ListingBook, type OptionListing, type StockListing } from "../listing.ts";
import { EMPTY_QUOTE, type MarketSource, type Quote, type QuoteState } from "../market.ts";
import { hashText } from "../random.ts";
import { listedSeries } from "./listed-chain.ts";
import { OptionQuotes } from "./option-quotes.ts";
import { SpotPath } from "./spot-path.ts";
import { stockQuote, stockQuoteSlot } from "./stock-quotes.ts";
import { UNDERLYINGS, type Underlying } from "./underlyings.ts";

/** A Monday of a week with a monthly expiry, without holidays around it. */
export const BUILTIN_DATE = "2026-03-16";
const RATE = 0.04;

interface Share {
  readonly underlying: Underlying;
  readonly path: SpotPath;
  readonly options: OptionQuotes;
}

/**
 * A market that needs no data: three shares, their options and quotes, each a function of seed, contract and moment.
 * It never ends: after a session comes the next trading day's.
 */
export class BuiltinMarket implements MarketSource {
  readonly description: string;
  readonly book = new ListingBook();
  readonly firstDate: string;
  readonly rate = RATE;
  readonly #shares = new Map<number, Share>();
  readonly #listedDates = new Set<string>();

  constructor(seed: string | number, date: string) {
    const seedNumber = hashText(String(seed));
    this.firstDate = date;
    this.description = `builtin seed ${seed} from ${date}`;
    for (const underlying of UNDERLYINGS) {
      const { conId } = this.book.add(underlying.listing);
      const path = new SpotPath(seedNumber, underlying, date);
      const options = new OptionQuotes({ seed: seedNumber, underlying, path, rate: RATE });
      this.#shares.set(conId, { underlying, path, options });
    }
    this.#list(date);
  }

  dateAfter(date: string): string {
    return nextTradingDay(date);
  }

  chain(underlying: StockListing, date: string): readonly OptionListing[] {
    this.#list(date);
    return this.book.options(underlying.conId).filter((option) => option.expiry >= date);
  }

  quote(conId: number, at: number): Quote {
    this.#list(exchangeDate(at));
    const listing = this.#listing(conId);
    if (listing.kind === "stock") return stockQuote(this.#share(conId).path, conId, at);
    return this.#share(listing.underlyingConId).options.quote(listing, at) ?? EMPTY_QUOTE;
  }

  states(conId: number, after: number, upTo: number): readonly QuoteState[] {
    const listing = this.#listing(conId);
    const slot = (at: number): string | number =>
      listing.kind === "stock"
        ? stockQuoteSlot(at)
        : this.#share(listing.underlyingConId).options.slot(listing, at);
    if (slot(after) === slot(upTo)) return [];
    return [{ at: upTo, quote: this.quote(conId, upTo) }];
  }

  openInterest(conId: number): number | null {
    const listing = this.book.get(conId);
    if (listing?.kind !== "option") return null;
    return this.#share(listing.underlyingConId).options.openInterest(listing);
  }

  #listing(conId: number): StockListing | OptionListing {
    const listing = this.book.get(conId);
    if (listing?.kind === "stock" || listing?.kind === "option") return listing;
    throw new RangeError(`no contract ${conId}`);
  }

  #share(conId: number): Share {
    const share = this.#shares.get(conId);
    if (share === undefined) throw new RangeError(`no share ${conId}`);
    return share;
  }

  /** Lists what is new on a date; dates come in order. */
  #list(date: string): void {
    if (this.#listedDates.has(date)) return;
    this.#listedDates.add(date);
    for (const { underlying } of this.#shares.values()) {
      for (const option of listedSeries(underlying, date, isMonthlyExpiry)) this.book.add(option);
    }
  }
}

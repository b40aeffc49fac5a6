import { nextTradingDay } from "../calendar.ts";
import { ListingBook } from "../listing-book.ts";
import { type Listing, type OptionListing, underlyingIdOf } from "../listing.ts";
import {
  type Dividend,
  EMPTY_QUOTE,
  type MarketPast,
  type MarketSource,
  type Quote,
  type QuoteState,
} from "../market.ts";
import { hashText } from "../random.ts";
import { LeanDataError, leanRoot } from "./lean-files.ts";
import { LeanUnderlying } from "./lean-underlying.ts";

/** The rate for option computations; the federal funds rate lay between 0 and 0.5 % in the years of the files. */
const RATE = 0.005;

/** Quotes of shares and their options, replayed from LEAN's minute files while all of them have files. */
export class LeanMarket implements MarketSource {
  readonly description: string;
  readonly book = new ListingBook();
  readonly firstDate: string;
  readonly rate = RATE;
  readonly past: MarketPast;
  readonly #underlyings: readonly LeanUnderlying[];
  /** Days of which every share has files. */
  readonly #dates: readonly string[];

  /**
   * Every row of the first day, and of those that follow it, is checked. Throws `LeanDataError` that names folder,
   * symbol or date when there is no such data, and file, entry, line and field of what is wrong in it.
   */
  constructor(options: {
    readonly folder: string;
    readonly symbols: readonly string[];
    readonly date: string;
    readonly seed: string | number;
  }) {
    const { folder, symbols, date, seed } = options;
    const root = leanRoot(folder);
    const names = [...new Set(symbols.map((symbol) => symbol.toUpperCase()))];
    if (names.length === 0) throw new LeanDataError("symbol", "there must be one");
    const parts = { root, date, seed: hashText(String(seed)), book: this.book };
    this.#underlyings = names.map((symbol) => new LeanUnderlying({ ...parts, symbol }));
    const [first, ...others] = this.#underlyings as [LeanUnderlying, ...LeanUnderlying[]];
    this.#dates = first.dates.filter((day) => others.every(({ dates }) => dates.includes(day)));
    this.firstDate = date;
    this.past = {
      stepMs: null,
      earliestDate: this.#dates[0] as string,
      hasDay: (day) => this.#dates.includes(day),
    };
    this.description = `lean ${names.join(",")} from ${date} seed ${seed}`;
    for (let day: string | null = date; day !== null; day = this.dateAfter(day)) this.listUpTo(day);
  }

  dateAfter(date: string): string | null {
    const next = nextTradingDay(date);
    return this.#dates.includes(next) ? next : null;
  }

  listUpTo(date: string): void {
    for (const underlying of this.#underlyings) underlying.open(date);
  }

  chain({ conId }: Listing, date: string): readonly OptionListing[] {
    return this.#underlyings.find(({ stock }) => stock.conId === conId)?.seriesOn(date) ?? [];
  }

  quote(conId: number, at: number): Quote {
    return this.#underlyingOf(conId)?.quote(conId, at) ?? EMPTY_QUOTE;
  }

  states(conId: number, after: number, upTo: number, statesMax: number): readonly QuoteState[] {
    return this.#underlyingOf(conId)?.states(conId, after, upTo, statesMax) ?? [];
  }

  openInterest(conId: number, at: number): number | null {
    return this.#underlyingOf(conId)?.openInterest(conId, at) ?? null;
  }

  /** The files know of none. */
  dividendOn(): null {
    return null;
  }

  dividends(): readonly Dividend[] {
    return [];
  }

  #underlyingOf(conId: number): LeanUnderlying | undefined {
    if (this.#underlyings.length === 1) return this.#underlyings[0];
    const listing = this.book.get(conId);
    if (listing === undefined) return undefined;
    const id = underlyingIdOf(listing);
    return this.#underlyings.find(({ stock }) => stock.conId === id);
  }
}

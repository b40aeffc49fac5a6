import { exchangeDate, lastTradingDay, nextTradingDay, sessionOf } from "../calendar.ts";
import type { ListingBook } from "../listing-book.ts";
import { type OptionListing, occSymbol, shareListing, shareOption, type StockListing } from "../listing.ts";
import type { Quote, QuoteState } from "../market.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { QuoteTape } from "../quote-tape.ts";
import { parseOpenInterest, parseQuoteBar, parseTradeBar, type TradeBar } from "./bars.ts";
import { checkArchive } from "./data-check.ts";
import {
  type LeanArchive,
  LeanDataError,
  leanDates,
  type LeanDay,
  leanSymbols,
  openLeanDay,
} from "./lean-files.ts";
import { buildTimeline } from "./timeline.ts";

/** States that are kept, some 60 bytes each: the 2,192 series of a busy share's day have a million. */
const STATES_MAX = 4_000_000;
/** Entries whose prices decide whether the options trade in cents or nickels. */
const TICK_SAMPLES = 60;
const NO_STATES = new QuoteTape([]);

interface SeriesEntry {
  readonly listing: OptionListing;
  /** The rest of the entry's name after the kind: `american_call_7500000_20160115.csv`. */
  readonly suffix: string;
}

interface OpenDay {
  readonly files: LeanDay;
  readonly series: Map<number, SeriesEntry>;
}

function optionName(name: string): { right: "call" | "put"; strike: Money; listedExpiry: string } | null {
  const match = /_american_(call|put)_(\d+)_(\d{4})(\d{2})(\d{2})\.csv$/.exec(name);
  if (match === null) return null;
  const [, right, strike, year, month, day] = match;
  return { right: right as "call" | "put", strike: Number(strike), listedExpiry: `${year}-${month}-${day}` };
}

/** One share and its options of LEAN's minute files, day after day while there are files. */
export class LeanUnderlying {
  readonly stock: StockListing;
  readonly dates: readonly string[];
  readonly #root: string;
  readonly #symbol: string;
  readonly #seed: number;
  readonly #book: ListingBook;
  readonly #days = new Map<string, OpenDay>();
  readonly #timelines = new Map<string, QuoteTape>();
  #states = 0;

  /** Throws `LeanDataError` that names symbol or date when there is no such data. */
  constructor(options: { root: string; symbol: string; date: string; seed: number; book: ListingBook }) {
    this.#root = options.root;
    this.#symbol = options.symbol.toUpperCase();
    this.#seed = options.seed;
    this.#book = options.book;
    this.dates = leanDates(this.#root, this.#symbol);
    if (this.dates.length === 0) {
      const known = leanSymbols(this.#root).join(", ");
      throw new LeanDataError("symbol", `no options of ${options.symbol}; there are ${known}`);
    }
    if (!this.dates.includes(options.date)) {
      const known = this.dates.join(", ");
      throw new LeanDataError("date", `no quotes of ${this.#symbol} on ${options.date}; there are ${known}`);
    }
    this.stock = this.#book.add(shareListing(this.#symbol, this.#symbol));
  }

  /** Opens a date's files, where there are any: its series are in the book from then on. */
  open(date: string): void {
    if (this.dates.includes(date)) this.#day(date);
  }

  seriesOn(date: string): readonly OptionListing[] {
    if (!this.dates.includes(date)) return [];
    return [...this.#day(date).series.values()].map((entry) => entry.listing);
  }

  quote(conId: number, at: number): Quote {
    return this.#timeline(conId, this.#dateOf(at)).quoteAt(at);
  }

  /** All of a day that ended in between as well. */
  states(conId: number, after: number, upTo: number, statesMax: number): readonly QuoteState[] {
    const [from, to] = [this.#dateOf(after), this.#dateOf(upTo)];
    const states = from === to ? [] : this.#timeline(conId, from).statesBetween(after, Infinity);
    states.push(...this.#timeline(conId, to).statesBetween(after, upTo));
    return states.length > statesMax ? states.slice(states.length - statesMax) : states;
  }

  openInterest(conId: number, at: number): number | null {
    const { files, series } = this.#day(this.#dateOf(at));
    const entry = series.get(conId);
    if (entry === undefined || files.openInterest === null) return null;
    const name = this.#entryName(files.date, "openinterest", entry.suffix);
    const row = files.openInterest.rows(name)[0];
    return row === undefined ? null : parseOpenInterest(`${files.openInterest.path}: ${name}`, row);
  }

  /** The last date with files at or before a moment. */
  #dateOf(at: number): string {
    const date = exchangeDate(at);
    return this.dates.findLast((known) => known <= date) ?? (this.dates[0] as string);
  }

  #entryName(date: string, kind: string, suffix: string): string {
    return `${date.replaceAll("-", "")}_${this.#symbol.toLowerCase()}_minute_${kind}_${suffix}`;
  }

  /** Opens a day's files, every row of which is looked at once. Throws `LeanDataError` for one that is wrong. */
  #day(date: string): OpenDay {
    const known = this.#days.get(date);
    if (known !== undefined) return known;
    const files = openLeanDay(this.#root, this.#symbol, date);
    for (const archive of [files.optionQuotes, files.equityQuotes]) checkArchive(archive, "quote");
    for (const archive of [files.optionTrades, files.equityTrades]) checkArchive(archive, "trade");
    checkArchive(files.openInterest, "openInterest");
    const minTick = this.#sampleTick(files.optionQuotes);
    const series = new Map<number, SeriesEntry>();
    for (const name of files.optionQuotes.names()) {
      const parsed = optionName(name);
      if (parsed === null)
        throw new LeanDataError("folder", `${files.optionQuotes.path}: unexpected entry ${name}`);
      const { right, strike, listedExpiry } = parsed;
      const localSymbol = occSymbol(this.#symbol, listedExpiry, right, strike);
      const listing = this.#book.add(
        shareOption(
          this.stock,
          { expiry: lastTradingDay(listedExpiry), strike, right },
          { localSymbol, minTick },
        ),
      );
      series.set(listing.conId, { listing, suffix: name.slice(name.indexOf("american_")) });
    }
    const day = { files, series };
    this.#days.set(date, day);
    return day;
  }

  /** A cent when any sampled price is off the nickel. */
  #sampleTick(quotes: LeanArchive): Money {
    const names = quotes.names();
    const step = Math.max(1, Math.floor(names.length / TICK_SAMPLES));
    const nickel = MONEY_PER_UNIT / 20;
    const offNickel = names
      .filter((_, index) => index % step === 0)
      .some((name) =>
        quotes
          .rows(name)
          .map((row) => parseQuoteBar(name, row))
          .some(({ bid, ask }) => (bid?.close ?? 0) % nickel !== 0 || (ask?.close ?? 0) % nickel !== 0),
      );
    return offNickel ? MONEY_PER_UNIT / 100 : nickel;
  }

  #timeline(conId: number, date: string): QuoteTape {
    const key = `${date} ${conId}`;
    const known = this.#timelines.get(key);
    if (known !== undefined) return known;
    const timeline = this.#build(conId, date);
    this.#timelines.set(key, timeline);
    this.#states += timeline.length;
    for (const [oldest, { length }] of this.#timelines) {
      if (this.#states <= STATES_MAX || oldest === key) break;
      this.#timelines.delete(oldest);
      this.#states -= length;
    }
    return timeline;
  }

  #build(conId: number, date: string): QuoteTape {
    const { files, series } = this.#day(date);
    const entry = series.get(conId);
    const isStock = conId === this.stock.conId;
    if (entry === undefined && !isStock) return NO_STATES;
    const quoteFile = isStock ? files.equityQuotes : files.optionQuotes;
    const tradeFile = isStock ? files.equityTrades : files.optionTrades;
    const name = (kind: string): string =>
      entry === undefined
        ? `${date.replaceAll("-", "")}_${this.#symbol.toLowerCase()}_minute_${kind}.csv`
        : this.#entryName(date, kind, entry.suffix);
    const quotes = quoteFile?.rows(name("quote")) ?? [];
    return buildTimeline({
      session: sessionOf(date),
      quotes: quotes.map((row) => parseQuoteBar(`${quoteFile?.path}: ${name("quote")}`, row)),
      trades: this.#trades(tradeFile, name("trade")),
      previousClose: this.#previousClose(date, conId),
      seed: this.#seed,
      conId,
    });
  }

  #trades(file: LeanArchive | null, name: string): TradeBar[] {
    if (file === null) return [];
    return file.rows(name).flatMap((row) => parseTradeBar(`${file.path}: ${name}`, row) ?? []);
  }

  /** The last trade of the day before, when its files are there. */
  #previousClose(date: string, conId: number): Money | null {
    const before = this.dates[this.dates.indexOf(date) - 1];
    if (before === undefined || nextTradingDay(before) !== date) return null;
    const timeline = this.#timeline(conId, before);
    return timeline.length === 0 ? null : (timeline.state(timeline.length - 1).quote.last?.price ?? null);
  }
}

import { exchangeDate, lastTradingDay, nextTradingDay, sessionOf } from "../calendar.ts";
import { ListingBook } from "../listing-book.ts";
import {
  type Listing,
  type OptionListing,
  occSymbol,
  shareListing,
  shareOption,
  type StockListing,
} from "../listing.ts";
import {
  type Dividend,
  EMPTY_QUOTE,
  type MarketPast,
  type MarketSource,
  type Quote,
  type QuoteState,
} from "../market.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { hashText } from "../random.ts";
import { parseOpenInterest, parseQuoteBar, parseTradeBar, type TradeBar } from "./bars.ts";
import {
  type LeanArchive,
  LeanDataError,
  leanDates,
  type LeanDay,
  leanRoot,
  leanSymbols,
  openLeanDay,
} from "./lean-files.ts";
import { buildTimeline } from "./timeline.ts";

/** Contracts whose timelines are kept; one of a busy series takes some 200 kB. */
const TIMELINES_MAX = 400;
/** Entries whose prices decide whether the options trade in cents or nickels. */
const TICK_SAMPLES = 60;
/** The rate for option computations; the federal funds rate lay between 0 and 0.5 % in the years of the files. */
const RATE = 0.005;

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

/** Quotes of one share and its options, replayed from LEAN's minute files, day after day while there are files. */
export class LeanMarket implements MarketSource {
  readonly description: string;
  readonly book = new ListingBook();
  readonly firstDate: string;
  readonly rate = RATE;
  readonly past: MarketPast;
  readonly #root: string;
  readonly #symbol: string;
  readonly #seed: number;
  readonly #dates: readonly string[];
  readonly #stock: StockListing;
  readonly #days = new Map<string, OpenDay>();
  readonly #timelines = new Map<string, readonly QuoteState[]>();

  /** Throws `LeanDataError` that names folder, symbol or date when there is no such data. */
  constructor(options: { folder: string; symbol: string; date: string; seed: string | number }) {
    this.#root = leanRoot(options.folder);
    this.#symbol = options.symbol.toUpperCase();
    this.#seed = hashText(String(options.seed));
    this.#dates = leanDates(this.#root, this.#symbol);
    if (this.#dates.length === 0) {
      throw new LeanDataError(
        "symbol",
        `no options of ${options.symbol}; there are ${leanSymbols(this.#root).join(", ")}`,
      );
    }
    if (!this.#dates.includes(options.date)) {
      throw new LeanDataError(
        "date",
        `no quotes of ${this.#symbol} on ${options.date}; there are ${this.#dates.join(", ")}`,
      );
    }
    this.firstDate = options.date;
    this.past = {
      stepMs: null,
      earliestDate: this.#dates[0] as string,
      hasDay: (date) => this.#dates.includes(date),
    };
    this.description = `lean ${this.#symbol} from ${options.date} seed ${options.seed}`;
    this.#stock = this.book.add(shareListing(this.#symbol, this.#symbol));
    this.#day(options.date);
  }

  dateAfter(date: string): string | null {
    const next = nextTradingDay(date);
    return this.#dates.includes(next) ? next : null;
  }

  listUpTo(date: string): void {
    if (this.#dates.includes(date)) this.#day(date);
  }

  chain(underlying: Listing, date: string): readonly OptionListing[] {
    if (underlying.conId !== this.#stock.conId || !this.#dates.includes(date)) return [];
    return [...this.#day(date).series.values()].map((entry) => entry.listing);
  }

  quote(conId: number, at: number): Quote {
    const states = this.#timeline(conId, this.#dateOf(at));
    const index = indexAfter(states, at);
    return states[index - 1]?.quote ?? EMPTY_QUOTE;
  }

  states(conId: number, after: number, upTo: number, statesMax: number): readonly QuoteState[] {
    const states = this.#timeline(conId, this.#dateOf(upTo));
    const end = indexAfter(states, upTo);
    return states.slice(Math.max(indexAfter(states, after), end - statesMax), end);
  }

  openInterest(conId: number, at: number): number | null {
    const { files, series } = this.#day(this.#dateOf(at));
    const entry = series.get(conId);
    if (entry === undefined || files.openInterest === null) return null;
    const name = this.#entryName(files.date, "openinterest", entry.suffix);
    const row = files.openInterest.rows(name)[0];
    return row === undefined ? null : parseOpenInterest(`${files.openInterest.path}: ${name}`, row);
  }

  /** The files know of none. */
  dividendOn(): null {
    return null;
  }

  dividends(): readonly Dividend[] {
    return [];
  }

  /** The last date with files at or before a moment. */
  #dateOf(at: number): string {
    const date = exchangeDate(at);
    return this.#dates.findLast((known) => known <= date) ?? this.firstDate;
  }

  #entryName(date: string, kind: string, suffix: string): string {
    return `${date.replaceAll("-", "")}_${this.#symbol.toLowerCase()}_minute_${kind}_${suffix}`;
  }

  #day(date: string): OpenDay {
    const known = this.#days.get(date);
    if (known !== undefined) return known;
    const files = openLeanDay(this.#root, this.#symbol, date);
    const minTick = this.#sampleTick(files.optionQuotes);
    const series = new Map<number, SeriesEntry>();
    for (const name of files.optionQuotes.names()) {
      const parsed = optionName(name);
      if (parsed === null)
        throw new LeanDataError("folder", `${files.optionQuotes.path}: unexpected entry ${name}`);
      const { right, strike, listedExpiry } = parsed;
      const localSymbol = occSymbol(this.#symbol, listedExpiry, right, strike);
      const listing = this.book.add(
        shareOption(
          this.#stock,
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

  #timeline(conId: number, date: string): readonly QuoteState[] {
    const key = `${date} ${conId}`;
    const known = this.#timelines.get(key);
    if (known !== undefined) {
      this.#timelines.delete(key);
      this.#timelines.set(key, known);
      return known;
    }
    const timeline = this.#build(conId, date);
    if (this.#timelines.size >= TIMELINES_MAX) {
      const oldest = this.#timelines.keys().next().value;
      if (oldest !== undefined) this.#timelines.delete(oldest);
    }
    this.#timelines.set(key, timeline);
    return timeline;
  }

  #build(conId: number, date: string): readonly QuoteState[] {
    const { files, series } = this.#day(date);
    const entry = series.get(conId);
    const isStock = conId === this.#stock.conId;
    if (entry === undefined && !isStock) return [];
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
    const before = this.#dates[this.#dates.indexOf(date) - 1];
    if (before === undefined || nextTradingDay(before) !== date) return null;
    return this.#timeline(conId, before).at(-1)?.quote.last?.price ?? null;
  }
}

/** The number of states at or before a moment. */
function indexAfter(states: readonly QuoteState[], at: number): number {
  let [low, high] = [0, states.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((states[middle] as QuoteState).at <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

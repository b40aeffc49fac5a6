import { type QuoteRecording, readQuotes } from "../../recording/quotes/read-quotes.ts";
import type { RecordedLine } from "../../recording/quotes/recorded-line.ts";
import { RecordingError } from "../../recording/recording-error.ts";
import {
  exchangeDate,
  isCalendarDate,
  isTradingDay,
  newYorkInstant,
  nextTradingDay,
  sessionOf,
} from "../calendar.ts";
import type { ListingBook } from "../listing-book.ts";
import { type Listing, type OptionListing, underlyingIdOf } from "../listing.ts";
import {
  type Dividend,
  EMPTY_QUOTE,
  type MarketPast,
  type MarketSource,
  type Quote,
  type QuoteState,
} from "../market.ts";
import type { QuoteTape } from "../quote-tape.ts";
import { computedTape, tapeOf } from "./leading-lines.ts";
import { RecordedListings } from "./recorded-listings.ts";

/** No recording says at which rate its computations were made. */
const RATE = 0.04;

/** Subscriptions that are of use, by contract. Options come last, as others may be what they are on. */
function linesByContract(recording: QuoteRecording, listings: RecordedListings): Map<number, RecordedLine[]> {
  const lines = recording.lines
    .filter((line) => line.isOfUse)
    .toSorted((a, b) => Number(a.contract.secType === "OPT") - Number(b.contract.secType === "OPT"));
  return Map.groupBy(lines, (line) => listings.listingOf(line).conId);
}

function tapesOf(lines: ReadonlyMap<number, RecordedLine[]>, book: ListingBook): Map<number, QuoteTape> {
  const tapes = new Map<number, QuoteTape>();
  for (const [conId, own] of lines) tapes.set(conId, tapeOf(own));
  const ofOptions = [...lines].flatMap(([conId, own]) => {
    const listing = book.get(conId);
    return listing?.kind === "option"
      ? own.map((line) => ({ underlying: underlyingIdOf(listing), line }))
      : [];
  });
  for (const [underlying, found] of Map.groupBy(ofOptions, (one) => one.underlying)) {
    if ((tapes.get(underlying)?.length ?? 0) > 0) continue;
    tapes.set(underlying, computedTape(found.map(({ line }) => line)));
  }
  return tapes;
}

/** The trading days of whose session the recording has a part, with a quote of that day. */
function datesOf({ file, start, end }: QuoteRecording, tapes: readonly QuoteTape[]): string[] {
  const [first, last] = [exchangeDate(start), exchangeDate(end)];
  const shown = `${new Date(start).toISOString()} to ${new Date(end).toISOString()}`;
  if (!isCalendarDate(first) || !isCalendarDate(last)) {
    throw new RecordingError(file, null, `at: ${shown} is not within the exchange's calendar`);
  }
  const dates: string[] = [];
  for (
    let date = isTradingDay(first) ? first : nextTradingDay(first);
    date <= last;
    date = nextTradingDay(date)
  ) {
    const { open, close } = sessionOf(date);
    if (end < open || start >= close) continue;
    const before = newYorkInstant(date, 0) - 1;
    if (tapes.some((tape) => tape.countUntil(close - 1) > tape.countUntil(before))) dates.push(date);
  }
  if (dates.length > 0) return dates;
  throw new RecordingError(file, null, `at: no quote within a session of the exchange, from ${shown}`);
}

/**
 * Quotes of a recording, at their recorded times: each is a function of contract and moment, as everywhere. After its
 * end, and while nobody had subscribed, a quote stays as it was told last.
 */
export class RecordedMarket implements MarketSource {
  readonly description: string;
  readonly book: ListingBook;
  readonly firstDate: string;
  readonly rate = RATE;
  readonly past: MarketPast;
  /** When the recording began. */
  readonly start: number;
  readonly #listings: RecordedListings;
  readonly #tapes: ReadonlyMap<number, QuoteTape>;
  readonly #openInterest = new Map<number, number>();
  readonly #dates: readonly string[];

  private constructor(recording: QuoteRecording, log: (line: string) => void) {
    this.#listings = new RecordedListings(recording);
    this.book = this.#listings.book;
    const lines = linesByContract(recording, this.#listings);
    this.#tapes = tapesOf(lines, this.book);
    for (const [conId, own] of lines) {
      const told = own.find(({ openInterest }) => openInterest !== null)?.openInterest ?? null;
      if (told !== null) this.#openInterest.set(conId, told);
    }
    this.#dates = datesOf(recording, [...this.#tapes.values()]);
    this.start = recording.start;
    this.firstDate = this.#dates[0] as string;
    this.past = {
      stepMs: null,
      earliestDate: this.firstDate,
      hasDay: (day) => this.#dates.includes(day),
    };
    const { createdAt } = recording.header;
    this.description = `recording of ${createdAt}, ${recording.entries} entries`;
    this.#tell(recording, log);
  }

  /** Rejects with `RecordingError` for a file that cannot be a market. `log` is told what was found. */
  static async open(file: string, log: (line: string) => void): Promise<RecordedMarket> {
    return new RecordedMarket(await readQuotes(file, log), log);
  }

  dateAfter(date: string): string | null {
    return this.#dates.find((known) => known > date) ?? null;
  }

  /** Everything is listed from the start. */
  listUpTo(): void {
    return undefined;
  }

  chain(underlying: Listing, date: string): readonly OptionListing[] {
    return this.#listings.chain(underlying, date);
  }

  quote(conId: number, at: number): Quote {
    return this.#tapes.get(conId)?.quoteAt(at) ?? EMPTY_QUOTE;
  }

  states(conId: number, after: number, upTo: number, statesMax: number): readonly QuoteState[] {
    const states = this.#tapes.get(conId)?.statesBetween(after, upTo) ?? [];
    return states.length > statesMax ? states.slice(states.length - statesMax) : states;
  }

  openInterest(conId: number): number | null {
    return this.#openInterest.get(conId) ?? null;
  }

  /** What a recording tells of dividends is not read. */
  dividendOn(): null {
    return null;
  }

  dividends(): readonly Dividend[] {
    return [];
  }

  #tell({ file, end }: QuoteRecording, log: (line: string) => void): void {
    const states = [...this.#tapes.values()].reduce((sum, { length }) => sum + length, 0);
    const [from, to] = [this.start, end].map((at) => new Date(at).toISOString());
    log(`Market of ${file}: ${states} changes of ${this.#tapes.size} contracts from ${from} to ${to}`);
    const { unlisted } = this.#listings;
    const [first] = unlisted;
    if (first === undefined) return;
    const [conId, reason] = first;
    log(`${unlisted.size} contracts of it are not listed, such as ${conId}: ${reason}`);
  }
}

import { exchangeDate, nextTradingDay, sessionOf } from "../venue/calendar.ts";
import { ListingBook } from "../venue/listing-book.ts";
import type { Listing, OptionListing } from "../venue/listing.ts";
import {
  type Dividend,
  EMPTY_QUOTE,
  type MarketPast,
  type MarketSource,
  type Quote,
  type QuoteState,
} from "../venue/market.ts";
import { type Money, moneyFromUnits } from "../venue/money.ts";

/** A contract's prices, in whole units: of each session its opening and what it trades at from then on. */
export type ScriptedDays = Readonly<Record<string, { readonly open: number; readonly price: number }>>;

/** A market whose prices and dividends a spec writes down, day by day. */
export class ScriptedMarket implements MarketSource {
  readonly description = "scripted";
  readonly book = new ListingBook();
  readonly firstDate: string;
  readonly rate = 0.04;
  readonly past: MarketPast;
  readonly #days = new Map<number, ScriptedDays>();
  readonly #dividends = new Map<string, Money>();

  constructor(firstDate: string) {
    this.firstDate = firstDate;
    this.past = { stepMs: 1000, earliestDate: firstDate, hasDay: (date) => date >= firstDate };
  }

  list<L extends Listing>(listing: L, days: ScriptedDays): L {
    const listed = this.book.add(listing);
    this.#days.set(listed.conId, days);
    return listed;
  }

  pay(conId: number, exDate: string, perShare: number): void {
    this.#dividends.set(`${conId} ${exDate}`, moneyFromUnits(perShare));
  }

  dividendOn(conId: number, date: string): Money | null {
    return this.#dividends.get(`${conId} ${date}`) ?? null;
  }

  dividends(conId: number, after: string, upTo: string): readonly Dividend[] {
    return [...this.#dividends]
      .map(([key, amount]) => ({ id: key.slice(0, -11), exDate: key.slice(-10), amount }))
      .filter(({ id, exDate }) => id === String(conId) && exDate > after && exDate <= upTo)
      .map(({ exDate, amount }) => ({ exDate, amount }))
      .toSorted((a, b) => (a.exDate < b.exDate ? -1 : 1));
  }

  /** Everything is listed from the start. */
  listUpTo(): void {
    return undefined;
  }

  dateAfter(date: string): string {
    return nextTradingDay(date);
  }

  chain(underlying: Listing, date: string): readonly OptionListing[] {
    return this.book.options(underlying.conId).filter(({ expiry }) => expiry >= date);
  }

  quote(conId: number, at: number): Quote {
    const date = exchangeDate(at);
    const day = this.#days.get(conId)?.[date];
    if (day === undefined) return EMPTY_QUOTE;
    const open = moneyFromUnits(day.open);
    const price = at <= sessionOf(date).open ? open : moneyFromUnits(day.price);
    return { ...EMPTY_QUOTE, open, last: { price, size: 1, at } };
  }

  states(): readonly QuoteState[] {
    return [];
  }

  openInterest(): number | null {
    return null;
  }
}

import { addDays, exchangeDate, wireDate } from "../venue/calendar.ts";
import type { Listing } from "../venue/listing.ts";
import { markOf, type Quote } from "../venue/market.ts";
import { moneyToUnits } from "../venue/money.ts";
import type { Send } from "./send.ts";
import { dailyBars, historicalVolatility, impliedVolatilityOf } from "./daily-figures.ts";
import type { Bar } from "../venue/history/bars.ts";
import type { Work } from "./sliced-work.ts";
import type { MarketFeed } from "./market-feed.ts";
import { GENERIC_TICKS } from "./tick-types.ts";

/** Figures of a day or a chain are looked at this often in real time. */
const SLOW_MS = 30_000;
const WEEKS_13 = 91;
const YEAR = 365;
const MONTH = 45;
/** More than three: at least 1000 shares can be borrowed [D]. The venue lends what is asked for. */
const SHORTABLE = 3;
const SHORTABLE_SHARES = 1_000_000;

/** What a request's generic tick list adds to a line; numbers that the venue has nothing for are passed over. */
export class GenericTicks {
  readonly #requestId: number;
  readonly #listing: Listing;
  readonly #feed: MarketFeed;
  readonly #send: Send;
  readonly #work: Work;
  readonly #asked: ReadonlySet<string>;
  readonly #sent = new Map<number, number | string>();
  #lookedAt = -Infinity;
  #tradedAt: number | null = null;
  #traded = { value: 0, volume: 0 };
  #dropWork: () => void = () => undefined;

  constructor(parts: {
    readonly requestId: number;
    readonly listing: Listing;
    readonly feed: MarketFeed;
    readonly send: Send;
    readonly work: Work;
    readonly genericTicks: string;
  }) {
    this.#requestId = parts.requestId;
    this.#listing = parts.listing;
    this.#feed = parts.feed;
    this.#send = parts.send;
    this.#work = parts.work;
    // An entry may name its news providers after a colon.
    this.#asked = new Set(parts.genericTicks.split(",").map((tick) => (tick.split(":")[0] ?? "").trim()));
  }

  /** The line has ended. */
  end(): void {
    this.#dropWork();
  }

  /** What goes with a state of the quote: each trade, and the mark. */
  state(quote: Quote): void {
    if (this.#asked.has("233") || this.#asked.has("375")) this.#timeAndSales(quote);
    if (!this.#asked.has("221") && !this.#asked.has("232")) return;
    const mark = markOf(quote);
    if (mark === null || this.#sent.get(GENERIC_TICKS.markPrice) === mark) return;
    this.#sent.set(GENERIC_TICKS.markPrice, mark);
    const price = moneyToUnits(mark);
    const tickType = GENERIC_TICKS.markPrice;
    this.#send("tickPrice", { requestId: this.#requestId, tickType, price, size: 0, attributes: 0 });
  }

  /** What does not move with each quote. */
  push(at: number, real: number): void {
    if (real - this.#lookedAt < SLOW_MS && real >= this.#lookedAt) return;
    const first = this.#lookedAt === -Infinity;
    this.#lookedAt = real;
    if (this.#asked.has("100") || this.#asked.has("101")) this.#optionFigures(at, real);
    if (this.#asked.has("106")) this.#volatility(GENERIC_TICKS.impliedVolatility, this.#implied(at));
    if (!first) return;
    // A year has many days: they come in the course of time.
    this.#dropWork = this.#work(this.#figuresOfDays(at));
    if (this.#asked.has("236")) this.#shortable();
    if (this.#asked.has("456")) this.#dividends(at);
  }

  /** `price;size;time;volume of the day;its average price;by one market maker` [D]. */
  #timeAndSales({ last, volume }: Quote): void {
    if (last === null || last.at === this.#tradedAt) return;
    this.#tradedAt = last.at;
    this.#traded.value += last.price * last.size;
    this.#traded.volume += last.size;
    const average = this.#traded.volume > 0 ? this.#traded.value / this.#traded.volume : last.price;
    const value = [moneyToUnits(last.price), last.size, last.at, volume, moneyToUnits(average), true].join(
      ";",
    );
    for (const [tick, tickType] of [
      ["233", GENERIC_TICKS.timeAndSales],
      ["375", GENERIC_TICKS.tradeTimeAndSales],
    ] as const) {
      if (this.#asked.has(tick)) this.#send("tickString", { requestId: this.#requestId, tickType, value });
    }
  }

  #optionFigures(at: number, real: number): void {
    const { callVolume, putVolume, callOpenInterest, putOpenInterest } = GENERIC_TICKS;
    const figures = this.#figuresOfOptions(at, real);
    if (figures === null) return;
    if (this.#asked.has("100")) {
      this.#size(callVolume, figures.callVolume);
      this.#size(putVolume, figures.putVolume);
    }
    if (this.#asked.has("101")) {
      this.#size(callOpenInterest, figures.callOpenInterest);
      this.#size(putOpenInterest, figures.putOpenInterest);
    }
  }

  /** An option's own, 0 for the other right; of anything else those of its chain. */
  #figuresOfOptions(at: number, real: number) {
    const listing = this.#listing;
    const { source } = this.#feed;
    if (listing.kind !== "option") {
      const date = exchangeDate(at);
      return source.chain(listing, date).length === 0 ? null : this.#feed.chainTotal(listing, date, at, real);
    }
    const { volume } = source.quote(listing.conId, at);
    const openInterest = source.openInterest(listing.conId, at);
    const isCall = listing.right === "call";
    return {
      callVolume: isCall ? volume : 0,
      putVolume: isCall ? 0 : volume,
      callOpenInterest: openInterest === null ? null : isCall ? openInterest : 0,
      putOpenInterest: openInterest === null ? null : isCall ? 0 : openInterest,
    };
  }

  #implied(at: number): number | null {
    return impliedVolatilityOf(this.#feed.source, this.#listing, at);
  }

  *#figuresOfDays(at: number): Generator<number, void> {
    const { source } = this.#feed;
    if (this.#listing.kind === "option") return;
    if (this.#asked.has("104")) {
      const month = yield* dailyBars(source, this.#listing, at, MONTH);
      const volatility = historicalVolatility(month.map(({ close }) => close));
      this.#volatility(GENERIC_TICKS.historicalVolatility, volatility);
    }
    if (this.#asked.has("165")) this.#ranges(at, yield* dailyBars(source, this.#listing, at, YEAR));
  }

  #ranges(at: number, bars: readonly Bar[]): void {
    const today = exchangeDate(at);
    for (const [days, low, high] of [
      [WEEKS_13, GENERIC_TICKS.low13Weeks, GENERIC_TICKS.high13Weeks],
      [2 * WEEKS_13, GENERIC_TICKS.low26Weeks, GENERIC_TICKS.high26Weeks],
      [YEAR, GENERIC_TICKS.low52Weeks, GENERIC_TICKS.high52Weeks],
    ] as const) {
      const since = addDays(today, -days);
      const within = bars.filter(({ date }) => date >= since);
      if (within.length === 0) continue;
      this.#price(low, Math.min(...within.map((bar) => bar.low)));
      this.#price(high, Math.max(...within.map((bar) => bar.high)));
    }
    const quarter = bars.slice(-63);
    if (quarter.length === 0) return;
    const volume = quarter.reduce((sum, bar) => sum + bar.volume, 0) / quarter.length;
    this.#size(GENERIC_TICKS.averageVolume, Math.round(volume));
  }

  #shortable(): void {
    if (this.#listing.kind !== "stock") return;
    this.#generic(GENERIC_TICKS.shortable, SHORTABLE);
    this.#size(GENERIC_TICKS.shortableShares, SHORTABLE_SHARES);
  }

  /** `paid in the last year,to be paid in the next,next date,next amount` [D]. */
  #dividends(at: number): void {
    const today = exchangeDate(at);
    const { source } = this.#feed;
    const { conId } = this.#listing;
    const sum = (dividends: readonly { amount: number }[]): number =>
      moneyToUnits(dividends.reduce((total, { amount }) => total + amount, 0));
    const past = source.dividends(conId, addDays(today, -YEAR), today);
    const coming = source.dividends(conId, today, addDays(today, YEAR));
    const [next] = coming;
    if (next === undefined && past.length === 0) return;
    const [date, amount] =
      next === undefined ? ["", ""] : [wireDate(next.exDate), String(moneyToUnits(next.amount))];
    const value = [sum(past), sum(coming), date, amount].join(",");
    this.#send("tickString", { requestId: this.#requestId, tickType: GENERIC_TICKS.dividends, value });
  }

  #volatility(tickType: number, value: number | null): void {
    if (value !== null && this.#listing.kind !== "option") this.#generic(tickType, value);
  }

  #generic(tickType: number, value: number): void {
    if (this.#sent.get(tickType) === value) return;
    this.#sent.set(tickType, value);
    this.#send("tickGeneric", { requestId: this.#requestId, tickType, value });
  }

  #size(tickType: number, size: number | null): void {
    if (size === null || this.#sent.get(tickType) === size) return;
    this.#sent.set(tickType, size);
    this.#send("tickSize", { requestId: this.#requestId, tickType, size });
  }

  #price(tickType: number, money: number): void {
    const price = moneyToUnits(money);
    this.#send("tickPrice", { requestId: this.#requestId, tickType, price, size: 0, attributes: 0 });
  }
}

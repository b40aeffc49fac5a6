import { exchangeDate, previousTradingDay, sessionOf } from "../calendar.ts";
import { lastTradeInstant } from "../last-trade.ts";
import type { OptionListing } from "../listing.ts";
import type { Dividend, Quote, QuoteSide } from "../market.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { optionTerms, theoreticalValue } from "../option-pricing.ts";
import { roundToIncrement, ruleOf } from "../price-increment.ts";
import { between, uniform } from "../random.ts";
import { type Instrument, noDividends, type OptionClass } from "./instrument.ts";
import { type PriceSource, SPOT_STEP_MS } from "./spot-path.ts";
import { surfaceVolatility } from "./volatility-surface.ts";

/** Series within this distance from the start price are quoted anew each half second, others less often. */
const NEAR_MONEY = 0.08;
const NEAR_QUOTE_MS = 2 * SPOT_STEP_MS;
const FAR_QUOTE_MS = 8 * SPOT_STEP_MS;
/** A side that is missing for a while is missing for this long. */
const OUTAGE_MS = 30_000;
const BID_OUTAGE = 0.05;
const ASK_OUTAGE = 0.03;
const KEPT_DIVIDENDS_MAX = 512;
const NO_DIVIDENDS = noDividends();

/** The moments that a series' quote depends on: when it was quoted last, and how often it has traded today. */
interface Slot {
  readonly quoted: number;
  readonly trades: number;
}

/** What of a series does not change with time, and its quote of last. */
interface Series {
  readonly option: OptionListing;
  readonly near: boolean;
  /** 0 for the most liquid series, 1 for the least. */
  readonly illiquidity: number;
  readonly tradePeriod: number;
  readonly endsAt: number;
  kept: (Slot & { readonly quote: Quote }) | null;
  /** What the series was worth at the close before a day. */
  close: { readonly open: number; readonly price: Money } | null;
}

/** Quotes of one class of options around Black-Scholes values on the volatility surface. */
export class OptionQuotes {
  readonly #seed: number;
  readonly #instrument: Instrument;
  readonly #class: OptionClass;
  readonly #path: PriceSource;
  readonly #rate: number;
  readonly #series = new Map<number, Series>();
  readonly #dividends = new Map<string, readonly Dividend[]>();

  constructor(parts: {
    seed: number;
    instrument: Instrument;
    optionClass: OptionClass;
    path: PriceSource;
    rate: number;
  }) {
    this.#seed = parts.seed;
    this.#instrument = parts.instrument;
    this.#class = parts.optionClass;
    this.#path = parts.path;
    this.#rate = parts.rate;
  }

  /** Whether a series' quote is the same at two moments of a day. */
  isSame(option: OptionListing, a: number, b: number): boolean {
    const series = this.#of(option);
    const { open, close } = sessionOf(exchangeDate(b));
    if (a < open) return false;
    const [before, after] = [this.#slot(series, a, open, close), this.#slot(series, b, open, close)];
    return before.quoted === after.quoted && before.trades === after.trades;
  }

  /** Null once the series trades no more. */
  quote(option: OptionListing, at: number): Quote | null {
    const series = this.#of(option);
    if (at > series.endsAt) return null;
    const { open, close } = sessionOf(exchangeDate(at));
    const slot = this.#slot(series, at, open, close);
    const { kept } = series;
    if (kept !== null && kept.quoted === slot.quoted && kept.trades === slot.trades) return kept.quote;
    const quote = this.#compute(series, at, slot, open);
    series.kept = { ...slot, quote };
    return quote;
  }

  openInterest(option: OptionListing): number {
    const distance = Math.abs(Math.log(option.strike / this.#instrument.startPrice));
    const round = option.strike % (5 * this.#class.strikeStep) === 0 ? 3 : 1;
    const level = 2500 * round * Math.exp(-12 * distance);
    return Math.floor(level * (0.1 + 1.8 * uniform(this.#seed, option.conId, 11)));
  }

  #of(option: OptionListing): Series {
    const known = this.#series.get(option.conId);
    if (known !== undefined) return known;
    const distance = Math.abs(Math.log(option.strike / this.#instrument.startPrice));
    const illiquidity = Math.min(1, 4 * distance * (0.5 + uniform(this.#seed, option.conId, 12)));
    const series: Series = {
      option,
      near: distance < NEAR_MONEY,
      illiquidity,
      tradePeriod: 4000 + 180_000 * illiquidity,
      endsAt: lastTradeInstant(option),
      kept: null,
      close: null,
    };
    this.#series.set(option.conId, series);
    return series;
  }

  #slot({ option, near, tradePeriod }: Series, at: number, open: number, close: number): Slot {
    const within = Math.min(Math.max(at, open), close - 1) - open;
    const period = near ? NEAR_QUOTE_MS : FAR_QUOTE_MS;
    const phase = SPOT_STEP_MS * (option.conId % (period / SPOT_STEP_MS));
    const quoted = open + Math.max(0, Math.floor((within - phase) / period) * period + phase);
    return { quoted, trades: Math.floor(within / tradePeriod) };
  }

  #compute(series: Series, at: number, { quoted, trades }: Slot, open: number): Quote {
    const { option, tradePeriod } = series;
    const tradedAt = Math.floor(open + trades * tradePeriod);
    const bid = this.#side(series, quoted, "bid");
    const ask = this.#side(series, quoted, "ask");
    const lastSide = uniform(this.#seed, option.conId, trades, 13) < 0.5 ? "bid" : "ask";
    const lastPrice = trades === 0 ? null : this.#side(series, tradedAt, lastSide)?.price;
    return {
      bid,
      ask,
      last:
        lastPrice === null || lastPrice === undefined
          ? null
          : { price: lastPrice, size: between(1, 9, this.#seed, option.conId, trades, 14), at: tradedAt },
      volume: lastPrice === null ? 0 : 5 * trades,
      open: null,
      high: null,
      low: null,
      previousClose: this.#previousClose(series, at, open),
    };
  }

  #previousClose(series: Series, at: number, open: number): Money {
    if (series.close?.open === open) return series.close.price;
    const previous = sessionOf(previousTradingDay(exchangeDate(at))).close;
    const close = this.#value(series.option, this.#path.at(at).previousClose, previous);
    const price = roundToIncrement(ruleOf(series.option), close, "up");
    series.close = { open, price };
    return price;
  }

  #dividendsUntil(expiry: string, at: number): readonly Dividend[] {
    if (this.#instrument.dividends === noDividends) return NO_DIVIDENDS;
    const date = exchangeDate(at);
    const key = `${date} ${expiry}`;
    const known = this.#dividends.get(key);
    if (known !== undefined) return known;
    if (this.#dividends.size >= KEPT_DIVIDENDS_MAX) this.#dividends.clear();
    const dividends = this.#instrument.dividends(date, expiry);
    this.#dividends.set(key, dividends);
    return dividends;
  }

  /** Theoretical value at a price of the underlying, as money. */
  #value(option: OptionListing, spot: number, at: number): number {
    const dividends = this.#dividendsUntil(option.expiry, at);
    const terms = optionTerms(option, spot, at, this.#rate, dividends);
    const { strike, years } = terms.input;
    const volatility = surfaceVolatility({
      seed: this.#seed,
      base: this.#instrument.volatility,
      spot,
      referenceSpot: this.#instrument.startPrice / MONEY_PER_UNIT,
      strike,
      years,
      at,
    });
    return theoreticalValue(option, terms, volatility, at, dividends) * MONEY_PER_UNIT;
  }

  #side(series: Series, at: number, side: "bid" | "ask"): QuoteSide | null {
    const { option, illiquidity } = series;
    const outage = uniform(this.#seed, option.conId, Math.floor(at / OUTAGE_MS), side === "bid" ? 15 : 16);
    if (illiquidity > 0.5 && outage < (side === "bid" ? BID_OUTAGE : ASK_OUTAGE)) return null;
    const value = this.#value(option, this.#path.priceAt(at), at);
    const half =
      this.#class.widthFactor *
      (0.006 * MONEY_PER_UNIT + value * (0.006 + 0.02 * illiquidity) + 0.02 * illiquidity * MONEY_PER_UNIT);
    const rule = ruleOf(option);
    const price: Money =
      side === "bid"
        ? roundToIncrement(rule, value - half, "down")
        : roundToIncrement(rule, value + half, "up");
    if (price <= 0) return null;
    const sizeKey = Math.floor(at / 1000);
    const size = between(
      1,
      illiquidity > 0.5 ? 20 : 80,
      this.#seed,
      option.conId,
      sizeKey,
      side === "bid" ? 17 : 18,
    );
    return { price, size };
  }
}

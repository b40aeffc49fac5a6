import { blackScholesPrice } from "@legbook/domain/pricing";
import { exchangeDate, previousTradingDay, sessionOf, yearsToExpiry } from "../calendar.ts";
import type { OptionListing } from "../listing.ts";
import type { Quote, QuoteSide } from "../market.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { roundToIncrement, ruleOf } from "../price-increment.ts";
import { between, uniform } from "../random.ts";
import { SPOT_STEP_MS, type SpotPath } from "./spot-path.ts";
import type { Underlying } from "./underlyings.ts";
import { surfaceVolatility } from "./volatility-surface.ts";

/** Series within this distance from the start price are quoted anew each half second, others less often. */
const NEAR_MONEY = 0.08;
const NEAR_QUOTE_MS = 2 * SPOT_STEP_MS;
const FAR_QUOTE_MS = 8 * SPOT_STEP_MS;
/** A side that is missing for a while is missing for this long. */
const OUTAGE_MS = 30_000;
const BID_OUTAGE = 0.05;
const ASK_OUTAGE = 0.03;
const KEPT_QUOTES_MAX = 20_000;

interface Kept {
  readonly slot: string;
  readonly quote: Quote;
}

/** Quotes of one share's options around Black-Scholes values on the volatility surface. */
export class OptionQuotes {
  readonly #seed: number;
  readonly #underlying: Underlying;
  readonly #path: SpotPath;
  readonly #rate: number;
  readonly #kept = new Map<number, Kept>();

  constructor(parts: { seed: number; underlying: Underlying; path: SpotPath; rate: number }) {
    this.#seed = parts.seed;
    this.#underlying = parts.underlying;
    this.#path = parts.path;
    this.#rate = parts.rate;
  }

  /** Moments with the same slot have the same quote. */
  slot(option: OptionListing, at: number): string {
    const times = this.#times(option, at);
    return `${times.quoted}/${times.trades}`;
  }

  /** Null once the series has expired. */
  quote(option: OptionListing, at: number): Quote | null {
    if (yearsToExpiry(at, option.expiry) === 0 && at > sessionOf(exchangeDate(at)).close) return null;
    const slot = this.slot(option, at);
    const kept = this.#kept.get(option.conId);
    if (kept?.slot === slot) return kept.quote;
    if (this.#kept.size >= KEPT_QUOTES_MAX) this.#kept.clear();
    const quote = this.#compute(option, at);
    this.#kept.set(option.conId, { slot, quote });
    return quote;
  }

  openInterest(option: OptionListing): number {
    const distance = Math.abs(Math.log(option.strike / this.#underlying.startPrice));
    const round = option.strike % (5 * this.#underlying.strikeStep) === 0 ? 3 : 1;
    const level = 2500 * round * Math.exp(-12 * distance);
    return Math.floor(level * (0.1 + 1.8 * uniform(this.#seed, option.conId, 11)));
  }

  /** 0 for the most liquid series, 1 for the least. */
  #illiquidity(option: OptionListing): number {
    const distance = Math.abs(Math.log(option.strike / this.#underlying.startPrice));
    return Math.min(1, 4 * distance * (0.5 + uniform(this.#seed, option.conId, 12)));
  }

  #times(option: OptionListing, at: number): { quoted: number; trades: number; tradedAt: number } {
    const { open, close } = sessionOf(exchangeDate(at));
    const within = Math.min(Math.max(at, open), close - 1) - open;
    const near = Math.abs(Math.log(option.strike / this.#underlying.startPrice)) < NEAR_MONEY;
    const period = near ? NEAR_QUOTE_MS : FAR_QUOTE_MS;
    const phase = SPOT_STEP_MS * (option.conId % (period / SPOT_STEP_MS));
    const quoted = open + Math.max(0, Math.floor((within - phase) / period) * period + phase);
    const tradePeriod = 4000 + 180_000 * this.#illiquidity(option);
    const trades = Math.floor(within / tradePeriod);
    return { quoted, trades, tradedAt: Math.floor(open + trades * tradePeriod) };
  }

  #compute(option: OptionListing, at: number): Quote {
    const { quoted, trades, tradedAt } = this.#times(option, at);
    const bid = this.#side(option, quoted, "bid");
    const ask = this.#side(option, quoted, "ask");
    const lastSide = uniform(this.#seed, option.conId, trades, 13) < 0.5 ? "bid" : "ask";
    const lastPrice = trades === 0 ? null : this.#side(option, tradedAt, lastSide)?.price;
    const date = exchangeDate(at);
    const previous = sessionOf(previousTradingDay(date)).close;
    const close = this.#value(option, this.#path.at(quoted).previousClose, previous);
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
      previousClose: roundToIncrement(ruleOf(option), close, "up"),
    };
  }

  /** Theoretical value at a price of the share, as money. */
  #value(option: OptionListing, spot: number, at: number): number {
    const strike = option.strike / MONEY_PER_UNIT;
    const years = yearsToExpiry(at, option.expiry);
    const volatility = surfaceVolatility({
      seed: this.#seed,
      base: this.#underlying.volatility,
      spot,
      referenceSpot: this.#underlying.startPrice / MONEY_PER_UNIT,
      strike,
      years,
      at,
    });
    const input = {
      right: option.right,
      spot,
      strike,
      years,
      rate: this.#rate,
      dividendYield: 0,
      volatility,
    };
    return blackScholesPrice(input) * MONEY_PER_UNIT;
  }

  #side(option: OptionListing, at: number, side: "bid" | "ask"): QuoteSide | null {
    const illiquidity = this.#illiquidity(option);
    const outage = uniform(this.#seed, option.conId, Math.floor(at / OUTAGE_MS), side === "bid" ? 15 : 16);
    if (illiquidity > 0.5 && outage < (side === "bid" ? BID_OUTAGE : ASK_OUTAGE)) return null;
    const value = this.#value(option, this.#path.at(at).price, at);
    const half =
      this.#underlying.widthFactor *
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

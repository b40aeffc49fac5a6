import {
  blackScholesPrice,
  greeks,
  impliedVolatility,
  thetaPerDay,
  vegaPerPoint,
} from "@legbook/domain/pricing";
import { exchangeDate } from "../venue/calendar.ts";
import type { OptionListing } from "../venue/listing.ts";
import { type MarketSource, markOf, type Quote } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";
import { optionTerms, type OptionTerms } from "../venue/option-pricing.ts";

/** The tick type of what a client has computed. */
export const CUSTOM_COMPUTATION = 53;

/** Values that TWS sends for what it has not computed [M]. */
const UNKNOWN_VOLATILITY = -1;
const UNKNOWN_PRICE = -1;
const UNKNOWN_GREEK = -2;

export interface ComputationValues {
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly price: number;
  readonly dividendValue: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly underlyingPrice: number;
}

function termsAt(source: MarketSource, option: OptionListing, spot: number, at: number): OptionTerms {
  const dividends = source.dividends(option.underlyingConId, exchangeDate(at), option.expiry);
  return optionTerms(option, spot, at, source.rate, dividends);
}

function uncomputed(price: number | null, spot: number | null): ComputationValues {
  return {
    impliedVolatility: UNKNOWN_VOLATILITY,
    delta: UNKNOWN_GREEK,
    price: price ?? UNKNOWN_PRICE,
    dividendValue: price === null ? UNKNOWN_PRICE : 0,
    gamma: UNKNOWN_GREEK,
    vega: UNKNOWN_GREEK,
    theta: UNKNOWN_GREEK,
    underlyingPrice: spot ?? UNKNOWN_PRICE,
  };
}

/** Vega for a point of volatility and theta for a day, as TWS sends them [D]. */
function computed(terms: OptionTerms, spot: number, volatility: number, price: number): ComputationValues {
  const sensitivity = greeks({ ...terms.input, volatility });
  return {
    impliedVolatility: volatility,
    delta: sensitivity.delta,
    price,
    dividendValue: terms.presentDividends,
    gamma: sensitivity.gamma,
    vega: vegaPerPoint(sensitivity),
    theta: thetaPerDay(sensitivity),
    underlyingPrice: spot,
  };
}

/**
 * Volatility and greeks of a price; unknown where the price has none (below intrinsic value, no underlying). European
 * on the share without its dividends, for American options too [U].
 */
export function computeAtPrice(
  source: MarketSource,
  option: OptionListing,
  price: number | null,
  spot: number | null,
  at: number,
): ComputationValues {
  if (price === null || spot === null || spot <= 0) return uncomputed(price, spot);
  const terms = termsAt(source, option, spot, at);
  const result = impliedVolatility({ ...terms.input, price });
  return result.kind === "failed" ? uncomputed(price, spot) : computed(terms, spot, result.volatility, price);
}

/** Value and greeks at a volatility. */
export function computeAtVolatility(
  source: MarketSource,
  option: OptionListing,
  volatility: number,
  spot: number,
  at: number,
): ComputationValues {
  const terms = termsAt(source, option, spot, at);
  if (!(volatility > 0) || !(spot > 0)) return uncomputed(null, spot);
  return computed(terms, spot, volatility, blackScholesPrice({ ...terms.input, volatility }));
}

const units = (price: Money | undefined): number | null => (price === undefined ? null : moneyToUnits(price));

export type Computation = "bid" | "ask" | "last" | "model";
export type Computations = Readonly<Partial<Record<Computation, ComputationValues>>>;

/** The computations of a quote: of its bid, ask and last trade, and the model's, which is that of the middle. */
export function computeQuote(
  source: MarketSource,
  option: OptionListing,
  quote: Quote,
  underlying: Quote,
  at: number,
): Computations {
  const mark = markOf(underlying);
  const spot = mark === null ? null : moneyToUnits(mark);
  const { bid, ask, last } = quote;
  const middle =
    bid !== null && ask !== null ? (bid.price + ask.price) / 2 : (ask?.price ?? bid?.price ?? last?.price);
  const compute = (price: number | undefined): ComputationValues =>
    computeAtPrice(source, option, units(price), spot, at);
  const computations = { bid: compute(bid?.price), ask: compute(ask?.price), model: compute(middle) };
  return last === null ? computations : { ...computations, last: compute(last.price) };
}

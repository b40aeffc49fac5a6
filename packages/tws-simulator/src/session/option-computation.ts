import {
  blackScholesPrice,
  greeks,
  impliedVolatility,
  thetaPerDay,
  vegaPerPoint,
} from "@legbook/domain/pricing";
import { yearsToExpiry } from "../venue/calendar.ts";
import type { OptionListing } from "../venue/listing.ts";
import { type MarketSource, markOf, type Quote } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";

/** The tick types of option computations. */
export const COMPUTATION = { bid: 10, ask: 11, last: 12, model: 13, custom: 53 } as const;

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

interface Pricing {
  readonly right: "call" | "put";
  readonly spot: number;
  readonly strike: number;
  readonly years: number;
  readonly rate: number;
  readonly dividendYield: number;
}

function pricing(source: MarketSource, option: OptionListing, spot: number, at: number): Pricing {
  return {
    right: option.right,
    spot,
    strike: moneyToUnits(option.strike),
    years: yearsToExpiry(at, option.expiry),
    rate: source.rate,
    dividendYield: 0,
  };
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
function computed(input: Pricing, volatility: number, price: number): ComputationValues {
  const sensitivity = greeks({ ...input, volatility });
  return {
    impliedVolatility: volatility,
    delta: sensitivity.delta,
    price,
    dividendValue: 0,
    gamma: sensitivity.gamma,
    vega: vegaPerPoint(sensitivity),
    theta: thetaPerDay(sensitivity),
    underlyingPrice: input.spot,
  };
}

/** Volatility and greeks of a price; unknown where the price has none (below intrinsic value, no underlying). */
export function computeAtPrice(
  source: MarketSource,
  option: OptionListing,
  price: number | null,
  spot: number | null,
  at: number,
): ComputationValues {
  if (price === null || spot === null || spot <= 0) return uncomputed(price, spot);
  const input = pricing(source, option, spot, at);
  const result = impliedVolatility({ ...input, price });
  return result.kind === "failed" ? uncomputed(price, spot) : computed(input, result.volatility, price);
}

/** Value and greeks at a volatility. */
export function computeAtVolatility(
  source: MarketSource,
  option: OptionListing,
  volatility: number,
  spot: number,
  at: number,
): ComputationValues {
  const input = pricing(source, option, spot, at);
  if (!(volatility > 0) || !(spot > 0)) return uncomputed(null, spot);
  return computed(input, volatility, blackScholesPrice({ ...input, volatility }));
}

const units = (price: Money | undefined): number | null => (price === undefined ? null : moneyToUnits(price));

/** The four computations of a quote: of its bid, ask and last trade, and the model's, which is that of the middle. */
export function computeQuote(
  source: MarketSource,
  option: OptionListing,
  quote: Quote,
  at: number,
): ReadonlyMap<number, ComputationValues> {
  const underlying = markOf(source.quote(option.underlyingConId, at));
  const spot = underlying === null ? null : moneyToUnits(underlying);
  const { bid, ask, last } = quote;
  const middle =
    bid !== null && ask !== null ? (bid.price + ask.price) / 2 : (ask?.price ?? bid?.price ?? last?.price);
  const computations = new Map<number, ComputationValues>();
  const add = (tickType: number, price: number | null): void => {
    computations.set(tickType, computeAtPrice(source, option, price, spot, at));
  };
  add(COMPUTATION.bid, units(bid?.price));
  add(COMPUTATION.ask, units(ask?.price));
  if (last !== null) add(COMPUTATION.last, units(last.price));
  add(COMPUTATION.model, units(middle));
  return computations;
}

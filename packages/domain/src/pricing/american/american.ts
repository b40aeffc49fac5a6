import { assertPricingInput, type PricingInput } from "../black-scholes.ts";
import { type Greeks, greeks } from "../greeks.ts";
import { certainGreeks } from "./certain.ts";
import {
  continuousPrice,
  continuousSpotGreeks,
  exerciseRegion,
  isCertain,
  type SpotGreeks,
} from "./continuous.ts";
import { type CashDividend, certainDividendValue, dividendsUntil } from "./dividends.ts";
import { finiteDifferenceGreeks } from "./finite-difference.ts";

export interface AmericanInput extends PricingInput {
  /** In cash, besides the continuous yield; none when absent. */
  readonly dividends?: readonly CashDividend[];
}

/** Throws `RangeError` for inputs that have no meaning. */
function sane(input: AmericanInput): readonly CashDividend[] {
  assertPricingInput(input);
  return dividendsUntil(input.dividends ?? [], input.years);
}

function onGrid(input: PricingInput, dividends: readonly CashDividend[]): boolean {
  return dividends.length > 0 || exerciseRegion(input) === "two-boundaries";
}

/**
 * Value per share of an American option. Under a continuous yield by the method of Andersen, Lake and Offengenden
 * (error below 3e-6 of the strike over 14 years, 4e-7 within three); with cash dividends,
 * or between two boundaries (rates and yield below 0), by finite differences (error below 1e-5 of the strike). Never below exercise or the European value of the same method. Throws
 * `RangeError` for meaningless inputs.
 */
export function americanPrice(input: AmericanInput): number {
  const dividends = sane(input);
  if (!onGrid(input, dividends)) return continuousPrice(input);
  const certain = certainDividendValue(input, dividends, "american", input.spot, 0);
  if (isCertain(input)) return certain;
  return Math.max(certain, finiteDifferenceGreeks(input, dividends, "american").price);
}

function spotGreeks(input: AmericanInput): SpotGreeks {
  const dividends = sane(input);
  if (!onGrid(input, dividends)) return continuousSpotGreeks(input);
  return finiteDifferenceGreeks(input, dividends, "american");
}

/** Bumps of the central differences: small against the curvature, large against the method's error. */
const VOLATILITY_BUMP = 0.005;
const RATE_BUMP = 5e-4;

function slope(input: AmericanInput, along: "volatility" | "rate" | "dividendYield", bump: number): number {
  const up = americanPrice({ ...input, [along]: input[along] + bump });
  const down = americanPrice({ ...input, [along]: input[along] - bump });
  return (up - down) / (2 * bump);
}

/**
 * Greeks of an American option, in the units of `Greeks`. Delta, gamma and theta come with the price; vega and the
 * rhos are central differences of prices (half a percent of the volatility, five basis points of a rate). Where it
 * is exercised at once they are those of the payoff. Throws `RangeError` for meaningless inputs.
 */
export function americanGreeks(input: AmericanInput): Greeks {
  const dividends = sane(input);
  if (isCertain(input)) {
    if (dividends.length > 0) throw new RangeError("no greeks of cash dividends without volatility or time");
    return certainGreeks(input);
  }
  if (dividends.length === 0 && exerciseRegion(input) === "never") return greeks(input);
  const { delta, gamma, theta } = spotGreeks(input);
  return {
    delta,
    gamma,
    theta,
    vega: slope(input, "volatility", VOLATILITY_BUMP * input.volatility),
    rho: slope(input, "rate", RATE_BUMP),
    dividendRho: slope(input, "dividendYield", RATE_BUMP),
  };
}

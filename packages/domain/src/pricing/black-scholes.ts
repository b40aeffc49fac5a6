import type { Right } from "../contract/contract.ts";
import { blackPrice } from "./black-core.ts";
import { isPricingInput } from "./greeks-core.ts";

/** What a European option's value depends on. Doubles; rates are continuously compounded, per year. */
export interface PricingInput {
  readonly right: Right;
  /** Price of the underlying now, per share; 0 is allowed. */
  readonly spot: number;
  /** Above 0. */
  readonly strike: number;
  /** Time to expiry in years (ACT/365); 0 gives the payoff. */
  readonly years: number;
  /** Risk-free rate: 0.05 is 5 %. */
  readonly rate: number;
  /** Continuous dividend yield: 0.02 is 2 %. */
  readonly dividendYield: number;
  /** Per year: 0.2 is 20 %; 0 gives the discounted payoff of the forward. */
  readonly volatility: number;
}

/** Throws `RangeError` for inputs that have no meaning: a caller checks what comes from outside. */
export function assertPricingInput(input: PricingInput): void {
  const { spot, strike, years, rate, dividendYield, volatility } = input;
  const sane = isPricingInput(spot, strike, years, rate, dividendYield, volatility);
  if (!sane) throw new RangeError(`not a pricing input: ${JSON.stringify(input)}`);
}

/**
 * Value per share of a European option (Black-Scholes-Merton: F. Black and M. Scholes 1973, R. Merton 1973, with a
 * continuous dividend yield). The sum of intrinsic and time value, each computed without cancellation, so that the
 * price round-trips through `impliedVolatility`. Throws `RangeError` for meaningless inputs.
 */
export function blackScholesPrice(input: PricingInput): number {
  assertPricingInput(input);
  const { right, spot, strike, years, rate, dividendYield, volatility } = input;
  const discount = Math.exp(-rate * years);
  const forward = spot * Math.exp((rate - dividendYield) * years);
  return discount * blackPrice(right === "call" ? 1 : -1, forward, strike, volatility * Math.sqrt(years));
}

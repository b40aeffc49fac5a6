import { assertPricingInput, type PricingInput } from "./black-scholes.ts";
import { normalDensity, normalDistribution } from "./normal.ts";

/** Sensitivities of one option's value per share. */
export interface Greeks {
  /** Change of value per 1.00 of the underlying. */
  readonly delta: number;
  /** Change of delta per 1.00 of the underlying. */
  readonly gamma: number;
  /** Change of value per 1.00 of volatility (100 points); see `vegaPerPoint`. */
  readonly vega: number;
  /** Change of value per year that passes (negative for most long options); see `thetaPerDay`. */
  readonly theta: number;
  /** Change of value per 1.00 of the risk-free rate. */
  readonly rho: number;
  /** Change of value per 1.00 of the dividend yield. */
  readonly dividendRho: number;
}

/** Vega per volatility point (0.01), as trading screens show it. */
export function vegaPerPoint(greeks: Pick<Greeks, "vega">): number {
  return greeks.vega / 100;
}

/** Theta per calendar day (a 365th of a year), as trading screens show it. */
export function thetaPerDay(greeks: Pick<Greeks, "theta">): number {
  return greeks.theta / 365;
}

/**
 * Black-Scholes-Merton greeks (closed forms: E. G. Haug, The Complete Guide to Option Pricing Formulas, chapter 2).
 * With no time or no volatility left they are those of the discounted payoff; exactly at the kink delta is the mean
 * of both sides and gamma, which is unbounded there, is 0. Throws `RangeError` for meaningless inputs.
 */
export function greeks(input: PricingInput): Greeks {
  assertPricingInput(input);
  const { right, spot, strike, years, rate, dividendYield, volatility } = input;
  const sign = right === "call" ? 1 : -1;
  const yieldFactor = Math.exp(-dividendYield * years);
  const discount = Math.exp(-rate * years);
  const totalVolatility = volatility * Math.sqrt(years);
  const logMoneyness = Math.log(spot / strike) + (rate - dividendYield) * years;
  const random = totalVolatility > 0 && spot > 0;
  const d1 = random
    ? logMoneyness / totalVolatility + totalVolatility / 2
    : logMoneyness === 0
      ? 0
      : Infinity * Math.sign(logMoneyness);
  const d2 = random ? d1 - totalVolatility : d1;
  const density = random ? yieldFactor * normalDensity(d1) : 0;
  const spotPart = sign * yieldFactor * normalDistribution(sign * d1);
  const strikePart = sign * strike * discount * normalDistribution(sign * d2);
  const decay = random ? (spot * density * volatility) / (2 * Math.sqrt(years)) : 0;
  return {
    delta: spotPart,
    gamma: random ? density / (spot * totalVolatility) : 0,
    vega: random ? spot * density * Math.sqrt(years) : 0,
    theta: dividendYield * spot * spotPart - rate * strikePart - decay,
    rho: years * strikePart,
    dividendRho: -years * spot * spotPart,
  };
}

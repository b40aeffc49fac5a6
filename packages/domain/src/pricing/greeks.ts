import { assertPricingInput, type PricingInput } from "./black-scholes.ts";
import { greeksColumns, writeGreeks } from "./greeks-core.ts";

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

const row = greeksColumns(1);

/**
 * Black-Scholes-Merton greeks. With no time or no volatility left they are those of the discounted payoff; exactly at
 * the kink delta is the mean of both sides and gamma, which is unbounded there, is 0. Throws `RangeError` for
 * meaningless inputs.
 */
export function greeks(input: PricingInput): Greeks {
  assertPricingInput(input);
  const { right, spot, strike, years, rate, dividendYield, volatility } = input;
  writeGreeks(right === "call" ? 1 : -1, spot, strike, years, rate, dividendYield, volatility, row, 0);
  return {
    delta: row.delta[0] as number,
    gamma: row.gamma[0] as number,
    vega: row.vega[0] as number,
    theta: row.theta[0] as number,
    rho: row.rho[0] as number,
    dividendRho: row.dividendRho[0] as number,
  };
}

import { assertPricingInput, type PricingInput } from "./black-scholes.ts";
import { normalDensity, normalDistribution } from "./normal.ts";

/** How the first-order sensitivities of one option's value per share move. */
export interface SecondOrderGreeks {
  /** Change of delta per 1.00 of volatility, which is the change of vega per 1.00 of the underlying. */
  readonly vanna: number;
  /** Change of delta per year that passes. */
  readonly charm: number;
  /** Change of vega per 1.00 of volatility. */
  readonly vomma: number;
}

/**
 * Black-Scholes-Merton second-order greeks (closed forms: E. G. Haug, The Complete Guide to Option Pricing Formulas,
 * chapter 2). With no time or no volatility left vanna and vomma are 0 and charm is that of the discounted payoff.
 * Throws `RangeError` for meaningless inputs.
 */
export function secondOrderGreeks(input: PricingInput): SecondOrderGreeks {
  assertPricingInput(input);
  const { right, spot, strike, years, rate, dividendYield, volatility } = input;
  const sign = right === "call" ? 1 : -1;
  const yieldFactor = Math.exp(-dividendYield * years);
  const root = Math.sqrt(years);
  const total = volatility * root;
  const log = Math.log(spot / strike) + (rate - dividendYield) * years;
  if (!(total > 0 && spot > 0)) {
    const exercised = log === 0 ? 0.5 : log * sign > 0 ? 1 : 0;
    return { vanna: 0, charm: sign * dividendYield * yieldFactor * exercised, vomma: 0 };
  }
  const d1 = log / total + total / 2;
  const d2 = d1 - total;
  const density = yieldFactor * normalDensity(d1);
  return {
    vanna: (-density * d2) / volatility,
    charm:
      sign * dividendYield * yieldFactor * normalDistribution(sign * d1) -
      density * ((rate - dividendYield) / total - d2 / (2 * years)),
    vomma: (spot * density * root * d1 * d2) / volatility,
  };
}

import { assertPricingInput, type PricingInput } from "./black-scholes.ts";
import { greeksColumns, writeGreeks } from "./greeks-core.ts";

/** How the first-order sensitivities of one option's value per share move. */
export interface SecondOrderGreeks {
  /** Change of delta per 1.00 of volatility, which is the change of vega per 1.00 of the underlying. */
  readonly vanna: number;
  /** Change of delta per year that passes. */
  readonly charm: number;
  /** Change of vega per 1.00 of volatility. */
  readonly vomma: number;
}

const row = greeksColumns(1);

/**
 * Black-Scholes-Merton second-order greeks. With no time or no volatility left vanna and vomma are 0 and charm is that
 * of the discounted payoff. Throws `RangeError` for meaningless inputs.
 */
export function secondOrderGreeks(input: PricingInput): SecondOrderGreeks {
  assertPricingInput(input);
  const { right, spot, strike, years, rate, dividendYield, volatility } = input;
  writeGreeks(right === "call" ? 1 : -1, spot, strike, years, rate, dividendYield, volatility, row, 0);
  return {
    vanna: row.vanna[0] as number,
    charm: row.charm[0] as number,
    vomma: row.vomma[0] as number,
  };
}

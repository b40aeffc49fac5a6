import type { PricingInput } from "../black-scholes.ts";
import type { Greeks } from "../greeks.ts";

/** When the holder of an option without volatility, or without time, exercises, and what that is worth now. */
export interface CertainExercise {
  readonly years: number;
  readonly value: number;
}

function valueAt({ right, spot, strike, rate, dividendYield }: PricingInput, years: number): number {
  const sign = right === "call" ? 1 : -1;
  return sign * (spot * Math.exp(-dividendYield * years) - strike * Math.exp(-rate * years));
}

/**
 * The best exercise when nothing is random: at once, at expiry, or where the gain stops growing, at which interest on
 * the strike equals the dividends. Exact.
 */
export function certainExercise(input: PricingInput): CertainExercise {
  const { spot, strike, rate, dividendYield } = input;
  let best: CertainExercise = { years: 0, value: valueAt(input, 0) };
  const turning = Math.log((dividendYield * spot) / (rate * strike)) / (dividendYield - rate);
  for (const years of [input.years, turning]) {
    // NaN, where the gain never turns, is not within.
    if (!(years > 0 && years <= input.years)) continue;
    const value = valueAt(input, years);
    if (value > best.value) best = { years, value };
  }
  return best.value > 0 ? best : { years: input.years, value: 0 };
}

/** Greeks of such an option; of one that is never worth exercising all are 0. */
export function certainGreeks(input: PricingInput): Greeks {
  const { years, value } = certainExercise(input);
  if (value === 0) return { delta: 0, gamma: 0, vega: 0, theta: 0, rho: 0, dividendRho: 0 };
  const sign = input.right === "call" ? 1 : -1;
  const yieldFactor = Math.exp(-input.dividendYield * years);
  const spotPart = sign * yieldFactor * input.spot;
  const strikePart = sign * input.strike * Math.exp(-input.rate * years);
  const waits = years === input.years && years > 0;
  return {
    delta: sign * yieldFactor,
    gamma: 0,
    vega: 0,
    theta: waits ? input.dividendYield * spotPart - input.rate * strikePart : 0,
    rho: years * strikePart,
    dividendRho: -years * spotPart,
  };
}

import type { Black76Input } from "./black-76.ts";
import type { PricingInput } from "./black-scholes.ts";
import {
  IMPLIED_VOLATILITY_STATUS,
  type ImpliedVolatilityFailure,
  volatilityOrFailure,
} from "./implied-volatility-core.ts";

/** A European option's price and all that determines it but the volatility. */
export interface ImpliedVolatilityInput extends Omit<PricingInput, "volatility"> {
  /** Price per share now, premium paid today. */
  readonly price: number;
}

/** The same of an option on a forward. */
export interface Black76VolatilityInput extends Omit<Black76Input, "volatility"> {
  /** Price per share now, premium paid today. */
  readonly price: number;
}

export type ImpliedVolatilityResult =
  /** `iterations` counts evaluations of Black's formula: mostly 2. */
  | { readonly kind: "volatility"; readonly volatility: number; readonly iterations: number }
  | { readonly kind: "failed"; readonly reason: ImpliedVolatilityFailure };

const evaluations = new Uint8Array(1);

function resultOf(volatility: number): ImpliedVolatilityResult {
  if (volatility > 0) return { kind: "volatility", volatility, iterations: evaluations[0] as number };
  return { kind: "failed", reason: IMPLIED_VOLATILITY_STATUS[-volatility] as ImpliedVolatilityFailure };
}

/** The Black-76 volatility of a price, or the reason why there is none. Never throws. */
export function black76Volatility(input: Black76VolatilityInput): ImpliedVolatilityResult {
  const { right, forward, strike, years, discount, price } = input;
  const sign = right === "call" ? 1 : -1;
  return resultOf(volatilityOrFailure(sign, forward, strike, years, discount, price, evaluations));
}

/** The Black-Scholes-Merton volatility of a price, or the reason why there is none. Never throws. */
export function impliedVolatility(input: ImpliedVolatilityInput): ImpliedVolatilityResult {
  const { right, spot, strike, years, rate, dividendYield, price } = input;
  const sign = right === "call" ? 1 : -1;
  const discount = Math.exp(-rate * years);
  const forward = spot * Math.exp((rate - dividendYield) * years);
  return resultOf(volatilityOrFailure(sign, forward, strike, years, discount, price, evaluations));
}

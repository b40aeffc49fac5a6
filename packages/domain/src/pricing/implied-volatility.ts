import type { Black76Input } from "./black-76.ts";
import type { PricingInput } from "./black-scholes.ts";
import { impliedVolatilityColumn } from "./columns/implied-volatility-column.ts";
import { IMPLIED_VOLATILITY_STATUS, type ImpliedVolatilityFailure } from "./implied-volatility-status.ts";

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
  /** `iterations` counts evaluations of Black's formula: two, or one where the first guess was close. */
  | { readonly kind: "volatility"; readonly volatility: number; readonly iterations: number }
  | { readonly kind: "failed"; readonly reason: ImpliedVolatilityFailure };

const row = {
  sign: new Int8Array(1),
  forward: new Float64Array(1),
  strike: new Float64Array(1),
  years: new Float64Array(1),
  discount: new Float64Array(1),
  price: new Float64Array(1),
  volatility: new Float64Array(1),
  status: new Uint8Array(1),
  evaluations: new Uint8Array(1),
};

/** The Black-76 volatility of a price, or the reason why there is none. Never throws. */
export function black76Volatility(input: Black76VolatilityInput): ImpliedVolatilityResult {
  const { right, forward, strike, years, discount, price } = input;
  row.sign[0] = right === "call" ? 1 : -1;
  row.forward[0] = forward;
  row.strike[0] = strike;
  row.years[0] = years;
  row.discount[0] = discount;
  row.price[0] = price;
  impliedVolatilityColumn(row, row, 0, 1);
  const status = IMPLIED_VOLATILITY_STATUS[row.status[0] as number] ?? "no-convergence";
  if (status !== "ok") return { kind: "failed", reason: status };
  return {
    kind: "volatility",
    volatility: row.volatility[0] as number,
    iterations: row.evaluations[0] as number,
  };
}

/** The Black-Scholes-Merton volatility of a price, or the reason why there is none. Never throws. */
export function impliedVolatility(input: ImpliedVolatilityInput): ImpliedVolatilityResult {
  const { right, spot, strike, years, rate, dividendYield, price } = input;
  return black76Volatility({
    right,
    forward: spot * Math.exp((rate - dividendYield) * years),
    strike,
    years,
    discount: Math.exp(-rate * years),
    price,
  });
}

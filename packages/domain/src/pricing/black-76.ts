import type { Right } from "../contract/contract.ts";
import { blackPrice } from "./black-core.ts";

/** What a European option on a forward depends on. Doubles, currency units a share. */
export interface Black76Input {
  readonly right: Right;
  /** Forward price of the underlying for the option's settlement; 0 is allowed. */
  readonly forward: number;
  /** Above 0. */
  readonly strike: number;
  /** Time to expiry in years; 0 gives the discounted payoff. */
  readonly years: number;
  /** Per year: 0.2 is 20 %; 0 gives the discounted payoff. */
  readonly volatility: number;
  /** Worth today of 1.00 at settlement: exp(-rate·years). Above 0. */
  readonly discount: number;
}

/**
 * Value per share, paid today, of a European option on a forward (F. Black, "The pricing of commodity contracts",
 * Journal of Financial Economics 3 (1976), 167-179). Throws `RangeError` for meaningless inputs.
 */
export function black76Price(input: Black76Input): number {
  const { right, forward, strike, years, volatility, discount } = input;
  const sane =
    forward >= 0 &&
    strike > 0 &&
    years >= 0 &&
    volatility >= 0 &&
    discount > 0 &&
    Number.isFinite(forward + strike + years + volatility + discount);
  if (!sane) throw new RangeError(`not a pricing input: ${JSON.stringify(input)}`);
  return discount * blackPrice(right === "call" ? 1 : -1, forward, strike, volatility * Math.sqrt(years));
}

import { impliedVolatility, type ImpliedVolatilityFailure } from "../implied-volatility.ts";

/** Prices of European options, a row each; all columns of one length. */
export interface ImpliedVolatilityColumnInput {
  /** +1 for a call, -1 for a put. */
  readonly sign: Int8Array;
  readonly forward: Float64Array;
  readonly strike: Float64Array;
  readonly years: Float64Array;
  /** Worth today of 1.00 at settlement. */
  readonly discount: Float64Array;
  /** Per share, paid today. */
  readonly price: Float64Array;
}

export interface ImpliedVolatilityColumnOutput {
  /** Per year; NaN where `status` is not 0. */
  readonly volatility: Float64Array;
  /** Index of `IMPLIED_VOLATILITY_STATUS`: 0 is a volatility, all else the reason why there is none. */
  readonly status: Uint8Array;
}

export const IMPLIED_VOLATILITY_STATUS: readonly ["ok", ...ImpliedVolatilityFailure[]] = [
  "ok",
  "below-intrinsic",
  "at-intrinsic",
  "above-bound",
  "expired",
  "non-finite",
  "negative",
  "no-convergence",
];

/** Implied volatilities of the rows `from` to `to` (exclusive), as `impliedVolatility` gives them one by one. */
export function impliedVolatilityColumn(
  input: ImpliedVolatilityColumnInput,
  output: ImpliedVolatilityColumnOutput,
  from: number,
  to: number,
): void {
  const { sign, forward, strike, years, discount, price } = input;
  for (let row = from; row < to; row += 1) {
    const result = impliedVolatility({
      right: sign[row] === 1 ? "call" : "put",
      spot: (forward[row] as number) * (discount[row] as number),
      strike: (strike[row] as number) * (discount[row] as number),
      years: years[row] as number,
      rate: 0,
      dividendYield: 0,
      price: price[row] as number,
    });
    const failed = result.kind === "failed";
    output.status[row] = failed ? IMPLIED_VOLATILITY_STATUS.indexOf(result.reason) : 0;
    output.volatility[row] = failed ? Number.NaN : result.volatility;
  }
}

import { volatilityOrFailure } from "../implied-volatility-core.ts";

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

const evaluations = new Uint8Array(1);

/** Implied volatilities of the rows `from` to `to` (exclusive), as `black76Volatility` gives them one by one. */
export function impliedVolatilityColumn(
  input: ImpliedVolatilityColumnInput,
  output: ImpliedVolatilityColumnOutput,
  from: number,
  to: number,
): void {
  const { sign, forward, strike, years, discount, price } = input;
  const { volatility, status } = output;
  for (let row = from; row < to; row += 1) {
    const found = volatilityOrFailure(
      sign[row] as number,
      forward[row] as number,
      strike[row] as number,
      years[row] as number,
      discount[row] as number,
      price[row] as number,
      evaluations,
    );
    status[row] = found > 0 ? 0 : -found;
    volatility[row] = found > 0 ? found : Number.NaN;
  }
}

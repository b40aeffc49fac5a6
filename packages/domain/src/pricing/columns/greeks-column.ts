import { type GreeksColumns, isPricingInput, writeGreeks, writeUnknown } from "../greeks-core.ts";

/** European options and their volatilities, a row each; all columns of one length. Units as in `PricingInput`. */
export interface GreeksColumnInput {
  /** +1 for a call, -1 for a put. */
  readonly sign: Int8Array;
  readonly spot: Float64Array;
  readonly strike: Float64Array;
  readonly years: Float64Array;
  readonly rate: Float64Array;
  readonly dividendYield: Float64Array;
  readonly volatility: Float64Array;
}

/**
 * Price and greeks of the rows `from` to `to` (exclusive), as `blackScholesPrice`, `greeks` and `secondOrderGreeks`
 * give them one by one. A row that is no pricing input (its volatility is unknown, say) has NaN in every column.
 * Returns the number of such rows.
 */
export function greeksColumn(
  input: GreeksColumnInput,
  output: GreeksColumns,
  from: number,
  to: number,
): number {
  let refused = 0;
  for (let row = from; row < to; row += 1) {
    const sign = input.sign[row] as number;
    const spot = input.spot[row] as number;
    const strike = input.strike[row] as number;
    const years = input.years[row] as number;
    const rate = input.rate[row] as number;
    const dividendYield = input.dividendYield[row] as number;
    const volatility = input.volatility[row] as number;
    if (isPricingInput(spot, strike, years, rate, dividendYield, volatility))
      writeGreeks(sign, spot, strike, years, rate, dividendYield, volatility, output, row);
    else {
      writeUnknown(output, row);
      refused += 1;
    }
  }
  return refused;
}

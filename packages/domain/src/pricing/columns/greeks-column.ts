import { blackScholesPrice } from "../black-scholes.ts";
import { greeks } from "../greeks.ts";
import { secondOrderGreeks } from "../second-order-greeks.ts";

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

/** Units as in `Greeks` and `SecondOrderGreeks`. */
export interface GreeksColumns {
  readonly price: Float64Array;
  readonly delta: Float64Array;
  readonly gamma: Float64Array;
  readonly vega: Float64Array;
  readonly theta: Float64Array;
  readonly rho: Float64Array;
  readonly dividendRho: Float64Array;
  readonly vanna: Float64Array;
  readonly charm: Float64Array;
  readonly vomma: Float64Array;
}

const NAMES = [
  "price",
  "delta",
  "gamma",
  "vega",
  "theta",
  "rho",
  "dividendRho",
  "vanna",
  "charm",
  "vomma",
] as const satisfies readonly (keyof GreeksColumns)[];

/** Empty columns of so many rows. */
export function greeksColumns(rows: number): GreeksColumns {
  return Object.fromEntries(NAMES.map((name) => [name, new Float64Array(rows)])) as unknown as GreeksColumns;
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
    const option = {
      right: input.sign[row] === 1 ? ("call" as const) : ("put" as const),
      spot: input.spot[row] as number,
      strike: input.strike[row] as number,
      years: input.years[row] as number,
      rate: input.rate[row] as number,
      dividendYield: input.dividendYield[row] as number,
      volatility: input.volatility[row] as number,
    };
    const { spot, strike, years, rate, dividendYield, volatility } = option;
    const sum = spot + strike + years + rate + dividendYield + volatility;
    if (!(spot >= 0 && strike > 0 && years >= 0 && volatility >= 0 && Number.isFinite(sum))) {
      for (const name of NAMES) output[name][row] = Number.NaN;
      refused += 1;
      continue;
    }
    const values = { price: blackScholesPrice(option), ...greeks(option), ...secondOrderGreeks(option) };
    for (const name of NAMES) output[name][row] = values[name];
  }
  return refused;
}

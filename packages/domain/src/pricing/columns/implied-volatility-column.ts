import { negativeLogMoneyness } from "../black-core.ts";
import { type Block, BLOCK_ROWS, createBlock } from "../total-volatility/block.ts";
import { solveBlock } from "../total-volatility/regions.ts";
import { statusCode } from "../implied-volatility-status.ts";

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
  /** Evaluations of Black's formula that each volatility took; 0 without one. Absent: not asked for. */
  readonly evaluations?: Uint8Array;
}

const OK = statusCode("ok");
const BELOW_INTRINSIC = statusCode("below-intrinsic");
const AT_INTRINSIC = statusCode("at-intrinsic");
const ABOVE_BOUND = statusCode("above-bound");
const EXPIRED = statusCode("expired");
const NON_FINITE = statusCode("non-finite");
const NEGATIVE = statusCode("negative");
const NO_CONVERGENCE = statusCode("no-convergence");

const block = createBlock();
/** Where in the input a row of the block comes from, counted from the first row of the pass. */
const offsets = new Uint8Array(BLOCK_ROWS);

/** Implied volatilities of the rows `from` to `to` (exclusive), as `black76Volatility` gives them one by one. */
export function impliedVolatilityColumn(
  input: ImpliedVolatilityColumnInput,
  output: ImpliedVolatilityColumnOutput,
  from: number,
  to: number,
): void {
  for (let first = from; first < to; first += BLOCK_ROWS) {
    const rows = normaliseRows(input, output, first, Math.min(to, first + BLOCK_ROWS), block);
    solveBlock(block, rows);
    takeVolatilities(input, output, first, rows, block);
  }
}

/** Puts the prices that have a volatility into the block, and the status of the others; returns how many have one. */
function normaliseRows(
  input: ImpliedVolatilityColumnInput,
  output: ImpliedVolatilityColumnOutput,
  from: number,
  to: number,
  { x, target, missing, bound }: Block,
): number {
  const { status, volatility } = output;
  let rows = 0;
  for (let row = from; row < to; row += 1) {
    const forward = input.forward[row] as number;
    const strike = input.strike[row] as number;
    const years = input.years[row] as number;
    const discount = input.discount[row] as number;
    const price = input.price[row] as number;
    const isCall = (input.sign[row] as number) > 0;
    const undiscounted = price / discount;
    const intrinsic = Math.max(0, isCall ? forward - strike : strike - forward);
    const timeValue = undiscounted - intrinsic;
    const lacking = (isCall ? forward : strike) - undiscounted;
    const noise = intrinsic > 0 ? 4 * Number.EPSILON * Math.max(forward, strike) : 0;
    let code = OK;
    if (!Number.isFinite(forward + strike + years + discount + price)) code = NON_FINITE;
    else if (price < 0 || forward <= 0 || strike <= 0 || discount <= 0) code = NEGATIVE;
    else if (years <= 0) code = EXPIRED;
    else if (timeValue < -noise) code = BELOW_INTRINSIC;
    else if (timeValue <= noise) code = AT_INTRINSIC;
    else if (lacking <= 0) code = ABOVE_BOUND;
    status[row] = code;
    volatility[row] = Number.NaN;
    if (code !== OK) continue;
    const scale = Math.sqrt(forward) * Math.sqrt(strike);
    x[rows] = negativeLogMoneyness(forward, strike);
    target[rows] = timeValue / scale;
    missing[rows] = lacking / scale;
    bound[rows] = Math.min(forward, strike) / scale;
    offsets[rows] = row - from;
    rows += 1;
  }
  return rows;
}

function takeVolatilities(
  input: ImpliedVolatilityColumnInput,
  output: ImpliedVolatilityColumnOutput,
  from: number,
  rows: number,
  { s, evaluations }: Block,
): void {
  for (let place = 0; place < rows; place += 1) {
    const row = from + (offsets[place] as number);
    const found = (s[place] as number) / Math.sqrt(input.years[row] as number);
    output.volatility[row] = found;
    if (!(found > 0)) output.status[row] = NO_CONVERGENCE;
    if (output.evaluations !== undefined) output.evaluations[row] = evaluations[place] as number;
  }
}

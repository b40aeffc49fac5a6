import { greeks } from "../greeks.ts";
import type { ImpliedVolatilityFailure } from "../implied-volatility-status.ts";
import {
  impliedVolatility,
  type ImpliedVolatilityInput,
  type ImpliedVolatilityResult,
} from "../implied-volatility.ts";
import { americanPrice } from "./american.ts";
import { exerciseRegion } from "./continuous.ts";
import { type CashDividend, certainDividendValue, dividendsUntil } from "./dividends.ts";

export interface AmericanImpliedVolatilityInput extends ImpliedVolatilityInput {
  readonly dividends?: readonly CashDividend[];
}

const ITERATIONS_MAX = 100;
/** From here on every second step halves the bracket: where the price hardly moves, secants lead nowhere. */
const SECANTS_MAX = 10;
/** Relative step of the volatility that counts as settled, or a miss as a share of the strike: prices are no smoother. */
const STEP_SETTLED = 1e-9;
const MISS_SETTLED = 1e-11;
const MISS_MAX = 1e-6;
/** Of prices by finite differences, as a share of the strike: a smaller time value does not tell a volatility. */
const GRID_ERROR = 1e-5;
/** Total volatility at which every price is its bound to a thousandth of the last digit. */
const TOTAL_VOLATILITY_MAX = 20;

function failed(reason: ImpliedVolatilityFailure): ImpliedVolatilityResult {
  return { kind: "failed", reason };
}

function whyNot(input: AmericanImpliedVolatilityInput): ImpliedVolatilityFailure | null {
  const { spot, strike, years, rate, dividendYield, price } = input;
  if (!Number.isFinite(spot + strike + years + rate + dividendYield + price)) return "non-finite";
  for (const dividend of input.dividends ?? []) {
    if (!Number.isFinite(dividend.years + dividend.amount)) return "non-finite";
    if (dividend.years < 0 || dividend.amount < 0) return "negative";
  }
  if (price < 0 || spot <= 0 || strike <= 0) return "negative";
  return years <= 0 ? "expired" : null;
}

/** What no volatility exceeds: the share, or the strike, at the better of now and expiry. */
function bound({ right, spot, strike, years, rate, dividendYield }: AmericanImpliedVolatilityInput): number {
  return right === "call"
    ? spot * Math.max(1, Math.exp(-dividendYield * years))
    : strike * Math.max(1, Math.exp(-rate * years));
}

/**
 * The volatility at which `americanPrice` gives `price`, or the reason why there is none. At or below the best exercise
 * known beforehand (now, or around a dividend, or at expiry) it is `at-intrinsic` or `below-intrinsic`: every volatility
 * that is small enough fits, or none; with cash dividends that begins at the grid's error, 1e-5 of the strike. The price comes back to 1e-7 of the
 * strike. Never throws.
 */
export function americanImpliedVolatility(input: AmericanImpliedVolatilityInput): ImpliedVolatilityResult {
  const reason = whyNot(input);
  if (reason !== null) return failed(reason);
  const dividends = dividendsUntil(input.dividends ?? [], input.years);
  if (dividends.length === 0 && exerciseRegion(input) === "never") return impliedVolatility(input);
  const { spot, strike, price } = input;
  const certain = certainDividendValue({ ...input, volatility: 0 }, dividends, "american", spot, 0);
  const rounding = 4 * Number.EPSILON * Math.max(spot, strike);
  if (price < certain - rounding) return failed("below-intrinsic");
  const onGrid = dividends.length > 0 || exerciseRegion(input) === "two-boundaries";
  const noise = onGrid ? GRID_ERROR * Math.max(spot, strike) : rounding;
  if (price <= certain + noise) return failed("at-intrinsic");
  if (price >= bound(input)) return failed("above-bound");
  return search(input, certain - price);
}

/** Secant steps inside a bracket, from the European volatility: an American option is worth more, so its own is less. */
function search(input: AmericanImpliedVolatilityInput, missAtZero: number): ImpliedVolatilityResult {
  const { price, years } = input;
  const miss = (volatility: number): number => americanPrice({ ...input, volatility }) - price;
  const european = (input.dividends ?? []).length === 0 ? impliedVolatility(input) : null;
  const highest = TOTAL_VOLATILITY_MAX / Math.sqrt(years);
  let [low, high] = [0, highest];
  let volatility = european?.kind === "volatility" ? european.volatility : Math.min(0.3, highest / 2);
  let [before, missBefore] = [0, missAtZero];
  let slope = european?.kind === "volatility" ? greeks({ ...input, volatility }).vega : 0;
  for (let iterations = 1; iterations <= ITERATIONS_MAX; iterations += 1) {
    const missed = miss(volatility);
    if (missed > 0) high = volatility;
    else low = volatility;
    if (iterations > 1 || slope === 0) slope = (missed - missBefore) / (volatility - before);
    const secant = volatility - missed / slope;
    const stuck = iterations > SECANTS_MAX && iterations % 2 === 0;
    const inside = secant > low && secant < high && !stuck;
    const next = missed === 0 ? volatility : inside ? secant : 0.5 * (low + high);
    const settled =
      Math.abs(next - volatility) <= STEP_SETTLED * volatility || high - low <= STEP_SETTLED * high;
    const missedShare = Math.abs(missed) / input.strike;
    // The bracket closes on a jump only where the grid is too coarse for so little volatility.
    if (settled && missedShare > MISS_MAX) return failed("at-intrinsic");
    if (settled || missedShare <= MISS_SETTLED) return { kind: "volatility", volatility, iterations };
    [before, missBefore, volatility] = [volatility, missed, next];
  }
  return failed("no-convergence");
}

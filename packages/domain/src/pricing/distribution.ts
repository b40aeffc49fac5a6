import {
  type DistributionTable,
  exactCall,
  exactSurvival,
  interpolate,
  tabulate,
} from "./distribution-table.ts";
import type { Smile } from "./smile/smile.ts";
import { logDensity, type SviParameters } from "./smile/svi.ts";

/** How the market, at today's prices, weighs where the underlying will be at an expiry. Plain data. */
export interface MarketDistribution {
  /** `smile`: from all prices of the expiry; `lognormal`: from one volatility. */
  readonly source: "smile" | "lognormal";
  /** Its mean. */
  readonly forward: number;
  readonly years: number;
  /** Total variance by log-moneyness; flat (`b` of 0) for a lognormal. */
  readonly parameters: SviParameters;
  readonly table: DistributionTable;
}

function assertPositive(values: Readonly<Record<string, number>>): void {
  for (const [field, value] of Object.entries(values)) {
    if (!(value > 0 && value < Infinity)) throw new RangeError(`${field} must be above 0: ${value}`);
  }
}

/**
 * The lognormal distribution of Black and Scholes. Throws `RangeError` unless all inputs, and the total variance that they
 * make, are above 0 and finite.
 */
export function lognormalDistribution(input: {
  readonly forward: number;
  readonly years: number;
  readonly volatility: number;
}): MarketDistribution {
  assertPositive(input);
  const { forward, years, volatility } = input;
  const totalVariance = volatility * volatility * years;
  assertPositive({ totalVariance });
  const parameters = { a: totalVariance, b: 0, rho: 0, m: 0, sigma: 0 };
  return { source: "lognormal", forward, years, parameters, table: tabulate(parameters) };
}

/** The market's own distribution: the second derivative of the call prices that the smile gives. */
export function distributionOfSmile({ forward, years, parameters }: Smile): MarketDistribution {
  return { source: "smile", forward, years, parameters, table: tabulate(parameters) };
}

function logMoneyness({ forward }: MarketDistribution, level: number): number {
  const k = Math.log(level / forward);
  if (Number.isNaN(k)) throw new RangeError(`not a level: ${level}`);
  return k;
}

/**
 * P(S > level) at expiry, inside [0, 1] and falling; 1 for levels of 0 and below. Read from the table, with an error
 * below 1e-5 (below 1e-7 for 99 of 100 levels; 1e-8 for a lognormal); beyond the table from the closed form. Throws
 * `RangeError` for NaN.
 */
export function probabilityAbove(distribution: MarketDistribution, level: number): number {
  if (level <= 0) return 1;
  const k = logMoneyness(distribution, level);
  const value = interpolate(distribution.table, 0, k);
  return value >= 0 ? Math.min(1, value) : exactSurvival(distribution.parameters, k);
}

/** E[(S - strike)+] at expiry, undiscounted, in currency units a share; errors as of `probabilityAbove`, times the forward. */
export function expectedCall(distribution: MarketDistribution, strike: number): number {
  const { forward, table, parameters } = distribution;
  if (strike <= 0) return forward - strike;
  const k = logMoneyness(distribution, strike);
  const value = interpolate(table, 2, k);
  return forward * (value >= 0 ? value : exactCall(parameters, k));
}

/** E[(strike - S)+] at expiry, by parity with `expectedCall`. */
export function expectedPut(distribution: MarketDistribution, strike: number): number {
  return Math.max(0, expectedCall(distribution, strike) + strike - distribution.forward);
}

/** Density of the price at expiry, per currency unit; 0 for levels of 0 and below. */
export function density(distribution: MarketDistribution, level: number): number {
  if (level <= 0) return 0;
  return logDensity(distribution.parameters, logMoneyness(distribution, level)) / level;
}

const BISECTIONS = 60;
/** Log-moneyness beyond which a double's probability is 0 or 1 for every smile. */
const FARTHEST = 700;

/** The level with P(S <= level) = `probability`. Throws `RangeError` unless it is strictly inside (0, 1). */
export function quantile(distribution: MarketDistribution, probability: number): number {
  if (!(probability > 0 && probability < 1)) throw new RangeError(`not inside (0, 1): ${probability}`);
  const { forward, table } = distribution;
  const above = 1 - probability;
  let low = table.low;
  let high = table.low + table.cells * table.step;
  if (probabilityAbove(distribution, forward * Math.exp(low)) < above) [low, high] = [-FARTHEST, low];
  else if (probabilityAbove(distribution, forward * Math.exp(high)) > above) [low, high] = [high, FARTHEST];
  for (let bisection = 0; bisection < BISECTIONS; bisection += 1) {
    const middle = 0.5 * (low + high);
    if (probabilityAbove(distribution, forward * Math.exp(middle)) > above) low = middle;
    else high = middle;
  }
  return forward * Math.exp(0.5 * (low + high));
}

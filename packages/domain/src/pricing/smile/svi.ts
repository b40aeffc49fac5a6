import { normalDensity } from "../normal.ts";

/**
 * One expiry's total implied variance in Gatheral's raw parametrisation "stochastic volatility inspired":
 * `w(k) = a + b·(rho·(k - m) + sqrt((k - m)² + sigma²))` with `k = ln(strike/forward)` and `w = volatility²·years`.
 * Source: J. Gatheral and A. Jacquier, "Arbitrage-free SVI volatility surfaces", Quantitative Finance 14 (2014), 59-71.
 */
export interface SviParameters {
  readonly a: number;
  /** At least 0; 0 is a flat smile. */
  readonly b: number;
  /** Inside [-1, 1]. */
  readonly rho: number;
  readonly m: number;
  /** At least 0. */
  readonly sigma: number;
}

/** w(k), without a unit. */
export function totalVariance({ a, b, rho, m, sigma }: SviParameters, k: number): number {
  const x = k - m;
  return a + b * (rho * x + Math.sqrt(x * x + sigma * sigma));
}

/** w'(k). At a kink (`sigma` of 0) it is the mean of both sides. */
export function totalVarianceSlope({ b, rho, m, sigma }: SviParameters, k: number): number {
  const x = k - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  return b * (rho + (root === 0 ? 0 : x / root));
}

/** w''(k); 0 at a kink, which has none. */
export function totalVarianceCurvature({ b, m, sigma }: SviParameters, k: number): number {
  const x = k - m;
  const root = Math.sqrt(x * x + sigma * sigma);
  return root === 0 ? 0 : (b * sigma * sigma) / (root * root * root);
}

/**
 * Durrleman's g(k), which has the sign of the density that the smile implies: below 0 anywhere, butterflies can be
 * bought for less than nothing (Gatheral and Jacquier, equation 2.1 and lemma 2.2).
 */
export function butterflyFunction(parameters: SviParameters, k: number): number {
  const w = totalVariance(parameters, k);
  const slope = totalVarianceSlope(parameters, k);
  const lead = 1 - (k * slope) / (2 * w);
  return lead * lead - ((slope * slope) / 4) * (1 / w + 0.25) + totalVarianceCurvature(parameters, k) / 2;
}

/** The density of ln(S/forward) at expiry, from the second derivative of the call's price: `φ(d2)·g(k)/sqrt(w)`. */
export function logDensity(parameters: SviParameters, k: number): number {
  const w = totalVariance(parameters, k);
  const root = Math.sqrt(w);
  return (normalDensity(-k / root - root / 2) * butterflyFunction(parameters, k)) / root;
}

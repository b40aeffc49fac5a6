import { normalisedBlack, normalisedVega } from "./normalised-black.ts";

/**
 * -|ln(forward/strike)|, exact to the last digits near the money too: there the quotient's rounding would be most of
 * its logarithm, while the difference of two doubles within a factor of 2 is exact.
 */
export function negativeLogMoneyness(forward: number, strike: number): number {
  const ratio = forward / strike;
  return -Math.abs(ratio > 0.5 && ratio < 2 ? Math.log1p((forward - strike) / strike) : Math.log(ratio));
}

/**
 * Undiscounted value of a European option on a forward: intrinsic value and time value, each without cancellation.
 * `totalVolatility` is volatility·sqrt(years). Inputs are the caller's to check.
 */
export function blackPrice(sign: number, forward: number, strike: number, totalVolatility: number): number {
  const intrinsic = Math.max(0, sign * (forward - strike));
  if (totalVolatility === 0 || forward === 0) return intrinsic;
  const scale = Math.sqrt(forward) * Math.sqrt(strike);
  const h = negativeLogMoneyness(forward, strike) / totalVolatility;
  const t = 0.5 * totalVolatility;
  return intrinsic + scale * normalisedBlack(h, t, normalisedVega(h, t), Math.min(forward, strike) / scale);
}

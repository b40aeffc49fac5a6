import { millsRatio } from "./mills-ratio.ts";

export const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

/** Standard normal density. */
export function normalDensity(x: number): number {
  return INVERSE_SQRT_TWO_PI * expOfMinusHalfSquare(x);
}

/** exp(-x²/2) without the rounding error of x² (x is split at a sixteenth, whose square is exact). */
function expOfMinusHalfSquare(x: number): number {
  const head = Math.trunc(x * 16) / 16;
  return Math.exp(-0.5 * head * head) * Math.exp(-0.5 * (x - head) * (x + head));
}

/** Standard normal distribution function N(x), within 1e-15 of its value in the lower tail too. */
export function normalDistribution(x: number): number {
  const far = -Math.abs(x);
  const tail = far < -40 ? 0 : normalDensity(far) * millsRatio(far);
  return x < 0 ? tail : 1 - tail;
}

/**
 * The z > 0 with ln N(-z) = `logTail`, for tails from 0.35 down to 1e-120, within 3e-7 of z: a guess. A rational
 * function in r = sqrt(-2·logTail), fitted for this project by weighted least squares.
 */
export function tailQuantile(logTail: number): number {
  const r = Math.sqrt(-2 * logTail);
  const numerator =
    -3.03345556766 + r * (-4.85573674561 + r * (3.10183828582 + r * (2.4738493911 + r * 0.214768181599)));
  const denominator = 1 + r * (4.07158437902 + r * (2.47974375545 + r * 0.21472438993));
  return numerator / denominator;
}

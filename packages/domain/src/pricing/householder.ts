import { INVERSE_SQRT_TWO_PI } from "./normal.ts";
import { blackOverVega, isNearBound, missingOverVega, normalisedVega } from "./normalised-black.ts";

/**
 * The three objective functions of "Let's Be Rational" and their roots by Householder's method of order 3 (each step
 * takes the error to its fourth power). With b' = v, b''/b' = (h² - t²)/s and b'''/b' = (b''/b')² - 3h²/s² - 1/4, all
 * derivatives come from b/v alone, so that the logarithmic ones need no exponential.
 *
 * All give s, and put the number of evaluations of the price into `evaluations[0]`; NaN if it did not settle.
 */

const EVALUATIONS_MAX = 4;
/** After a relative step of this size its fourth power is far below a rounding error. */
const STEP_SETTLED = 2e-5;

/** s + ν·(1 + ν·h₂/2)/(1 + ν·(h₂ + ν·h₃/6)), kept positive; h₂ and h₃ are the objective's derivatives over its first. */
function householderStep(s: number, newton: number, second: number, third: number): number {
  const step = (newton * (1 + 0.5 * newton * second)) / (1 + newton * (second + (newton * third) / 6));
  return step > -0.5 * s ? s + step : 0.5 * s;
}

/** Of 1/ln b(s) = 1/ln target: close to a straight line where ln b is about -x²/2s². */
export function solveLower(x: number, target: number, guess: number, evaluations: Uint8Array): number {
  const logTarget = Math.log(target);
  let s = guess;
  for (let count = 1; count <= EVALUATIONS_MAX; count += 1) {
    const h = x / s;
    const t = 0.5 * s;
    const ratio = blackOverVega(h, t);
    const log = Math.log(INVERSE_SQRT_TWO_PI * ratio) - 0.5 * (h * h + t * t);
    const newton = (logTarget - log) * (log / logTarget) * ratio;
    const curvature = ((h - t) * (h + t)) / s;
    const slope = 1 / ratio;
    const inverse = 1 / log;
    const second = curvature - slope * (1 + 2 * inverse);
    const third =
      curvature * curvature -
      (3 * h * h) / (s * s) -
      0.25 +
      slope * (2 * slope * (1 + 3 * inverse * (1 + inverse)) - 3 * curvature * (1 + 2 * inverse));
    const next = householderStep(s, newton, second, third);
    const settled = Math.abs(next - s) <= STEP_SETTLED * s;
    s = next;
    if (settled) {
      evaluations[0] = count;
      return s;
    }
  }
  return Number.NaN;
}

/** Of b(s) = target; `missing` is what the target lacks to the bound. */
export function solveMiddle(
  x: number,
  target: number,
  missing: number,
  guess: number,
  evaluations: Uint8Array,
): number {
  let s = guess;
  for (let count = 1; count <= EVALUATIONS_MAX; count += 1) {
    const h = x / s;
    const t = 0.5 * s;
    const vega = normalisedVega(h, t);
    const newton = isNearBound(h, t)
      ? missingOverVega(h, t) - missing / vega
      : target / vega - blackOverVega(h, t);
    const curvature = ((h - t) * (h + t)) / s;
    const third = curvature * curvature - (3 * h * h) / (s * s) - 0.25;
    const next = householderStep(s, newton, curvature, third);
    const settled = Math.abs(next - s) <= STEP_SETTLED * s;
    s = next;
    if (settled) {
      evaluations[0] = count;
      return s;
    }
  }
  return Number.NaN;
}

/** Of ln(bound - b(s)) = ln missing: close to a parabola where it is about -s²/8. */
export function solveUpper(x: number, missing: number, guess: number, evaluations: Uint8Array): number {
  const logMissing = Math.log(missing);
  let s = guess;
  for (let count = 1; count <= EVALUATIONS_MAX; count += 1) {
    const h = x / s;
    const t = 0.5 * s;
    const ratio = missingOverVega(h, t);
    const newton = (Math.log(INVERSE_SQRT_TWO_PI * ratio) - 0.5 * (h * h + t * t) - logMissing) * ratio;
    const curvature = ((h - t) * (h + t)) / s;
    const slope = 1 / ratio;
    const third = curvature * curvature - (3 * h * h) / (s * s) - 0.25 + slope * (2 * slope + 3 * curvature);
    const next = householderStep(s, newton, curvature + slope, third);
    const settled = Math.abs(next - s) <= STEP_SETTLED * s;
    s = next;
    if (settled) {
      evaluations[0] = count;
      return s;
    }
  }
  return Number.NaN;
}

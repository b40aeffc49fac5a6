import { solveLower, solveMiddle, solveUpper } from "./householder.ts";
import { MILLS_AT_ZERO, millsRatio } from "./mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI, tailQuantile } from "./normal.ts";
import { blackOverVega, missingOverVega } from "./normalised-black.ts";
import { controlAtLeft, controlAtRight, rationalCubic } from "./rational-cubic.ts";

/**
 * The s with b(x, s) = target after P. Jäckel, "Let's Be Rational", Wilmott 75 (2015): b has its one inflection at
 * s = sqrt(2|x|); the tangent there meets 0 and the bound at two more points. On the four ranges between them a rational
 * cubic interpolates s, or a function of it that is nearly straight there, to give a guess.
 *
 * `bound` is exp(x/2), `missing` is bound - target, given apart because it may be too small for a difference of doubles.
 * NaN if the iteration did not settle.
 */
export function totalVolatility(
  x: number,
  target: number,
  missing: number,
  bound: number,
  evaluations: Uint8Array,
): number {
  const centre = Math.sqrt(-2 * x);
  const mills = millsRatio(-centre);
  const vega = INVERSE_SQRT_TWO_PI * bound;
  const price = vega * (MILLS_AT_ZERO - mills);
  return target < price
    ? belowInflection(x, target, missing, centre, mills, price, vega, evaluations)
    : aboveInflection(x, target, missing, bound, centre, mills, price, vega, evaluations);
}

/** Where the tangent at the inflection meets 0: centre - (Y(0) - Y(-centre)), by its series where that cancels. */
function tangentFoot(centre: number, mills: number): number {
  return centre > 0.05
    ? centre - (MILLS_AT_ZERO - mills)
    : centre * centre * (0.5 * MILLS_AT_ZERO - centre * (1 / 3 - 0.125 * MILLS_AT_ZERO * centre));
}

function belowInflection(
  x: number,
  target: number,
  missing: number,
  centre: number,
  mills: number,
  price: number,
  vega: number,
  evaluations: Uint8Array,
): number {
  const foot = tangentFoot(centre, mills);
  const h = x / foot;
  const t = 0.5 * foot;
  const moneynessFactor = Math.exp(-0.5 * h * h);
  const timeFactor = Math.exp(0.5 * t * t);
  const footVega = (INVERSE_SQRT_TWO_PI * moneynessFactor) / timeFactor;
  const footPrice = footVega * blackOverVega(h, t);
  if (target < footPrice) {
    const guess = lowerGuess(x, target / footPrice, foot, footPrice, footVega, moneynessFactor, timeFactor);
    return solveLower(x, target, guess, evaluations);
  }
  const width = price - footPrice;
  const slopeLeft = 1 / footVega;
  const slopeRight = 1 / vega;
  const control = controlAtRight(width, (centre - foot) / width, slopeLeft, slopeRight, 0);
  const q = (price - target) / width;
  const guess = rationalCubic(1 - q, q, width, foot, centre, slopeLeft, slopeRight, control);
  return solveMiddle(x, target, missing, guess, evaluations);
}

const LOWER_MAP = (2 * Math.PI) / (3 * Math.sqrt(3));
const CUBE = INVERSE_SQRT_TWO_PI ** 3;
const SQRT_THREE = Math.sqrt(3);

/**
 * The lower map f = 2π/(3√3)·|x|·N(z)³, z = -|x|/(√3·s), has slope 1 in b at 0, slope 2π·z²·N(z)²·exp(z² + s²/8) =
 * z²·Y(z)²·exp(s²/8) elsewhere. `share` is the target as a share of the price at the foot.
 */
function lowerGuess(
  x: number,
  share: number,
  foot: number,
  footPrice: number,
  footVega: number,
  moneynessFactor: number,
  timeFactor: number,
): number {
  const z = x / (SQRT_THREE * foot);
  const mills = millsRatio(z);
  const scale = -LOWER_MAP * x;
  const value = scale * CUBE * moneynessFactor * mills * mills * mills;
  const slopeRight = z * z * mills * mills * timeFactor;
  const second = (slopeRight * (0.25 * foot * foot - 2 - 2 * z * z - (2 * z) / mills)) / (foot * footVega);
  const control = controlAtRight(footPrice, value / footPrice, 1, slopeRight, second);
  const mapped = rationalCubic(share, 1 - share, footPrice, 0, value, 1, slopeRight, control);
  return -x / (SQRT_THREE * tailQuantile(Math.log(mapped / scale) / 3));
}

function aboveInflection(
  x: number,
  target: number,
  missing: number,
  bound: number,
  centre: number,
  mills: number,
  price: number,
  vega: number,
  evaluations: Uint8Array,
): number {
  const head = centre + MILLS_AT_ZERO + mills;
  const h = x / head;
  const t = 0.5 * head;
  const moneynessFactor = Math.exp(0.5 * h * h);
  const timeFactor = Math.exp(-0.5 * t * t);
  const headVega = (INVERSE_SQRT_TWO_PI * timeFactor) / moneynessFactor;
  const headMissing = headVega * missingOverVega(h, t);
  if (missing >= headMissing) {
    const width = bound - headMissing - price;
    const slopeLeft = 1 / vega;
    const slopeRight = 1 / headVega;
    const control = controlAtLeft(width, (head - centre) / width, slopeLeft, slopeRight, 0);
    const share = (target - price) / width;
    const guess = rationalCubic(share, 1 - share, width, centre, head, slopeLeft, slopeRight, control);
    return solveMiddle(x, target, missing, guess, evaluations);
  }
  const guess = upperGuess(missing, h, head, headMissing, moneynessFactor, timeFactor);
  return 2 * missing < bound
    ? solveUpper(x, missing, guess, evaluations)
    : solveMiddle(x, target, missing, guess, evaluations);
}

/** The upper map f = N(-s/2) has slope -exp(h²/2)/2 in b, -1/2 at the bound, and f'' = sqrt(π/2)·h²/s·exp(h² + s²/8). */
function upperGuess(
  missing: number,
  h: number,
  head: number,
  headMissing: number,
  moneynessFactor: number,
  timeFactor: number,
): number {
  const value = INVERSE_SQRT_TWO_PI * timeFactor * millsRatio(-0.5 * head);
  const slopeLeft = -0.5 * moneynessFactor;
  const second = (MILLS_AT_ZERO * h * h * moneynessFactor * moneynessFactor) / (head * timeFactor);
  const control = controlAtLeft(headMissing, -value / headMissing, slopeLeft, -0.5, second);
  const rest = missing / headMissing;
  const mapped = rationalCubic(1 - rest, rest, headMissing, value, 0, slopeLeft, -0.5, control);
  return 2 * tailQuantile(Math.log(mapped));
}

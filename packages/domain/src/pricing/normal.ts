/**
 * Error and normal distribution functions with full relative accuracy in the tails (about 1e-15).
 *
 * Source of the rational minimax approximations: W. J. Cody, "Rational Chebyshev Approximations for the Error
 * Function", Mathematics of Computation 23 (1969), 631-637.
 */
const SMALL_NUMERATOR = [
  3.1611237438705656, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3,
  1.85777706184603153e-1,
] as const;
const SMALL_DENOMINATOR = [
  2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3,
] as const;
const MIDDLE_NUMERATOR = [
  5.64188496988670089e-1, 8.88314979438837594, 6.61191906371416295e1, 2.98635138197400131e2,
  8.8195222124176909e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3,
  2.15311535474403846e-8,
] as const;
const MIDDLE_DENOMINATOR = [
  1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3,
  3.29079923573345963e3, 4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3,
] as const;
const LARGE_NUMERATOR = [
  3.05326634961232344e-1, 3.60344899949804439e-1, 1.25781726111229246e-1, 1.60837851487422766e-2,
  6.58749161529837803e-4, 1.63153871373020978e-2,
] as const;
const LARGE_DENOMINATOR = [
  2.56852019228982242, 1.87295284992346725, 5.27905102951428412e-1, 6.05183413124413191e-2,
  2.33520497626869185e-3,
] as const;

const SMALL_MAX = 0.46875;
const MIDDLE_MAX = 4;
const INVERSE_SQRT_PI = 0.564189583547756286948;
export const INVERSE_SQRT_TWO_PI = 0.398942280401432677939946;

function smallErf(x: number): number {
  const square = x * x;
  const [n0, n1, n2, n3, n4] = SMALL_NUMERATOR;
  const [d0, d1, d2, d3] = SMALL_DENOMINATOR;
  const numerator = (((n4 * square + n0) * square + n1) * square + n2) * square + n3;
  const denominator = (((square + d0) * square + d1) * square + d2) * square + d3;
  return (x * numerator) / denominator;
}

/** erfcx for y above `SMALL_MAX`. */
function scaledTail(y: number): number {
  if (y <= MIDDLE_MAX) {
    const [n0, n1, n2, n3, n4, n5, n6, n7, n8] = MIDDLE_NUMERATOR;
    const [d0, d1, d2, d3, d4, d5, d6, d7] = MIDDLE_DENOMINATOR;
    const numerator =
      (((((((n8 * y + n0) * y + n1) * y + n2) * y + n3) * y + n4) * y + n5) * y + n6) * y + n7;
    const denominator = (((((((y + d0) * y + d1) * y + d2) * y + d3) * y + d4) * y + d5) * y + d6) * y + d7;
    return numerator / denominator;
  }
  const z = 1 / (y * y);
  const [n0, n1, n2, n3, n4, n5] = LARGE_NUMERATOR;
  const [d0, d1, d2, d3, d4] = LARGE_DENOMINATOR;
  const numerator = ((((n5 * z + n0) * z + n1) * z + n2) * z + n3) * z + n4;
  const denominator = ((((z + d0) * z + d1) * z + d2) * z + d3) * z + d4;
  return (INVERSE_SQRT_PI - (z * numerator) / denominator) / y;
}

/** exp(-y²) without the rounding error of y² (y is split at a sixteenth, whose square is exact). */
function expOfMinusSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return Math.exp(-head * head) * Math.exp(-(y - head) * (y + head));
}

/** erf(x). Odd, in [-1, 1]. */
export function erf(x: number): number {
  const y = Math.abs(x);
  if (y <= SMALL_MAX) return smallErf(x);
  const tail = erfc(y);
  return x < 0 ? tail - 1 : 1 - tail;
}

/** erfc(x) = 1 - erf(x), keeping its relative accuracy down to about 1e-308. */
export function erfc(x: number): number {
  const y = Math.abs(x);
  if (y <= SMALL_MAX) return 1 - smallErf(x);
  if (y > 27) return x > 0 ? 0 : 2;
  const tail = scaledTail(y) * expOfMinusSquare(y);
  return x < 0 ? 2 - tail : tail;
}

/** exp(x²)·erfc(x). Overflows to infinity below about -26.6. */
export function erfcx(x: number): number {
  const y = Math.abs(x);
  if (y <= SMALL_MAX) return Math.exp(x * x) * (1 - smallErf(x));
  const tail = scaledTail(y);
  return x < 0 ? 2 / expOfMinusSquare(y) - tail : tail;
}

/** Standard normal density. */
export function normalDensity(x: number): number {
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * x * x);
}

/** Standard normal distribution function N(x), with relative accuracy in the lower tail. */
export function normalDistribution(x: number): number {
  return 0.5 * erfc(-x * Math.SQRT1_2);
}

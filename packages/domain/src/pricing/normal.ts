/**
 * Error and normal distribution functions with full relative accuracy in the tails (about 1e-15).
 *
 * Source of the rational minimax approximations: W. J. Cody, "Rational Chebyshev Approximations for the Error
 * Function", Mathematics of Computation 23 (1969), 631-637.
 */
const SMALL_NUMERATOR = [
  3.1611237438705655, 113.86415415105016, 377.485237685302, 3209.3775891384694, 0.18577770618460315,
] as const;
const SMALL_DENOMINATOR = [
  23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171,
] as const;
const MIDDLE_NUMERATOR = [
  0.5641884969886701, 8.883149794388377, 66.11919063714163, 298.6351381974001, 881.952221241769,
  1712.0476126340707, 2051.0783778260716, 1230.3393547979972, 2.1531153547440383e-8,
] as const;
const MIDDLE_DENOMINATOR = [
  15.744926110709835, 117.6939508913125, 537.1811018620099, 1621.3895745666903, 3290.7992357334597,
  4362.619090143247, 3439.3676741437216, 1230.3393548037495,
] as const;
const LARGE_NUMERATOR = [
  0.30532663496123236, 0.36034489994980445, 0.12578172611122926, 0.016083785148742275, 0.0006587491615298378,
  0.016315387137302097,
] as const;
const LARGE_DENOMINATOR = [
  2.568520192289822, 1.8729528499234673, 0.5279051029514285, 0.06051834131244132, 0.0023352049762686918,
] as const;

const SMALL_MAX = 0.46875;
const MIDDLE_MAX = 4;
const INVERSE_SQRT_PI = 0.5641895835477563;
export const INVERSE_SQRT_TWO_PI = 0.3989422804014327;

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

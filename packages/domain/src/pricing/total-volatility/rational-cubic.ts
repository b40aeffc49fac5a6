/**
 * Rational cubic interpolation (R. Delbourgo and J. A. Gregory, "Shape preserving piecewise rational interpolation",
 * SIAM Journal on Scientific and Statistical Computing 6 (1985), 967-976): a cubic at r = 3, a straight line as r grows.
 */

/** From here on the curve is a straight line to all digits that a guess needs. */
const STRAIGHT = 1e10;

/** The r that gives a second derivative at the left end; no less than what keeps the data's shape. */
export function controlAtLeft(
  width: number,
  slope: number,
  slopeLeft: number,
  slopeRight: number,
  secondLeft: number,
): number {
  const wanted = (0.5 * width * secondLeft + (slopeRight - slopeLeft)) / (slope - slopeLeft);
  return Math.max(wanted, leastControl(slope, slopeLeft, slopeRight));
}

/** The r that gives a second derivative at the right end; no less than what keeps the data's shape. */
export function controlAtRight(
  width: number,
  slope: number,
  slopeLeft: number,
  slopeRight: number,
  secondRight: number,
): number {
  const wanted = (0.5 * width * secondRight + (slopeRight - slopeLeft)) / (slopeRight - slope);
  return Math.max(wanted, leastControl(slope, slopeLeft, slopeRight));
}

/** Monotone data stay monotone, convex or concave ones convex or concave. */
function leastControl(slope: number, slopeLeft: number, slopeRight: number): number {
  const monotone = slopeLeft * slope >= 0 && slopeRight * slope >= 0 ? (slopeLeft + slopeRight) / slope : -1;
  const rise = slopeRight - slopeLeft;
  const bent = (slope - slopeLeft) * (slopeRight - slope) > 0;
  const shaped = bent ? Math.max(rise / (slopeRight - slope), rise / (slope - slopeLeft)) : -1;
  return Math.max(monotone, shaped, -1);
}

/** Value at the share t = 1 - q of the way from the left end; both are given, so that each keeps its digits at its end. */
export function rationalCubic(
  t: number,
  q: number,
  width: number,
  left: number,
  right: number,
  slopeLeft: number,
  slopeRight: number,
  control: number,
): number {
  if (!(control < STRAIGHT)) return right * t + left * q;
  const outer = right * t * t * t + left * q * q * q;
  const inner = (control * right - width * slopeRight) * t + (control * left + width * slopeLeft) * q;
  return (outer + inner * t * q) / (1 + (control - 3) * t * q);
}

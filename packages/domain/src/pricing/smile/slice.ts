import { isButterflyFree } from "./butterfly.ts";

/** Quotes to fit, as columns by log-moneyness `k`: total variance and its weight (of sum 1). */
export interface SlicePoints {
  readonly k: Float64Array;
  readonly variance: Float64Array;
  readonly weight: Float64Array;
}

/** Raw parameters by their wings: `w(k) = a + right·(R + x)/2 + left·(R - x)/2`, `x = k - m`, `R = sqrt(x² + sigma²)`. */
export interface Slice {
  readonly a: number;
  /** b·(1 + rho): the slope of w far right. */
  readonly right: number;
  /** b·(1 - rho): minus the slope of w far left. */
  readonly left: number;
  readonly m: number;
  readonly sigma: number;
  /** Weighted mean of the squared errors in total variance. */
  readonly loss: number;
}

/** A margin to Lee's bound of 2: distributions of steeper wings have next to no mean. */
const SLOPE_MAX = 1.9;
/** The lowest total variance of a curve, of the lowest quoted one: between quotes no curve falls to nothing. */
const FLOOR = 0.1;
/** To what a slice that has to be drawn towards the flat one is drawn exactly. */
const SHARE_STEP = 1 / 1024;

/** Weighted moments of both wings' shapes and the variances, all about their means. */
interface Moments {
  readonly rightMean: number;
  readonly leftMean: number;
  readonly varianceMean: number;
  readonly rightRight: number;
  readonly rightLeft: number;
  readonly leftLeft: number;
  readonly rightVariance: number;
  readonly leftVariance: number;
  readonly varianceVariance: number;
}

function momentsOf({ k, variance, weight }: SlicePoints, m: number, sigma: number): Moments {
  let [r, l, v, rr, rl, ll, rv, lv, vv] = [0, 0, 0, 0, 0, 0, 0, 0, 0];
  // About the first point, so that nothing is lost when all are alike.
  const origin = variance[0] as number;
  for (let index = 0; index < k.length; index += 1) {
    const x = (k[index] as number) - m;
    const root = Math.sqrt(x * x + sigma * sigma);
    const right = 0.5 * (root + x);
    const left = 0.5 * (root - x);
    const share = weight[index] as number;
    const w = (variance[index] as number) - origin;
    r += share * right;
    l += share * left;
    v += share * w;
    rr += share * right * right;
    rl += share * right * left;
    ll += share * left * left;
    rv += share * right * w;
    lv += share * left * w;
    vv += share * w * w;
  }
  return {
    rightMean: r,
    leftMean: l,
    varianceMean: v + origin,
    rightRight: rr - r * r,
    rightLeft: rl - r * l,
    leftLeft: ll - l * l,
    rightVariance: rv - r * v,
    leftVariance: lv - l * v,
    varianceVariance: vv - v * v,
  };
}

function lossAt(moments: Moments, right: number, left: number): number {
  const { rightRight, rightLeft, leftLeft, rightVariance, leftVariance, varianceVariance } = moments;
  const loss =
    varianceVariance -
    2 * (right * rightVariance + left * leftVariance) +
    right * right * rightRight +
    2 * right * left * rightLeft +
    left * left * leftLeft;
  return Math.max(0, loss);
}

function clampSlope(slope: number): number {
  return slope > 0 ? Math.min(SLOPE_MAX, slope) : 0;
}

/** The best slope of the one wing when the other's is given. */
function bestSlope(covariance: number, mixed: number, square: number, other: number): number {
  return square > 0 ? clampSlope((covariance - mixed * other) / square) : 0;
}

/** Least squares in both wings' slopes inside [0, SLOPE_MAX]²: the plain solution, or the best of the four edges. */
function bestWings(moments: Moments): readonly [right: number, left: number] {
  const { rightRight, rightLeft, leftLeft, rightVariance, leftVariance } = moments;
  const determinant = rightRight * leftLeft - rightLeft * rightLeft;
  const right = (rightVariance * leftLeft - leftVariance * rightLeft) / determinant;
  const left = (leftVariance * rightRight - rightVariance * rightLeft) / determinant;
  if (right >= 0 && right <= SLOPE_MAX && left >= 0 && left <= SLOPE_MAX) return [right, left];
  let best: readonly [number, number] = [0, 0];
  let bestLoss = lossAt(moments, 0, 0);
  for (const edge of [0, SLOPE_MAX]) {
    const onLeft = bestSlope(leftVariance, rightLeft, leftLeft, edge);
    const onRight = bestSlope(rightVariance, rightLeft, rightRight, edge);
    for (const pair of [[edge, onLeft] as const, [onRight, edge] as const]) {
      const loss = lossAt(moments, pair[0], pair[1]);
      if (loss < bestLoss) [best, bestLoss] = [pair, loss];
    }
  }
  return best;
}

/** The loss of the best slice with this `m` and `sigma`, arbitrage or not. */
export function unboundLoss(points: SlicePoints, m: number, sigma: number): number {
  const moments = momentsOf(points, m, sigma);
  const [right, left] = bestWings(moments);
  return lossAt(moments, right, left);
}

/**
 * The best arbitrage-free slice with this `m` and `sigma`. For these two the problem is linear in the other three (the
 * "quasi-explicit" calibration of S. De Marco, Zeliade Systems white paper ZWP-0005, 2009), here in level and wings'
 * slopes, whose bounds are a box. A solution with butterfly arbitrage is drawn towards the flat slice, which has none,
 * until it is proved to be free. One whose loss is not below `below` even with arbitrage has a loss of Infinity.
 */
export function bestSlice(
  points: SlicePoints,
  m: number,
  sigma: number,
  lowest: number,
  below: number,
): Slice {
  const moments = momentsOf(points, m, sigma);
  const [right, left] = bestWings(moments);
  const level = moments.varianceMean;
  const rise = right * moments.rightMean + left * moments.leftMean;
  const bend = sigma * Math.sqrt(right * left);
  const isFree = (share: number) =>
    level + share * (bend - rise) >= FLOOR * lowest &&
    isButterflyFree(level - share * rise, share * right, share * left, m, sigma);
  const isWanted = lossAt(moments, right, left) < below;
  let free = 1;
  if (isWanted && !isFree(1)) {
    free = 0;
    for (let step = 0.5; step >= SHARE_STEP; step /= 2) if (isFree(free + step)) free += step;
  }
  const loss = isWanted ? lossAt(moments, free * right, free * left) : Infinity;
  return { a: level - free * rise, right: free * right, left: free * left, m, sigma, loss };
}

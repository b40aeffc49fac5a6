/** One strike's call minus put: the middle, what bids and asks allow, and how much its width lets it count. */
export interface ParityPoint {
  readonly strike: number;
  readonly difference: number;
  readonly low: number;
  readonly high: number;
  /** One over the variance that the widths suggest. */
  readonly weight: number;
}

/** The line `difference = discount·(forward - strike)` and its standard errors. */
export interface ParityFit {
  readonly forward: number;
  readonly discount: number;
  readonly forwardStandardError: number;
  /** 0 when the discount was given. */
  readonly discountStandardError: number;
  readonly points: readonly ParityPoint[];
}

const ITERATIONS_MAX = 60;
/** Of the forward: far below what any quote tells. */
const SETTLED = 1e-9;
/** Residuals beyond this many scales count less (P. Huber 1964: 95 % efficiency on normal noise). */
const HUBER_BOUND = 1.345;
/** Beyond this many scales not at all (J. Tukey's biweight, 95 % efficiency). */
const BIWEIGHT_BOUND = 4.685;
/** Median absolute deviation to standard deviation of a normal distribution. */
const MAD_TO_DEVIATION = 1.4826;

function huber(ratio: number): number {
  return ratio <= HUBER_BOUND ? 1 : HUBER_BOUND / ratio;
}

function biweight(ratio: number): number {
  return ratio >= BIWEIGHT_BOUND ? 0 : (1 - (ratio / BIWEIGHT_BOUND) ** 2) ** 2;
}

function median(values: readonly number[]): number {
  // A typed array sorts numbers without asking how they compare.
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

interface Line {
  readonly forward: number;
  readonly discount: number;
}

interface Sums {
  readonly weight: number;
  readonly centre: number;
  readonly spread: number;
}

/** Weighted least squares: through all points, or with its slope given. Null when the strikes do not tell a slope. */
function leastSquares(
  points: readonly ParityPoint[],
  share: readonly number[],
  given: number | null,
): { readonly line: Line; readonly sums: Sums } | null {
  let [weight, strikes, differences] = [0, 0, 0];
  points.forEach((point, index) => {
    const w = point.weight * (share[index] ?? 0);
    weight += w;
    strikes += w * point.strike;
    differences += w * point.difference;
  });
  const centre = strikes / weight;
  const level = differences / weight;
  let [spread, covariance] = [0, 0];
  points.forEach((point, index) => {
    const w = point.weight * (share[index] ?? 0);
    spread += w * (point.strike - centre) ** 2;
    covariance += w * (point.strike - centre) * (point.difference - level);
  });
  const discount = given ?? -covariance / spread;
  if (!(discount > 0 && Number.isFinite(discount))) return null;
  return { line: { forward: centre + level / discount, discount }, sums: { weight, centre, spread } };
}

/** By how much a point's difference exceeds the line's. */
export function residual({ forward, discount }: Line, { strike, difference }: ParityPoint): number {
  return difference - discount * (forward - strike);
}

/**
 * The line by iteratively reweighted least squares: Huber's weights first, whose fit does not depend on where it
 * starts, then Tukey's biweight, which lets outliers (stale quotes) drop out wholly; scale by the median absolute
 * deviation. Method: P. Huber and E. Ronchetti, Robust Statistics (2009), chapter 7. Null when the strikes do not
 * tell a discount above 0.
 */
export function regressParity(points: readonly ParityPoint[], discount: number | null): ParityFit | null {
  let share = points.map(() => 1);
  let fitted = leastSquares(points, share, discount);
  let scale = 0;
  for (const weigh of [huber, biweight]) {
    for (let iteration = 0; iteration < ITERATIONS_MAX && fitted !== null; iteration += 1) {
      const { line } = fitted;
      const sizes = points.map((point) => Math.abs(residual(line, point)) * Math.sqrt(point.weight));
      scale = MAD_TO_DEVIATION * median(sizes);
      // More than half of the points lie on the line to the last digits.
      if (scale < 1e-9) break;
      share = sizes.map((size) => weigh(size / scale));
      const next = leastSquares(points, share, discount);
      const moved = next === null ? 0 : Math.abs(next.line.forward - line.forward);
      fitted = next;
      if (moved <= SETTLED * Math.abs(line.forward)) break;
    }
  }
  return fitted === null ? null : withErrors(points, share, fitted, discount);
}

function withErrors(
  points: readonly ParityPoint[],
  share: readonly number[],
  { line, sums }: { readonly line: Line; readonly sums: Sums },
  given: number | null,
): ParityFit {
  let squares = 0;
  let counted = 0;
  points.forEach((point, index) => {
    const part = share[index] ?? 0;
    squares += part * point.weight * residual(line, point) ** 2;
    counted += part;
  });
  const freedom = counted - (given === null ? 2 : 1);
  // With nothing left over to tell the noise, the widths have to: their variance is one over the weight.
  const variance = freedom > 0 ? squares / freedom : 1;
  const discountStandardError = given === null ? Math.sqrt(variance / sums.spread) : 0;
  const leverage = given === null ? (line.forward - sums.centre) ** 2 / sums.spread : 0;
  return {
    ...line,
    forwardStandardError: Math.sqrt(variance * (1 / sums.weight + leverage)) / line.discount,
    discountStandardError,
    points,
  };
}

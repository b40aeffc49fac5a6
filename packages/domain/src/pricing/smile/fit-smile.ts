import { minimiseInPlane, type Place } from "./nelder-mead.ts";
import { bestSlice, type Slice, type SlicePoints, unboundLoss } from "./slice.ts";
import type { Smile, SmilePoint } from "./smile.ts";
import { type SviParameters, totalVariance } from "./svi.ts";

export interface SmileInput {
  readonly forward: number;
  /** Above 0. */
  readonly years: number;
  /** In any order; several of one strike are all used. */
  readonly points: readonly SmilePoint[];
}

export type SmileFailure =
  /** `forward`, `years`, or a point's strike, volatility or weight is NaN, infinite or not above 0. */
  | "bad-forward"
  | "bad-years"
  | "bad-point"
  /** Fewer than `SMILE_POINTS_MIN` strikes: the curve has five parameters. */
  | "too-few-points"
  /** The search did not settle. */
  | "no-convergence"
  /** No curve without arbitrage comes near the points: see `SMILE_ERROR_MAX`. */
  | "arbitrage";

export type SmileResult =
  | { readonly kind: "smile"; readonly smile: Smile }
  | { readonly kind: "failed"; readonly reason: SmileFailure };

export const SMILE_POINTS_MIN = 5;
/** Weighted root mean square error of a curve that may be used, of the points' mean volatility. */
export const SMILE_ERROR_MAX = 0.25;
/** In units of the search's scale and of the points' mean square total variance. */
const SEARCH = {
  step: 0.4,
  tolerance: 1e-3,
  relativeTolerance: 1e-5,
  absoluteTolerance: 1e-15,
  evaluationsMax: 400,
};

function failed(reason: SmileFailure): SmileResult {
  return { kind: "failed", reason };
}

const isPositive = (value: number) => value > 0 && value < Infinity;
const isPoint = ({ strike, volatility, weight }: SmilePoint) =>
  isPositive(strike) && isPositive(volatility) && isPositive(weight);

function byStrike(one: SmilePoint, other: SmilePoint): number {
  return one.strike - other.strike || one.volatility - other.volatility || one.weight - other.weight;
}

/** Errors in volatility are errors in total variance over `2·volatility·years`, to first order. */
function slicePoints({ forward, years, points }: SmileInput): SlicePoints {
  const heaviest = points.reduce((most, { weight }) => Math.max(most, weight), 0);
  const weight = Float64Array.from(
    points,
    ({ weight, volatility }) => weight / heaviest / (2 * volatility * years) ** 2,
  );
  const sum = weight.reduce((total, share) => total + share, 0);
  return {
    k: Float64Array.from(points, ({ strike }) => Math.log(strike / forward)),
    variance: Float64Array.from(points, ({ volatility }) => volatility * volatility * years),
    weight: weight.map((share) => share / sum),
  };
}

const BENDS = [-2.3, -0.9, 0.5] as const;
const PLACES = 8;
const BEND_MIN = 0.2;

/** Where the search begins: the best of a coarse grid over the quoted strikes. */
function coarseBest(points: SlicePoints, scale: number): Place {
  const low = points.k[0] as number;
  const high = points.k.at(-1) as number;
  let best: Place = { x: 0, y: 0 };
  let bestLoss = Infinity;
  for (let place = 0; place <= PLACES; place += 1) {
    const m = low + ((high - low) * place) / PLACES;
    for (const y of BENDS) {
      const loss = unboundLoss(points, m, scale * bendOf(y));
      if (loss < bestLoss) [best, bestLoss] = [{ x: m / scale, y }, loss];
    }
  }
  return best;
}

/** A bend much sharper than the deviation is a point mass in the density, a far wider one a parabola. */
function bendOf(y: number): number {
  return BEND_MIN + Math.exp(y);
}

function parametersOf({ a, right, left, m, sigma }: Slice): SviParameters {
  const b = (right + left) / 2;
  return b === 0 ? { a, b, rho: 0, m: 0, sigma: 0 } : { a, b, rho: (right - left) / (2 * b), m, sigma };
}

function errorsOf(parameters: SviParameters, { forward, years, points }: SmileInput) {
  let [squares, weights, maxError, volatilities] = [0, 0, 0, 0];
  for (const { strike, volatility, weight } of points) {
    const model = Math.sqrt(totalVariance(parameters, Math.log(strike / forward)) / years);
    const error = Math.abs(model - volatility);
    squares += weight * error * error;
    volatilities += weight * volatility;
    weights += weight;
    maxError = Math.max(maxError, error);
  }
  return { rmsError: Math.sqrt(squares / weights), maxError, meanVolatility: volatilities / weights };
}

/** The slice of the least loss, or null when the search did not settle. */
function search(points: SlicePoints): Slice | null {
  const { k, variance, weight } = points;
  const lowest = variance.reduce((least, value) => Math.min(least, value));
  const [low, high] = [k[0] as number, k.at(-1) as number];
  // A curve's bend is about as wide as the expiry's deviation, and no wider than what is quoted tells.
  const scale = Math.min(Math.sqrt(lowest), high - low);
  const unit = variance.reduce((sum, value, index) => sum + value * value * (weight[index] as number), 0);
  // A bottom among the quoted strikes is all that quotes can tell, and so of its bend.
  const placeOf = (x: number) => Math.min(high / scale, Math.max(low / scale, x));
  const sharpnessOf = (y: number) => Math.min(3, Math.max(-4, y));
  const sliceAt = (x: number, y: number, below: number) =>
    bestSlice(points, scale * placeOf(x), scale * bendOf(sharpnessOf(y)), lowest, below);
  const found = minimiseInPlane(
    (x, y, below) => {
      // Beyond them the loss rises, to lead back.
      const factor = (1 + Math.abs(x - placeOf(x)) + Math.abs(y - sharpnessOf(y))) / unit;
      return factor * sliceAt(x, y, below / factor).loss;
    },
    coarseBest(points, scale),
    SEARCH,
  );
  return found.settled ? sliceAt(found.x, found.y, Infinity) : null;
}

/**
 * Fits the SVI curve without butterfly arbitrage whose volatilities have the least weighted squares of errors to one
 * expiry's points. Same points, same curve, whatever their order. Never throws.
 */
export function fitSmile({ forward, years, points: given }: SmileInput): SmileResult {
  if (!isPositive(forward)) return failed("bad-forward");
  if (!isPositive(years)) return failed("bad-years");
  if (!given.every(isPoint)) return failed("bad-point");
  if (new Set(given.map(({ strike }) => strike)).size < SMILE_POINTS_MIN) return failed("too-few-points");
  const points = [...given].sort(byStrike);
  const slices = slicePoints({ forward, years, points });
  // Volatilities whose squares are no doubles.
  if (!slices.variance.every(isPositive) || !slices.weight.every((share) => share < Infinity))
    return failed("bad-point");
  const slice = search(slices);
  if (slice === null) return failed("no-convergence");
  const parameters = parametersOf(slice);
  const { rmsError, maxError, meanVolatility } = errorsOf(parameters, { forward, years, points });
  if (!(rmsError <= SMILE_ERROR_MAX * meanVolatility)) return failed("arbitrage");
  const [strikeLow, strikeHigh] = [points[0]?.strike as number, points.at(-1)?.strike as number];
  const errors = { rmsError, maxError, points: points.length };
  return { kind: "smile", smile: { forward, years, parameters, ...errors, strikeLow, strikeHigh } };
}

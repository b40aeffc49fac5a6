import { type AmericanMarket, type Quotes, ROUNDS_MAX, settle } from "./parity-american.ts";
import { type ParityFit, residual } from "./parity-regression.ts";

/** Rates that are looked for where none is given. */
export const RATE_LOWEST = -0.02;
export const RATE_HIGHEST = 0.2;
const RATE_STEP = 0.01;
const GOLDEN = (Math.sqrt(5) - 1) / 2;
const GOLDEN_STEPS = 16;
/** Enough to compare rates by; the last fit settles. */
const ROUNDS_TO_COMPARE = 2;

/** How badly a rate fits: the weighted absolute residuals, which outliers cannot dominate. */
function loss(fit: ParityFit | null): number {
  if (fit === null) return Infinity;
  return fit.points.reduce((sum, point) => sum + Math.sqrt(point.weight) * Math.abs(residual(fit, point)), 0);
}

/**
 * The rate under which the pairs lie best on parity's line. Early exercise bends `call - put` as much as interest
 * tilts it, so that a free slope has two answers: every rate is tried with its own premiums instead, by steps and then
 * by golden section. The standard error follows from how the residuals move with the rate.
 */
export function withFreeRate(quotes: Quotes, market: AmericanMarket, first: ParityFit): ParityFit | null {
  const { years } = market;
  let start = first;
  const at = (rate: number, rounds: number): ParityFit | null => {
    const fit = settle(quotes, market, Math.exp(-rate * years), start, rounds);
    // The next rate is a near one: from here it takes fewer rounds.
    start = fit ?? start;
    return fit;
  };
  const lossAt = (rate: number): number => loss(at(rate, ROUNDS_TO_COMPARE));
  let best = { rate: 0, loss: Infinity };
  for (let step = 0; RATE_LOWEST + step * RATE_STEP <= RATE_HIGHEST + 1e-9; step += 1) {
    const rate = RATE_LOWEST + step * RATE_STEP;
    const missed = lossAt(rate);
    if (missed < best.loss) best = { rate, loss: missed };
  }
  let [low, high] = [best.rate - RATE_STEP, best.rate + RATE_STEP];
  let [left, right] = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)];
  at(left, ROUNDS_MAX);
  let [lossLeft, lossRight] = [lossAt(left), lossAt(right)];
  for (let step = 0; step < GOLDEN_STEPS; step += 1) {
    if (lossLeft < lossRight) {
      [high, right, lossRight] = [right, left, lossLeft];
      left = high - GOLDEN * (high - low);
      lossLeft = lossAt(left);
    } else {
      [low, left, lossLeft] = [left, right, lossRight];
      right = low + GOLDEN * (high - low);
      lossRight = lossAt(right);
    }
  }
  const rate = 0.5 * (low + high);
  const [fit, above] = [at(rate, ROUNDS_MAX), at(rate + RATE_STEP / 10, ROUNDS_MAX)];
  if (fit === null || above === null) return null;
  let [squares, information] = [0, 0];
  fit.points.forEach((point, index) => {
    const missed = residual(fit, point);
    const other = above.points[index];
    const slope = other === undefined ? 0 : (residual(above, other) - missed) / (RATE_STEP / 10);
    squares += point.weight * missed * missed;
    information += point.weight * slope * slope;
  });
  const variance = squares / Math.max(1, fit.points.length - 2);
  return { ...fit, discountStandardError: fit.discount * years * Math.sqrt(variance / information) };
}

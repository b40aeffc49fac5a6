import { negativeLogMoneyness } from "./black-core.ts";
import type { PricingInput } from "./black-scholes.ts";
import { normalisedBlack, normalisedBlackComplement, normalisedVega } from "./normalised-black.ts";

/** A European option's price and all that determines it but the volatility. */
export interface ImpliedVolatilityInput extends Omit<PricingInput, "volatility"> {
  /** Price per share now, premium paid today. */
  readonly price: number;
}

/** Why a price has no implied volatility. */
export type ImpliedVolatilityFailure =
  /** The price is below the discounted intrinsic value: an arbitrage, a stale quote or an American price. */
  | "below-intrinsic"
  /** The time value is 0 to the last digits of the price: every small volatility fits. */
  | "at-intrinsic"
  /** At or above the price at infinite volatility (the discounted forward of a call, strike of a put). */
  | "above-bound"
  /** No time left. */
  | "expired"
  /** An input is NaN or infinite. */
  | "non-finite"
  /** The price is below 0, or spot or strike are not above 0. */
  | "negative"
  /** The iteration did not settle; never seen, kept so that it would not pass silently. */
  | "no-convergence";

export type ImpliedVolatilityResult =
  | { readonly kind: "volatility"; readonly volatility: number; readonly iterations: number }
  | { readonly kind: "failed"; readonly reason: ImpliedVolatilityFailure };

const ITERATIONS_MAX = 64;
/** Halley's steps cube the error: a relative step of this size leaves less than a rounding error. */
const STEP_SETTLED = 3e-8;

function failed(reason: ImpliedVolatilityFailure): ImpliedVolatilityResult {
  return { kind: "failed", reason };
}

/** The Black-Scholes-Merton volatility of a price, or the reason why there is none. Never throws. */
export function impliedVolatility(input: ImpliedVolatilityInput): ImpliedVolatilityResult {
  const { right, spot, strike, years, rate, dividendYield, price } = input;
  if (!Number.isFinite(spot + strike + years + rate + dividendYield + price)) return failed("non-finite");
  if (price < 0 || spot <= 0 || strike <= 0) return failed("negative");
  if (years <= 0) return failed("expired");
  const forward = spot * Math.exp((rate - dividendYield) * years);
  const undiscounted = price / Math.exp(-rate * years);
  const intrinsic = Math.max(0, right === "call" ? forward - strike : strike - forward);
  const bound = right === "call" ? forward : strike;
  const noise = intrinsic > 0 ? 4 * Number.EPSILON * Math.max(forward, strike) : 0;
  const timeValue = undiscounted - intrinsic;
  if (timeValue < -noise) return failed("below-intrinsic");
  if (timeValue <= noise) return failed("at-intrinsic");
  if (undiscounted >= bound) return failed("above-bound");
  const scale = Math.sqrt(forward) * Math.sqrt(strike);
  const moneyness = negativeLogMoneyness(forward, strike);
  const solved = solveTotalVolatility(moneyness, timeValue / scale, (bound - undiscounted) / scale);
  if (solved === null) return failed("no-convergence");
  return {
    kind: "volatility",
    volatility: solved.totalVolatility / Math.sqrt(years),
    iterations: solved.iterations,
  };
}

/** How far an objective is from its target (as Newton's step in s) and its second over its first derivative. */
interface Approach {
  readonly newtonStep: number;
  readonly curvature: number;
}

/**
 * The objective in which the price is closest to a straight line in s, after Jäckel's split: the price's own shape
 * in the middle, `1/sqrt(-ln b)` in the lower tail (there ln b is about -x²/2s²), `ln` of what is missing to the
 * bound in the upper one (there about -s²/8).
 */
function approach(x: number, s: number, target: number, missing: number, middle: number): Approach {
  const vega = normalisedVega(x, s);
  const slopeRatio = (x * x) / (s * s * s) - s / 4;
  if (target < middle) {
    const b = normalisedBlack(x, s);
    const log = -Math.log(b);
    const logTarget = -Math.log(target);
    const gain = log * (1 - Math.sqrt(log / logTarget));
    return {
      // (w* - w)/w' with w = log^(-1/2), written with differences that stay finite.
      newtonStep: (-2 * gain * b) / vega,
      curvature: (1.5 * vega) / (b * log) + slopeRatio - vega / b,
    };
  }
  if (missing < target) {
    const complement = normalisedBlackComplement(x, s);
    return {
      newtonStep: (Math.log(complement / missing) * complement) / vega,
      curvature: slopeRatio + vega / complement,
    };
  }
  return { newtonStep: (target - normalisedBlack(x, s)) / vega, curvature: slopeRatio };
}

function firstGuess(x: number, target: number, middle: number): number {
  // b is below exp(-x²/2s²) in the lower tail, and below s/sqrt(2π) everywhere: both guesses lie left of the root.
  if (target < middle) return -x / Math.sqrt(-2 * Math.log(target));
  return Math.max(Math.sqrt(-2 * x), target * Math.sqrt(2 * Math.PI));
}

/**
 * The s with b(x, s) = target by Halley's method, held inside a bracket that bisects whenever a step would leave it.
 * `missing` is exp(x/2) - target, given apart because it may be too small to be a difference of doubles.
 */
function solveTotalVolatility(
  x: number,
  target: number,
  missing: number,
): { readonly totalVolatility: number; readonly iterations: number } | null {
  const middle = x === 0 ? 0 : normalisedBlack(x, Math.sqrt(-2 * x));
  let low = 0;
  let high = Infinity;
  let s = firstGuess(x, target, middle);
  for (let iterations = 1; iterations <= ITERATIONS_MAX; iterations += 1) {
    const { newtonStep, curvature } = approach(x, s, target, missing, middle);
    // NaN arises only where b underflows to 0: the root lies to the right.
    if (newtonStep < 0) high = s;
    else low = s;
    const halley = newtonStep / Math.min(4, Math.max(0.5, 1 + 0.5 * newtonStep * curvature));
    const next = s + halley;
    const inside = next > low && next < high;
    if (Math.abs(halley) <= STEP_SETTLED * s) return { totalVolatility: inside ? next : s, iterations };
    s = inside ? next : high === Infinity ? 2 * s : 0.5 * (low + high);
  }
  return null;
}

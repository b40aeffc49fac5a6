import { INVERSE_SQRT_TWO_PI } from "./normal.ts";
import { millsRatio, millsSlope } from "./mills-ratio.ts";
import { MILLS_FROM, MILLS_TO } from "./mills-table.ts";

/**
 * Black's formula with everything but moneyness and total volatility scaled away, as in P. Jäckel, "Let's Be
 * Rational", Wilmott 75 (2015): an out-of-the-money price is `sqrt(forward·strike) · b(x, s)` with
 * `x = -|ln(forward/strike)|` and `s = volatility·sqrt(years)`, and
 * `b(x, s) = exp(x/2)·N(h + t) - exp(-x/2)·N(h - t)` with `h = x/s`, `t = s/2`, which rises from 0 to exp(x/2).
 *
 * With the Mills ratio Y and ∂b/∂s = v = exp(-(h² + t²)/2)/sqrt(2π) it is `b = v·(Y(h + t) - Y(h - t))`, and what is
 * missing to its bound is `exp(x/2) - b = v·(Y(-h - t) + Y(h - t))`.
 */

/** Below it the difference of Mills ratios loses digits, and its series in t ends within 1e-17 after nine terms. */
const SMALL_T = 0.25;
/** Here the series in t ends after five. */
const TINY_T = 0.03;
/** Up to it the asymptotic series of the difference ends within 1e-17 after 17 terms. */
const FAR_H = -12.25;

const INVERSE_FACTORIAL_3 = 1 / 6;
const INVERSE_FACTORIAL_5 = 1 / 120;
const INVERSE_FACTORIAL_7 = 1 / 5040;
const INVERSE_FACTORIAL_9 = 1 / 362_880;
const INVERSE_FACTORIAL_11 = 1 / 39_916_800;
const INVERSE_FACTORIAL_13 = 1 / 6_227_020_800;
const INVERSE_FACTORIAL_15 = 1 / 1_307_674_368_000;
const INVERSE_FACTORIAL_17 = 1 / 355_687_428_096_000;

/** Whether b/v is best computed by its series in t. */
export function isSmallTime(h: number, t: number): boolean {
  return t < SMALL_T && h >= MILLS_FROM;
}

/**
 * b/v for h <= 0, t > 0 and h + t <= `MILLS_TO` where `isSmallTime` is false; with `complement`, for
 * h + t >= -`MILLS_TO`, what b lacks to its bound over v instead.
 */
export function wideRatio(h: number, t: number, complement: boolean): number {
  if (h < MILLS_FROM && h + t < FAR_H && !complement) return farDifference(h, t);
  const inner = millsRatio(h - t);
  const outer = millsRatio(complement ? -h - t : h + t);
  return complement ? outer + inner : outer - inner;
}

/**
 * b/v where `isSmallTime`: the Taylor series 2·Σ t²ᵏ⁺¹/(2k+1)!·Y⁽²ᵏ⁺¹⁾(h). The odd derivatives O follow O₀ = Y', O₁ = (3 + h²)·O₀ - 1 and
 * Oₖ₊₁ = (4k + 3 + h²)·Oₖ - 2k(2k + 1)·Oₖ₋₁, from Y' = 1 + h·Y.
 */
export function smallTimeRatio(h: number, t: number): number {
  const square = h * h;
  const w = t * t;
  const w2 = w * w;
  const o0 = millsSlope(h);
  const o1 = (3 + square) * o0 - 1;
  const o2 = (7 + square) * o1 - 6 * o0;
  const o3 = (11 + square) * o2 - 20 * o1;
  const o4 = (15 + square) * o3 - 42 * o2;
  const low = o1 * INVERSE_FACTORIAL_3 + w * (o2 * INVERSE_FACTORIAL_5);
  let high = o3 * INVERSE_FACTORIAL_7 + w * (o4 * INVERSE_FACTORIAL_9);
  if (t >= TINY_T) {
    const o5 = (19 + square) * o4 - 72 * o3;
    const o6 = (23 + square) * o5 - 110 * o4;
    const o7 = (27 + square) * o6 - 156 * o5;
    const o8 = (31 + square) * o7 - 210 * o6;
    high +=
      w2 *
      (o5 * INVERSE_FACTORIAL_11 +
        w * (o6 * INVERSE_FACTORIAL_13) +
        w2 * (o7 * INVERSE_FACTORIAL_15 + w * (o8 * INVERSE_FACTORIAL_17)));
  }
  return 2 * t * (o0 + w * (low + w2 * high));
}

/**
 * The difference of the asymptotic series 1/|z|·(1 - 1/z² + 1·3/z⁴ - …), term by term: with r and R the reciprocals of
 * -h - t and t - h, the differences Pₙ = rⁿ - Rⁿ follow Pₙ₊₂ = (r² + R²)·Pₙ - (r·R)²·Pₙ₋₂ without cancellation.
 */
function farDifference(h: number, t: number): number {
  const product = 1 / ((h - t) * (h + t));
  const squares = 2 * (h * h + t * t) * product * product;
  let before = -2 * t;
  let power = 2 * t * product;
  let sum = power;
  let factor = 1;
  for (let odd = 1; odd <= 33; odd += 2) {
    const next = squares * power - product * product * before;
    before = power;
    power = next;
    factor *= -odd;
    sum += factor * power;
  }
  return sum;
}

/** ∂b/∂s. */
export function normalisedVega(h: number, t: number): number {
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * (h * h + t * t));
}

/** b for h <= 0 and t > 0, with relative accuracy even where it is tiny; `vega` is v, `bound` is exp(h·t). */
export function normalisedBlack(h: number, t: number, vega: number, bound: number): number {
  if (h + t > MILLS_TO) return bound - vega * wideRatio(h, t, true);
  return vega * (isSmallTime(h, t) ? smallTimeRatio(h, t) : wideRatio(h, t, false));
}

import { erfcx, INVERSE_SQRT_TWO_PI, normalDistribution } from "./normal.ts";

/**
 * Black's formula with everything but moneyness and total volatility scaled away, as in P. Jäckel, "Let's Be
 * Rational", Wilmott 75 (2015): an out-of-the-money price is `sqrt(forward·strike) · b(x, s)` with
 * `x = -|ln(forward/strike)|` and `s = volatility·sqrt(years)`, and
 * `b(x, s) = exp(x/2)·N(x/s + s/2) - exp(-x/2)·N(x/s - s/2)`, which rises from 0 to exp(x/2).
 */

const SQRT_HALF_PI = Math.sqrt(Math.PI / 2);

/** N(z)/φ(z): solves Y' = 1 + z·Y. */
function millsRatio(z: number): number {
  return SQRT_HALF_PI * erfcx(-z * Math.SQRT1_2);
}

/**
 * Y(h+t) - Y(h-t) by its Taylor series in t, whose derivatives follow Y⁽ⁿ⁺¹⁾ = n·Y⁽ⁿ⁻¹⁾ + h·Y⁽ⁿ⁾. It has no
 * cancellation where the plain difference loses all digits: small t near the money.
 */
function millsDifferenceBySeries(h: number, t: number): number {
  let lower = millsRatio(h);
  let derivative = 1 + h * lower;
  let factor = t;
  let sum = 0;
  for (let order = 1; order <= 25; order += 2) {
    const term = factor * derivative;
    sum += term;
    if (Math.abs(term) <= Number.EPSILON * 0.01 * Math.abs(sum)) break;
    const next = order * lower + h * derivative;
    const afterNext = (order + 1) * derivative + h * next;
    lower = next;
    derivative = afterNext;
    factor *= (t * t) / ((order + 1) * (order + 2));
  }
  return 2 * sum;
}

/** b(x, s) for x <= 0 and s >= 0, with relative accuracy even where it is tiny. */
export function normalisedBlack(x: number, s: number): number {
  if (s <= 0) return 0;
  const h = x / s;
  const t = 0.5 * s;
  const gauss = INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * (h * h + t * t));
  if (t < 0.2 && x > -1) return gauss * millsDifferenceBySeries(h, t);
  if (h + t < 4) return Math.max(0, gauss * (millsRatio(h + t) - millsRatio(h - t)));
  return Math.exp(0.5 * x) * normalDistribution(h + t) - Math.exp(-0.5 * x) * normalDistribution(h - t);
}

/** exp(x/2) - b(x, s), without cancellation where b is close to its bound. */
export function normalisedBlackComplement(x: number, s: number): number {
  if (s <= 0) return Math.exp(0.5 * x);
  const h = x / s;
  const t = 0.5 * s;
  return Math.exp(0.5 * x) * normalDistribution(-h - t) + Math.exp(-0.5 * x) * normalDistribution(h - t);
}

/** ∂b/∂s. */
export function normalisedVega(x: number, s: number): number {
  const h = x / s;
  const t = 0.5 * s;
  return INVERSE_SQRT_TWO_PI * Math.exp(-0.5 * (h * h + t * t));
}

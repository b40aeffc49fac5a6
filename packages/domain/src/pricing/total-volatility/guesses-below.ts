import { millsRatio } from "../mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI, tailQuantile } from "../normal.ts";
import type { Block } from "./block.ts";
import { controlAtRight, rationalCubic } from "./rational-cubic.ts";

/**
 * Below the inflection, with h and ratio at the tangent's foot: rows under the price there go to `lower`, the others to
 * `middle` with a guess, the rational cubic in the price between the foot and the inflection, where s has no curvature.
 */
export function splitBelow(block: Block): void {
  const { target, bound, s, h, ratio, centre, centrePrice, below, lower, middle, lists } = block;
  const { borderPrice, moneynessFactor, timeFactor } = block;
  let lowerCount = lists.lower;
  let middleCount = lists.middle;
  for (let place = 0; place < lists.below; place += 1) {
    const row = below[place] as number;
    const foot = s[row] as number;
    const distance = h[row] as number;
    const moneyness = Math.exp(-0.5 * distance * distance);
    const time = halfSquareExponential(0.5 * foot);
    const vega = (INVERSE_SQRT_TWO_PI * moneyness) / time;
    const price = vega * (ratio[row] as number);
    if ((target[row] as number) < price) {
      borderPrice[row] = price;
      moneynessFactor[row] = moneyness;
      timeFactor[row] = time;
      lower[lowerCount] = row;
      lowerCount += 1;
    } else {
      const right = centre[row] as number;
      const width = (centrePrice[row] as number) - price;
      const slopeLeft = 1 / vega;
      const slopeRight = 1 / (INVERSE_SQRT_TWO_PI * (bound[row] as number));
      const control = controlAtRight(width, (right - foot) / width, slopeLeft, slopeRight, 0);
      const rest = ((centrePrice[row] as number) - (target[row] as number)) / width;
      s[row] = rationalCubic(1 - rest, rest, width, foot, right, slopeLeft, slopeRight, control);
      middle[middleCount] = row;
      middleCount += 1;
    }
  }
  lists.lower = lowerCount;
  lists.middle = middleCount;
}

/** exp(t²/2) for a guess: below 0.3 three terms are within 2e-7. */
function halfSquareExponential(t: number): number {
  const w = 0.5 * t * t;
  return t < 0.3 ? 1 + w * (1 + w * (0.5 + w / 6)) : Math.exp(w);
}

const LOWER_MAP = (2 * Math.PI) / (3 * Math.sqrt(3));
const CUBE = INVERSE_SQRT_TWO_PI ** 3;
const SQRT_THREE = Math.sqrt(3);

/**
 * Guesses from the lower map f = 2π/(3√3)·|x|·N(z)³ with z = x/(√3·s). It has slope 1 in b at 0; with the Mills ratio Y
 * its value is 2π/(3√3)·|x|·(2π)^(-3/2)·exp(-h²/2)·Y³ and its slope z²·Y²·exp(s²/8).
 */
export function guessLower(block: Block): void {
  const { x, target, s, ratio, borderPrice, moneynessFactor, timeFactor, lower, lists, logTarget } = block;
  for (let place = lists.guessed; place < lists.lower; place += 1) {
    const row = lower[place] as number;
    const foot = s[row] as number;
    const width = borderPrice[row] as number;
    const z = (x[row] as number) / (SQRT_THREE * foot);
    const mills = millsRatio(z);
    const scale = -LOWER_MAP * (x[row] as number);
    const value = scale * CUBE * (moneynessFactor[row] as number) * mills * mills * mills;
    const slope = z * z * mills * mills * (timeFactor[row] as number);
    const vega = width / (ratio[row] as number);
    const second = (slope * (0.25 * foot * foot - 2 - 2 * z * z - (2 * z) / mills)) / (foot * vega);
    const control = controlAtRight(width, value / width, 1, slope, second);
    const share = (target[row] as number) / width;
    const mapped = rationalCubic(share, 1 - share, width, 0, value, 1, slope, control);
    s[row] = -(x[row] as number) / (SQRT_THREE * tailQuantile(Math.log(mapped / scale) / 3));
    logTarget[row] = Math.log(target[row] as number);
  }
}

import { MILLS_AT_ZERO, millsRatio } from "../mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI, tailQuantile } from "../normal.ts";
import type { Block } from "./block.ts";
import { controlAtLeft, rationalCubic } from "./rational-cubic.ts";

/**
 * Above the inflection, with h and the complement's ratio where the tangent meets the bound: rows over the price there go
 * to `upper`, the others to `middle` with a guess, the rational cubic in the price from the inflection, where s has no
 * curvature.
 */
export function splitAbove(block: Block): void {
  const { target, missing, bound, s, h, ratio, centre, centrePrice, above, upper, middle, lists } = block;
  const { borderPrice, moneynessFactor, timeFactor } = block;
  let upperCount = lists.upper;
  let middleCount = lists.middle;
  for (let place = 0; place < lists.above; place += 1) {
    const row = above[place] as number;
    const head = s[row] as number;
    const distance = h[row] as number;
    const moneyness = Math.exp(0.5 * distance * distance);
    const time = Math.exp(-0.125 * head * head);
    const vega = (INVERSE_SQRT_TWO_PI * time) / moneyness;
    const lacking = vega * (ratio[row] as number);
    if ((missing[row] as number) < lacking) {
      borderPrice[row] = lacking;
      moneynessFactor[row] = moneyness;
      timeFactor[row] = time;
      upper[upperCount] = row;
      upperCount += 1;
    } else {
      const left = centre[row] as number;
      const price = centrePrice[row] as number;
      const width = (bound[row] as number) - lacking - price;
      const slopeLeft = 1 / (INVERSE_SQRT_TWO_PI * (bound[row] as number));
      const slopeRight = 1 / vega;
      const control = controlAtLeft(width, (head - left) / width, slopeLeft, slopeRight, 0);
      const share = ((target[row] as number) - price) / width;
      s[row] = rationalCubic(share, 1 - share, width, left, head, slopeLeft, slopeRight, control);
      middle[middleCount] = row;
      middleCount += 1;
    }
  }
  lists.upper = upperCount;
  lists.middle = middleCount;
}

/**
 * Guesses from the upper map f = N(-s/2), whose slope in b is -exp(h²/2)/2, and -1/2 at the bound, and whose second
 * derivative is sqrt(π/2)·h²/s·exp(h² + s²/8). Rows that lack more than half of the bound go on to `middle`.
 */
export function guessUpper(block: Block): void {
  const { missing, bound, s, h, borderPrice, moneynessFactor, timeFactor, upper, middle, lists, logTarget } =
    block;
  let upperCount = 0;
  let middleCount = lists.middle;
  for (let place = 0; place < lists.upper; place += 1) {
    const row = upper[place] as number;
    const head = s[row] as number;
    const width = borderPrice[row] as number;
    const moneyness = moneynessFactor[row] as number;
    const time = timeFactor[row] as number;
    const value = INVERSE_SQRT_TWO_PI * time * millsRatio(-0.5 * head);
    const slope = -0.5 * moneyness;
    const distance = h[row] as number;
    const second = (MILLS_AT_ZERO * distance * distance * moneyness * moneyness) / (head * time);
    const control = controlAtLeft(width, -value / width, slope, -0.5, second);
    const rest = (missing[row] as number) / width;
    s[row] = 2 * tailQuantile(Math.log(rationalCubic(1 - rest, rest, width, value, 0, slope, -0.5, control)));
    if (2 * (missing[row] as number) < (bound[row] as number)) {
      logTarget[row] = Math.log(missing[row] as number);
      upper[upperCount] = row;
      upperCount += 1;
    } else {
      middle[middleCount] = row;
      middleCount += 1;
    }
  }
  lists.upper = upperCount;
  lists.middle = middleCount;
}

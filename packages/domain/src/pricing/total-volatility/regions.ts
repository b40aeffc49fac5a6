import { MILLS_AT_ZERO, millsRatio } from "../mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI } from "../normal.ts";
import { type Block, computeRatios } from "./block.ts";
import { guessUpper, splitAbove } from "./guesses-above.ts";
import { guessLower, splitBelow } from "./guesses-below.ts";
import { deviationsOf, SHORT_TIME_PRICE_MAX, SHORT_TIME_T_MAX, timeCorrection } from "./short-time-guess.ts";
import { solveLower, solveMiddle, solveUpper } from "./householder.ts";

/**
 * The s with b(x, s) = target of the rows 0 to `rows`, after P. Jäckel, "Let's Be Rational", Wilmott 75 (2015): b has
 * its one inflection at s = sqrt(2|x|); the tangent there meets 0 and the bound at two more points. On the four ranges
 * between them a rational cubic interpolates s, or a function of it that is nearly straight there, to give a guess; one
 * of three objective functions, nearly straight in s, is then solved by Householder's method. Where the total volatility
 * is small, as of most listed options, a guess that mostly saves the second step takes the place of the lower range's.
 */
export function solveBlock(block: Block, rows: number): void {
  const { lists } = block;
  lists.middle = lists.upper = 0;
  guessShortTimes(block, rows);
  splitAtInflection(block);
  computeRatios(block, block.below, lists.below, Infinity);
  splitBelow(block);
  computeRatios(block, block.above, lists.above, -Infinity);
  splitAbove(block);
  guessLower(block);
  guessUpper(block);
  solveLower(block);
  solveMiddle(block);
  solveUpper(block);
}

/** Puts rows of small total volatility into `lower` with their guess, all others into `outer`. */
function guessShortTimes(block: Block, rows: number): void {
  const { x, target, s, logTarget, lower, outer, lists } = block;
  let lowerCount = 0;
  let outerCount = 0;
  for (let row = 0; row < rows; row += 1) {
    const distance = -(x[row] as number);
    const price = target[row] as number;
    if (price < SHORT_TIME_PRICE_MAX * distance) {
      const log = Math.log(price / distance);
      const first = deviationsOf(log);
      const t = (0.5 * distance) / first;
      if (t < SHORT_TIME_T_MAX) {
        s[row] = distance / deviationsOf(log + t * t * timeCorrection(first));
        logTarget[row] = Math.log(price);
        lower[lowerCount] = row;
        lowerCount += 1;
        continue;
      }
    }
    outer[outerCount] = row;
    outerCount += 1;
  }
  lists.guessed = lists.lower = lowerCount;
  lists.outer = outerCount;
}

/** Sorts the other rows by side of the inflection and puts into s where the tangent there meets 0 or the bound. */
function splitAtInflection(block: Block): void {
  const { x, target, bound, s, centre, centrePrice, outer, below, above, lists } = block;
  let belowCount = 0;
  let aboveCount = 0;
  for (let place = 0; place < lists.outer; place += 1) {
    const row = outer[place] as number;
    const middle = Math.sqrt(-2 * (x[row] as number));
    const mills = millsRatio(-middle);
    const price = INVERSE_SQRT_TWO_PI * (bound[row] as number) * (MILLS_AT_ZERO - mills);
    centre[row] = middle;
    centrePrice[row] = price;
    if ((target[row] as number) < price) {
      s[row] = tangentFoot(middle, mills);
      below[belowCount] = row;
      belowCount += 1;
    } else {
      s[row] = middle + MILLS_AT_ZERO + mills;
      above[aboveCount] = row;
      aboveCount += 1;
    }
  }
  lists.below = belowCount;
  lists.above = aboveCount;
}

/** Where the tangent at the inflection meets 0: centre - (Y(0) - Y(-centre)), by its series where that cancels. */
function tangentFoot(centre: number, mills: number): number {
  return centre > 0.05
    ? centre - (MILLS_AT_ZERO - mills)
    : centre * centre * (0.5 * MILLS_AT_ZERO - centre * (1 / 3 - 0.125 * MILLS_AT_ZERO * centre));
}

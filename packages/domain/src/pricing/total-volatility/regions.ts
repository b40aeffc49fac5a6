import { MILLS_AT_ZERO, millsRatio } from "../mills-ratio.ts";
import { INVERSE_SQRT_TWO_PI } from "../normal.ts";
import { type Block, computeRatios } from "./block.ts";
import { guessUpper, splitAbove } from "./guesses-above.ts";
import { guessLower, splitBelow } from "./guesses-below.ts";
import { solveLower, solveMiddle, solveUpper } from "./householder.ts";

/**
 * The s with b(x, s) = target of the rows 0 to `rows`, after P. Jäckel, "Let's Be Rational", Wilmott 75 (2015): b has
 * its one inflection at s = sqrt(2|x|); the tangent there meets 0 and the bound at two more points. On the four ranges
 * between them a rational cubic interpolates s, or a function of it that is nearly straight there, to give a guess; one
 * of three objective functions, nearly straight in s, is then solved by Householder's method.
 */
export function solveBlock(block: Block, rows: number): void {
  guessBlock(block, rows);
  solveLower(block);
  solveMiddle(block);
  solveUpper(block);
}

function guessBlock(block: Block, rows: number): void {
  const { lists } = block;
  lists.below = lists.above = lists.lower = lists.middle = lists.upper = 0;
  splitAtInflection(block, rows);
  computeRatios(block, block.below, lists.below, Infinity);
  splitBelow(block);
  computeRatios(block, block.above, lists.above, -Infinity);
  splitAbove(block);
  guessLower(block);
  guessUpper(block);
}

/** Sorts rows by side of the inflection and puts into s where the tangent there meets 0 or the bound. */
function splitAtInflection(block: Block, rows: number): void {
  const { x, target, bound, s, centre, centrePrice, below, above, lists } = block;
  let belowCount = 0;
  let aboveCount = 0;
  for (let row = 0; row < rows; row += 1) {
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

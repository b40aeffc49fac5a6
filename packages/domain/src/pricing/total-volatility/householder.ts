import { MILLS_TO } from "../mills-table.ts";
import { INVERSE_SQRT_TWO_PI } from "../normal.ts";
import { type Block, computeRatios } from "./block.ts";

/**
 * The three objective functions of "Let's Be Rational" and their roots by Householder's method of order 3: each step
 * takes the error to its fourth power. With b' = v, b''/b' = (h² - t²)/s and b'''/b' = (b''/b')² - 3h²/s² - 1/4, all
 * derivatives come from b/v alone, so that the logarithmic objectives need no exponential.
 *
 * A step returns how many of the rows are left: those that it moved by more than `STEP_SETTLED`.
 */
const EVALUATIONS_MAX = 4;
/** The fourth power of a relative step of this size is far below a rounding error. */
const STEP_SETTLED = 5e-5;

type Step = (block: Block, count: number, evaluation: number) => number;

function solve(block: Block, rows: Uint8Array, complementFrom: number, step: Step, listed: number): void {
  let count = listed;
  for (let evaluation = 1; count > 0 && evaluation <= EVALUATIONS_MAX; evaluation += 1) {
    computeRatios(block, rows, count, complementFrom);
    count = step(block, count, evaluation);
  }
  for (let place = 0; place < count; place += 1) block.s[rows[place] as number] = Number.NaN;
}

export function solveLower(block: Block): void {
  solve(block, block.lower, Infinity, stepLower, block.lists.lower);
}

export function solveMiddle(block: Block): void {
  solve(block, block.middle, MILLS_TO, stepMiddle, block.lists.middle);
}

export function solveUpper(block: Block): void {
  solve(block, block.upper, -Infinity, stepUpper, block.lists.upper);
}

/** ν·(1 + ν·h₂/2)/(1 + ν·(h₂ + ν·h₃/6)), never below -s/2; h₂ and h₃ are an objective's derivatives over its first. */
function householderStep(s: number, newton: number, second: number, third: number): number {
  const step = (newton * (1 + 0.5 * newton * second)) / (1 + newton * (second + (newton * third) / 6));
  return step < -0.5 * s ? -0.5 * s : step;
}

/** Of 1/ln b(s) = 1/ln target: close to a straight line where ln b is about -x²/2s². */
function stepLower(block: Block, count: number, evaluation: number): number {
  const { s, h, ratio, logTarget, evaluations, lower } = block;
  let left = 0;
  for (let place = 0; place < count; place += 1) {
    const row = lower[place] as number;
    const total = s[row] as number;
    const distance = h[row] as number;
    const t = 0.5 * total;
    const over = ratio[row] as number;
    const aim = logTarget[row] as number;
    const log = Math.log(INVERSE_SQRT_TWO_PI * over) - 0.5 * (distance * distance + t * t);
    const perTotal = 1 / total;
    const curvature = (distance - t) * (distance + t) * perTotal;
    const both = 1 / (over * log);
    const slope = both * log;
    const inverse = both * over;
    const bend = 1 + 2 * inverse;
    const width = distance * perTotal;
    const third =
      curvature * curvature -
      3 * width * width -
      0.25 +
      slope * (2 * slope * (1 + 3 * inverse * (1 + inverse)) - 3 * curvature * bend);
    const newton = (aim - log) * (log / aim) * over;
    const step = householderStep(total, newton, curvature - slope * bend, third);
    s[row] = total + step;
    evaluations[row] = evaluation;
    if (!(Math.abs(step) <= STEP_SETTLED * total)) {
      lower[left] = row;
      left += 1;
    }
  }
  return left;
}

/** Of b(s) = target. */
function stepMiddle(block: Block, count: number, evaluation: number): number {
  const { target, missing, s, h, ratio, evaluations, middle } = block;
  let left = 0;
  for (let place = 0; place < count; place += 1) {
    const row = middle[place] as number;
    const total = s[row] as number;
    const distance = h[row] as number;
    const t = 0.5 * total;
    const over = ratio[row] as number;
    const inverseVega = Math.exp(0.5 * (distance * distance + t * t)) / INVERSE_SQRT_TWO_PI;
    const newton =
      distance + t > MILLS_TO
        ? over - (missing[row] as number) * inverseVega
        : (target[row] as number) * inverseVega - over;
    const perTotal = 1 / total;
    const curvature = (distance - t) * (distance + t) * perTotal;
    const width = distance * perTotal;
    const third = curvature * curvature - 3 * width * width - 0.25;
    const step = householderStep(total, newton, curvature, third);
    s[row] = total + step;
    evaluations[row] = evaluation;
    if (!(Math.abs(step) <= STEP_SETTLED * total)) {
      middle[left] = row;
      left += 1;
    }
  }
  return left;
}

/** Of ln(bound - b(s)) = ln missing: close to a parabola where it is about -s²/8. */
function stepUpper(block: Block, count: number, evaluation: number): number {
  const { s, h, ratio, logTarget, evaluations, upper } = block;
  let left = 0;
  for (let place = 0; place < count; place += 1) {
    const row = upper[place] as number;
    const total = s[row] as number;
    const distance = h[row] as number;
    const t = 0.5 * total;
    const over = ratio[row] as number;
    const log = Math.log(INVERSE_SQRT_TWO_PI * over) - 0.5 * (distance * distance + t * t);
    const newton = (log - (logTarget[row] as number)) * over;
    const perTotal = 1 / total;
    const curvature = (distance - t) * (distance + t) * perTotal;
    const slope = 1 / over;
    const width = distance * perTotal;
    const third = curvature * curvature - 3 * width * width - 0.25 + slope * (2 * slope + 3 * curvature);
    const step = householderStep(total, newton, curvature + slope, third);
    s[row] = total + step;
    evaluations[row] = evaluation;
    if (!(Math.abs(step) <= STEP_SETTLED * total)) {
      upper[left] = row;
      left += 1;
    }
  }
  return left;
}

import { MICROS_PER_UNIT } from "../kernel/money.ts";
import type { Amount, Book } from "./book.ts";
import type { Strategy } from "./candidates.ts";
import type { Programme } from "./linear-programme.ts";
import { type Problem, problemOf, requirementOf, type Side, sparedByEach } from "./problem.ts";
import { maximiseWhole } from "./whole-numbers.ts";

/** A book with more strategies than this is margined by the best strategies first, without a search. */
const SEARCHED_STRATEGIES_MAX = 250;
/**
 * Numbers in all linear programmes of one search, so that it ends within some milliseconds. Books of a dozen lines are
 * searched to the end within it, and most larger ones; of the others the best that was found by then counts.
 */
const NUMBERS_MAX = 60_000;
const LOOKS_MIN = 8;
/** The search counts in hundreds of dollars, so that its numbers are near one. */
const SEARCH_UNIT = 100 * MICROS_PER_UNIT;

/**
 * Columns: how many of each strategy, then for each group of spreads how far its loss stays under the most that it
 * can be. Rows: no line is used up more than it is held, and at no price does a group lose more than is said.
 */
function programmeOf(problem: Problem): Programme {
  const { strategies, counts, groups } = problem;
  const width = strategies.length + groups.length;
  const lines = counts.map((count, line) => {
    const coefficients = new Float64Array(width);
    for (const [index, { uses }] of strategies.entries()) {
      for (const use of uses) if (use.line === line) coefficients[index] = use.units;
    }
    return { coefficients, limit: count };
  });
  const losses = groups.flatMap(({ members, outcomes, lossMax }, group) =>
    [members.map(() => 0), ...outcomes].map((atPrice) => {
      const coefficients = new Float64Array(width);
      for (const [index, { strategy }] of members.entries()) {
        coefficients[strategy] = -(atPrice[index] as Amount) / SEARCH_UNIT;
      }
      coefficients[strategies.length + group] = 1;
      return { coefficients, limit: lossMax / SEARCH_UNIT };
    }),
  );
  const gains = [...sparedByEach(problem).map((spared) => spared / SEARCH_UNIT), ...groups.map(() => 1)];
  return { gains, rows: [...lines, ...losses] };
}

/** The strategies that spare most first, each as often as the lines allow. */
function greedyChoice(problem: Problem): readonly number[] {
  const { strategies, counts, groups } = problem;
  const gains = [...sparedByEach(problem)];
  for (const { members, outcomes } of groups) {
    for (const [index, { strategy }] of members.entries()) {
      const worst = outcomes.reduce((least, atPrice) => Math.min(least, atPrice[index] as Amount), 0);
      gains[strategy] = (gains[strategy] as Amount) + worst;
    }
  }
  const order = gains
    .map((gain, index) => ({ gain, index }))
    .filter(({ gain }) => gain > 0)
    .toSorted((a, b) => b.gain - a.gain || a.index - b.index);
  const left = [...counts];
  const choice = strategies.map(() => 0);
  for (const { index } of order) {
    const { uses } = strategies[index] as Strategy;
    const taken = Math.min(...uses.map(({ line, units }) => Math.floor((left[line] as number) / units)));
    choice[index] = taken;
    for (const { line, units } of uses) left[line] = (left[line] as number) - taken * units;
  }
  return choice;
}

function searchedChoice(problem: Problem): readonly number[] {
  const { strategies, groups } = problem;
  const nothing = requirementOf(
    problem,
    strategies.map(() => 0),
  );
  const slack = groups.reduce((sum, { lossMax }) => sum + lossMax, 0);
  const worth = (choice: readonly number[]): number =>
    (nothing - requirementOf(problem, choice) + slack) / SEARCH_UNIT;
  const programme = programmeOf(problem);
  const looks = Math.floor(NUMBERS_MAX / (programme.rows.length * programme.gains.length));
  return maximiseWhole(programme, strategies.length, worth, Math.max(LOOKS_MIN, looks));
}

/**
 * The least that the rules allow a book to be margined by: its contracts are divided among strategies by a search over
 * whole numbers, which is exact unless the book is too large for its bound; a book with more strategies yet is divided
 * by taking the strategies that spare most first. Unrounded, and never below zero.
 */
export function leastRequirement(book: Book, side: Side): Amount {
  const problem = problemOf(book, side);
  const { strategies } = problem;
  if (strategies.length === 0) return requirementOf(problem, []);
  const choice =
    strategies.length > SEARCHED_STRATEGIES_MAX ? greedyChoice(problem) : searchedChoice(problem);
  return Math.max(0, requirementOf(problem, choice));
}

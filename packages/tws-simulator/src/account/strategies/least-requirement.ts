import { MONEY_PER_UNIT, type Money } from "../../venue/money.ts";
import { type Book, inTheMoney, type OptionLine } from "./book.ts";
import { candidates, type Strategy } from "./candidates.ts";
import type { Programme } from "./linear-programme.ts";
import { longShare, paidInFull, shortShare, uncoveredOption } from "./rules.ts";
import { maximiseWhole } from "./whole-numbers.ts";

/** A book with more strategies than this is margined by the best strategies first, without a search. */
const SEARCHED_STRATEGIES_MAX = 250;
/** Linear programmes that one search may solve; books of a few dozen lines need one to three. */
const LOOKS_MAX = 200;
/** The search counts in hundreds of dollars, so that its numbers are near one. */
const SEARCH_UNIT = 100 * MONEY_PER_UNIT;

type Side = "initial" | "maintenance";

/** A book as the search sees it: what each line has, and needs when it is in no strategy. */
interface Problem {
  readonly side: Side;
  readonly strategies: readonly Strategy[];
  readonly counts: readonly number[];
  readonly alone: readonly Money[];
  readonly groups: readonly SpreadGroup[];
}

/** Spreads whose short options end together: they share their worst outcome. */
interface SpreadGroup {
  readonly members: readonly {
    readonly strategy: number;
    readonly short: OptionLine;
    readonly long: OptionLine;
  }[];
  /** Prices of the underlying at which the worst outcome can lie: zero, and the strikes. */
  readonly corners: readonly Money[];
  /** No choice loses more. */
  readonly lossMax: Money;
}

function spreadGroups(strategies: readonly Strategy[]): readonly SpreadGroup[] {
  const members = strategies.flatMap(({ spread }, strategy) =>
    spread === null ? [] : [{ strategy, ...spread }],
  );
  const byEnd = Map.groupBy(members, ({ short }) => `${short.listing.expiry} ${short.listing.settlement}`);
  return [...byEnd.values()].map((group) => {
    const strikes = group.flatMap(({ short, long }) => [short.listing.strike, long.listing.strike]);
    const corners = [...new Set([0, ...strikes])].toSorted((a, b) => a - b);
    const shorts = new Set(group.map(({ short }) => short));
    const highest = corners.at(-1) as Money;
    const lossMax = [...shorts].reduce(
      (sum, { count, listing }) => sum + count * highest * listing.multiplier,
      0,
    );
    return { members: group, corners, lossMax };
  });
}

/** What one of each comes to at a price of the underlying when the short one ends: below zero for a loss. */
function outcome({ short, long }: SpreadGroup["members"][number], price: Money): Money {
  return (inTheMoney(long.listing, price) - inTheMoney(short.listing, price)) * short.listing.multiplier;
}

function problemOf(book: Book, side: Side): Problem {
  const share = (book.shares < 0 ? shortShare : longShare)(book.sharePrice)[side];
  const strategies = candidates(book);
  return {
    side,
    strategies,
    counts: [...book.shorts, ...book.longs].map(({ count }) => count).concat(Math.abs(book.shares)),
    alone: [
      ...book.shorts.map((line) => uncoveredOption(line, book.spot)),
      ...book.longs.map((line) => paidInFull(line)),
      share,
    ],
    groups: spreadGroups(strategies),
  };
}

/** The requirement of a choice: so many of each strategy, and the rest alone. */
function requirementOf(
  { side, strategies, counts, alone, groups }: Problem,
  choice: readonly number[],
): Money {
  const left = [...counts];
  let total = 0;
  for (const [index, { uses, requirement }] of strategies.entries()) {
    const taken = choice[index] as number;
    if (taken === 0) continue;
    total += taken * requirement[side];
    for (const { line, units } of uses) left[line] = (left[line] as number) - taken * units;
  }
  for (const { members, corners } of groups) {
    const worst = corners.map((price) =>
      members.reduce((sum, member) => sum + (choice[member.strategy] as number) * outcome(member, price), 0),
    );
    total += Math.max(0, -Math.min(...worst));
  }
  return left.reduce((sum, count, line) => sum + count * (alone[line] as Money), total);
}

/** What one of a strategy spares, when it shares its loss with no other. */
function spared({ side, alone }: Problem, { uses, requirement }: Strategy): Money {
  return uses.reduce((sum, { line, units }) => sum + units * (alone[line] as Money), -requirement[side]);
}

/**
 * Columns: how many of each strategy, then for each group of spreads how far its loss stays under the most that it
 * can be. Rows: no line is used up more than it is held, and at no corner does a group lose more than is said.
 */
function programmeOf(problem: Problem): Programme {
  const { strategies, counts, groups } = problem;
  const width = strategies.length + groups.length;
  const lines = counts.map((count, line) => {
    const coefficients = Array.from({ length: width }, () => 0);
    for (const [index, { uses }] of strategies.entries()) {
      for (const use of uses) if (use.line === line) coefficients[index] = use.units;
    }
    return { coefficients, limit: count };
  });
  const losses = groups.flatMap(({ members, corners, lossMax }, group) =>
    corners.map((price) => {
      const coefficients = Array.from({ length: width }, () => 0);
      for (const member of members) coefficients[member.strategy] = -outcome(member, price) / SEARCH_UNIT;
      coefficients[strategies.length + group] = 1;
      return { coefficients, limit: lossMax / SEARCH_UNIT };
    }),
  );
  const atMostAll = groups.map(({ lossMax }, group) => ({
    coefficients: Array.from({ length: width }, (_, at) => (at === strategies.length + group ? 1 : 0)),
    limit: lossMax / SEARCH_UNIT,
  }));
  const gains = [
    ...strategies.map((strategy) => spared(problem, strategy) / SEARCH_UNIT),
    ...groups.map(() => 1),
  ];
  return { gains, rows: [...lines, ...losses, ...atMostAll] };
}

/** The strategies that spare most first, each as often as the lines allow. */
function greedyChoice(problem: Problem): readonly number[] {
  const { strategies, counts } = problem;
  const gains = strategies.map((strategy, index) => {
    const member = problem.groups.flatMap(({ members }) => members).find((each) => each.strategy === index);
    if (member === undefined) return spared(problem, strategy);
    const { short, long } = member;
    const worst = Math.min(
      0,
      ...[0, short.listing.strike, long.listing.strike].map((at) => outcome(member, at)),
    );
    return spared(problem, strategy) + worst;
  });
  const left = [...counts];
  const choice = strategies.map(() => 0);
  const order = gains
    .map((gain, index) => ({ gain, index }))
    .toSorted((a, b) => b.gain - a.gain || a.index - b.index);
  for (const { gain, index } of order) {
    if (gain <= 0) break;
    const { uses } = strategies[index] as Strategy;
    const taken = Math.min(...uses.map(({ line, units }) => Math.floor((left[line] as number) / units)));
    choice[index] = taken;
    for (const { line, units } of uses) left[line] = (left[line] as number) - taken * units;
  }
  return choice;
}

/**
 * The least that the rules allow a book to be margined by: its contracts are divided among strategies by an exact
 * search over whole numbers; beyond the bound on strategies, by taking the strategies that spare most first. Unrounded,
 * and never below zero.
 */
export function leastRequirement(book: Book, side: Side): Money {
  const problem = problemOf(book, side);
  const { strategies, groups } = problem;
  if (strategies.length === 0) return requirementOf(problem, []);
  if (strategies.length > SEARCHED_STRATEGIES_MAX) {
    return Math.max(0, requirementOf(problem, greedyChoice(problem)));
  }
  const nothing = requirementOf(
    problem,
    strategies.map(() => 0),
  );
  const slack = groups.reduce((sum, { lossMax }) => sum + lossMax, 0);
  const worth = (choice: readonly number[]): number =>
    (nothing - requirementOf(problem, choice) + slack) / SEARCH_UNIT;
  const choice = maximiseWhole(programmeOf(problem), strategies.length, worth, LOOKS_MAX);
  return Math.max(0, requirementOf(problem, choice));
}

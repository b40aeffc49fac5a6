import { type Amount, type Book, inTheMoney, type MarginRequirement, type OptionLine } from "./book.ts";
import { candidates, type Strategy } from "./candidates.ts";
import { longShare, paidInFull, shortShare, uncoveredOption } from "./rules.ts";

/** Which of the two requirements is asked for. */
export type Side = keyof MarginRequirement;

/** A book as the search sees it: what each line has, and needs when it is in no strategy. */
export interface Problem {
  readonly side: Side;
  readonly strategies: readonly Strategy[];
  readonly counts: readonly number[];
  readonly alone: readonly Amount[];
  readonly groups: readonly SpreadGroup[];
}

interface SpreadMember {
  readonly strategy: number;
  readonly short: OptionLine;
  readonly long: OptionLine;
}

/** Spreads whose short options end together: they share their worst outcome. */
export interface SpreadGroup {
  readonly members: readonly SpreadMember[];
  /** What one of each member comes to, at each price where the worst outcome can lie: zero, and the strikes. */
  readonly outcomes: readonly (readonly Amount[])[];
  /** No choice loses more. */
  readonly lossMax: Amount;
}

/** What one of each comes to at a price of the underlying when the short one ends: below zero for a loss. */
function outcome({ short, long }: SpreadMember, price: Amount): Amount {
  return (inTheMoney(long.series, price) - inTheMoney(short.series, price)) * short.series.multiplier;
}

function spreadGroups(strategies: readonly Strategy[]): readonly SpreadGroup[] {
  const all = strategies.flatMap(({ spread }, strategy) =>
    spread === null ? [] : [{ strategy, ...spread }],
  );
  const byEnd = Map.groupBy(all, ({ short }) => `${short.series.expiry} ${short.series.settlement}`);
  return [...byEnd.values()].map((members) => {
    const strikes = members.flatMap(({ short, long }) => [short.series.strike, long.series.strike]);
    const corners = [...new Set([0, ...strikes])].toSorted((a, b) => a - b);
    const outcomes = corners.map((price) => members.map((member) => outcome(member, price)));
    const shorts = new Set(members.map(({ short }) => short));
    const highest = corners.at(-1) as Amount;
    const lossMax = [...shorts].reduce(
      (sum, { count, series }) => sum + count * highest * series.multiplier,
      0,
    );
    return { members, outcomes, lossMax };
  });
}

export function problemOf(book: Book, side: Side): Problem {
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

/** The most that the spreads of a choice lose together at the end of their short options. */
function lossOf({ members, outcomes }: SpreadGroup, choice: readonly number[]): Amount {
  let worst = 0;
  for (const atPrice of outcomes) {
    let sum = 0;
    for (let index = 0; index < members.length; index += 1) {
      const { strategy } = members[index] as SpreadMember;
      sum += (choice[strategy] as number) * (atPrice[index] as Amount);
    }
    worst = Math.min(worst, sum);
  }
  return -worst;
}

/** The requirement of a choice: so many of each strategy, and the rest alone. */
export function requirementOf(problem: Problem, choice: readonly number[]): Amount {
  const { side, strategies, counts, alone, groups } = problem;
  const left = [...counts];
  let total = 0;
  for (let index = 0; index < choice.length; index += 1) {
    const taken = choice[index] as number;
    if (taken === 0) continue;
    const { uses, requirement } = strategies[index] as Strategy;
    total += taken * requirement[side];
    for (const { line, units } of uses) left[line] = (left[line] as number) - taken * units;
  }
  for (const group of groups) total += lossOf(group, choice);
  return left.reduce((sum, count, line) => sum + count * (alone[line] as Amount), total);
}

/** What one of each strategy spares, before what it may lose. */
export function sparedByEach({ side, strategies, alone }: Problem): readonly Amount[] {
  return strategies.map(({ uses, requirement }) =>
    uses.reduce((sum, { line, units }) => sum + units * (alone[line] as Amount), -requirement[side]),
  );
}

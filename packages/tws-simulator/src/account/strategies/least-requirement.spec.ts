import { describe, expect, it } from "vitest";
import { shareListing, shareOption } from "../../venue/listing.ts";
import { MONEY_PER_UNIT, moneyFromUnits } from "../../venue/money.ts";
import { between, uniform } from "../../venue/random.ts";
import type { Book, OptionLine } from "./book.ts";
import { leastRequirement } from "./least-requirement.ts";
import { type Problem, problemOf, requirementOf } from "./problem.ts";

const SHARE = shareListing("XYZ", "SAMPLE CORPORATION");
const SPOT = 100;

function randomLine(...keys: readonly number[]): OptionLine {
  const right = uniform(...keys, 1) < 0.5 ? "call" : "put";
  const strike = 85 + 5 * between(0, 6, ...keys, 2);
  const expiry = uniform(...keys, 3) < 0.6 ? "2026-03-20" : "2026-04-17";
  const series = { expiry, strike: moneyFromUnits(strike), right } as const;
  const names = { localSymbol: `${right} ${strike} ${expiry} ${keys.join(" ")}`, minTick: 100 };
  const distance = right === "call" ? SPOT - strike : strike - SPOT;
  const width = expiry === "2026-03-20" ? 4 : 7;
  const mark = Math.round(((distance + Math.hypot(distance, width)) / 2) * MONEY_PER_UNIT);
  return { listing: shareOption(SHARE, series, names), mark, count: between(1, 2, ...keys, 4) };
}

function randomBook(seed: number): Book {
  const lines = (side: number, most: number): OptionLine[] =>
    Array.from({ length: between(1, most, seed, side) }, (_, index) => randomLine(seed, side, index));
  return {
    spot: moneyFromUnits(SPOT),
    shorts: lines(1, 3),
    longs: lines(2, 2),
    shares: 100 * between(-1, 1, seed, 3),
    sharePrice: moneyFromUnits(SPOT),
  };
}

/** The least over every choice that the lines allow, one by one. */
function exhaustive(problem: Problem): number {
  const { strategies, counts } = problem;
  let least = Infinity;
  const look = (index: number, choice: readonly number[], left: readonly number[]): void => {
    const strategy = strategies[index];
    if (strategy === undefined) {
      least = Math.min(least, requirementOf(problem, choice));
      return;
    }
    const most = Math.min(
      ...strategy.uses.map(({ line, units }) => Math.floor((left[line] as number) / units)),
    );
    for (let taken = 0; taken <= most; taken += 1) {
      const rest = [...left];
      for (const { line, units } of strategy.uses) rest[line] = (rest[line] as number) - taken * units;
      look(index + 1, [...choice, taken], rest);
    }
  };
  look(0, [], counts);
  return Math.max(0, least);
}

describe("the least requirement of a book", () => {
  it("is the least over all divisions into strategies", () => {
    let divided = 0;
    for (let seed = 0; seed < 150; seed += 1) {
      const book = randomBook(seed);
      for (const side of ["initial", "maintenance"] as const) {
        const problem = problemOf(book, side);
        const expected = exhaustive(problem);
        const alone = requirementOf(
          problem,
          problem.strategies.map(() => 0),
        );
        if (expected < alone) divided += 1;
        expect(leastRequirement(book, side), `book ${seed}, ${side}`).toBeCloseTo(expected, 3);
      }
    }
    expect(divided).toBeGreaterThan(150);
  });
});

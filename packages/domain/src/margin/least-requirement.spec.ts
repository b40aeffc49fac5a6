import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isoDate } from "../kernel/time.ts";
import { money, option } from "../testing/fixtures.ts";
import type { Book, OptionLine } from "./book.ts";
import { leastRequirement } from "./least-requirement.ts";
import { type Problem, problemOf, requirementOf } from "./problem.ts";
import { marginSeries } from "./spread-margin.ts";

const SPOT = 100;
const [NEAR, FAR] = [isoDate("2026-03-20"), isoDate("2026-04-17")];

const lines: fc.Arbitrary<OptionLine> = fc
  .record({
    right: fc.constantFrom("call" as const, "put" as const),
    strike: fc.integer({ min: 17, max: 23 }).map((steps) => 5 * steps),
    expiry: fc.constantFrom(NEAR, NEAR, FAR),
    count: fc.integer({ min: 1, max: 2 }),
  })
  .map(({ right, strike, expiry, count }) => {
    const distance = right === "call" ? SPOT - strike : strike - SPOT;
    const mark = money((distance + Math.hypot(distance, expiry === NEAR ? 4 : 7)) / 2);
    return { series: marginSeries(option(right, strike, expiry)), mark, count };
  });

const books: fc.Arbitrary<Book> = fc.record({
  spot: fc.constant(money(SPOT)),
  shorts: fc.array(lines, { minLength: 1, maxLength: 3 }),
  longs: fc.array(lines, { minLength: 1, maxLength: 2 }),
  shares: fc.constantFrom(-100, 0, 100),
  sharePrice: fc.constant(money(SPOT)),
});

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
    for (const [index, book] of fc.sample(books, { numRuns: 150, seed: 1 }).entries()) {
      for (const side of ["initial", "maintenance"] as const) {
        const problem = problemOf(book, side);
        const expected = exhaustive(problem);
        const alone = requirementOf(
          problem,
          problem.strategies.map(() => 0),
        );
        if (expected < alone) divided += 1;
        expect(leastRequirement(book, side), `book ${index}, ${side}`).toBeCloseTo(expected, 3);
      }
    }
    expect(divided).toBeGreaterThan(150);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { maximise, type Programme } from "./linear-programme.ts";
import { maximiseWhole } from "./whole-numbers.ts";

const COLUMNS = 4;
const LIMIT_MAX = 4;

function integers(min: number, max: number, count: number): fc.Arbitrary<readonly number[]> {
  return fc.array(fc.integer({ min, max }), { minLength: count, maxLength: count });
}

/** Whole-numbered rows with room for at most four of each column. */
const programmes: fc.Arbitrary<Programme> = fc
  .record({
    gains: integers(-3, 9, COLUMNS),
    rows: fc.array(
      fc.record({ coefficients: integers(0, 2, COLUMNS), limit: fc.integer({ min: 0, max: LIMIT_MAX }) }),
      {
        minLength: 3,
        maxLength: 3,
      },
    ),
  })
  .map(({ gains, rows }) => {
    const single = Array.from({ length: COLUMNS }, (_, column) => ({
      coefficients: Array.from({ length: COLUMNS }, (__, at) => (at === column ? 1 : 0)),
      limit: LIMIT_MAX,
    }));
    return { gains, rows: [...rows, ...single] };
  });

function worthIn({ gains }: Programme): (choice: readonly number[]) => number {
  return (choice) => choice.reduce((sum, count, column) => sum + count * (gains[column] as number), 0);
}

/** The best of all choices, one by one. */
function exhaustive(given: Programme): number {
  const worth = worthIn(given);
  let best = 0;
  for (let code = 0; code < (LIMIT_MAX + 1) ** COLUMNS; code += 1) {
    const choice = Array.from(
      { length: COLUMNS },
      (_, column) => Math.floor(code / (LIMIT_MAX + 1) ** column) % (LIMIT_MAX + 1),
    );
    const fits = given.rows.every(
      ({ coefficients, limit }) =>
        choice.reduce((sum, count, column) => sum + count * (coefficients[column] as number), 0) <= limit,
    );
    if (fits) best = Math.max(best, worth(choice));
  }
  return best;
}

describe("the search over whole numbers", () => {
  it("finds what looking at every choice finds", () => {
    let fractional = 0;
    for (const [index, given] of fc.sample(programmes, { numRuns: 300, seed: 1 }).entries()) {
      const best = exhaustive(given);
      if (maximise(given).gain > best + 1e-6) fractional += 1;
      expect(worthIn(given)(maximiseWhole(given, COLUMNS, worthIn(given), 200)), `programme ${index}`).toBe(
        best,
      );
    }
    expect(fractional).toBeGreaterThan(20);
  });

  it("keeps to the rows when it has to stop early", () => {
    for (const given of fc.sample(programmes, { numRuns: 50, seed: 2 })) {
      const choice = maximiseWhole(given, COLUMNS, worthIn(given), 1);
      for (const { coefficients, limit } of given.rows) {
        const used = choice.reduce((sum, count, column) => sum + count * (coefficients[column] as number), 0);
        expect(used).toBeLessThanOrEqual(limit);
      }
    }
  });
});

describe("a linear programme", () => {
  it("is solved at a corner of its rows", () => {
    const { gain, columns } = maximise({
      gains: [3, 5],
      rows: [
        { coefficients: [1, 0], limit: 4 },
        { coefficients: [0, 2], limit: 12 },
        { coefficients: [3, 2], limit: 18 },
      ],
    });
    expect(gain).toBeCloseTo(36, 9);
    expect(columns.map((value) => Math.round(value))).toEqual([2, 6]);
  });

  it("without a bound is refused", () => {
    expect(() => maximise({ gains: [1], rows: [{ coefficients: [-1], limit: 1 }] })).toThrow("no bound");
  });
});

import { describe, expect, it } from "vitest";
import { between } from "../../venue/random.ts";
import { maximise, type Programme } from "./linear-programme.ts";
import { maximiseWhole } from "./whole-numbers.ts";

const COLUMNS = 4;
const LIMIT_MAX = 4;

/** Whole-numbered rows with room for at most four of each column. */
function programme(seed: number): Programme {
  const coefficient = (row: number, column: number): number => between(0, 2, seed, row, column);
  const rows = Array.from({ length: 3 }, (_, row) => ({
    coefficients: Array.from({ length: COLUMNS }, (_, column) => coefficient(row, column)),
    limit: between(0, LIMIT_MAX, seed, row, 99),
  }));
  const single = Array.from({ length: COLUMNS }, (_, column) => ({
    coefficients: Array.from({ length: COLUMNS }, (_, at) => (at === column ? 1 : 0)),
    limit: LIMIT_MAX,
  }));
  const gains = Array.from({ length: COLUMNS }, (_, column) => between(-3, 9, seed, column, 7));
  return { gains, rows: [...rows, ...single] };
}

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
    for (let seed = 0; seed < 300; seed += 1) {
      const given = programme(seed);
      const best = exhaustive(given);
      if (maximise(given).gain > best + 1e-6) fractional += 1;
      expect(worthIn(given)(maximiseWhole(given, COLUMNS, worthIn(given), 200)), `seed ${seed}`).toBe(best);
    }
    expect(fractional).toBeGreaterThan(20);
  });

  it("keeps to the rows when it has to stop early", () => {
    for (let seed = 0; seed < 50; seed += 1) {
      const given = programme(seed);
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

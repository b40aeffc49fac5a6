import { describe, expect, it } from "vitest";
import { moneyFromUnits, moneyToUnits } from "../venue/money.ts";
import { accountMargin } from "./margin.ts";
import { CASES_BY_HAND } from "./margin-cases/by-hand.ts";
import { holdingsOf, type MarginCase } from "./margin-cases/case.ts";
import { MANUAL_CASES } from "./margin-cases/manual.ts";
import { SAMPLE_POSITION_CASES } from "./margin-cases/sample-positions.ts";

function cents(units: number): number {
  return Math.round(units * 100) / 100;
}

/** What short options are worth: the proceeds that the manual applies to its requirement. */
function shortOptionsValue({ positions }: MarginCase): number {
  return positions.reduce(
    (sum, position) =>
      position.kind === "option" && position.quantity < 0
        ? sum - 100 * position.quantity * position.price
        : sum,
    0,
  );
}

describe.each<readonly [string, readonly MarginCase[]]>([
  ["of the exchange's margin manual", MANUAL_CASES],
  ["of the exchange's sheet of sample positions", SAMPLE_POSITION_CASES],
  ["worked out by hand from the rules", CASES_BY_HAND],
])("a margin case %s", (_, cases) => {
  it.each(cases.map((each) => [each.title, each.source, each.arithmetic, each] as const))(
    "%s (%s): %s",
    (_title, _source, _arithmetic, each) => {
      const margin = accountMargin(holdingsOf(each), () => moneyFromUnits(each.spot));
      expect([moneyToUnits(margin.initial), moneyToUnits(margin.maintenance)]).toEqual([
        each.initial,
        each.maintenance,
      ]);
    },
  );
});

describe("the table of margin cases", () => {
  it("has at least forty of them", () => {
    expect(MANUAL_CASES.length + SAMPLE_POSITION_CASES.length + CASES_BY_HAND.length).toBeGreaterThanOrEqual(
      40,
    );
  });

  it("states options' published figures less what the short ones are worth, as margin is stated here", () => {
    const withoutShares = MANUAL_CASES.filter(({ positions }) =>
      positions.every(({ kind }) => kind === "option"),
    );
    const boxTitle = "a long box of European index options";
    for (const each of withoutShares.filter(({ title }) => title !== boxTitle)) {
      expect(cents((each.published as number) - shortOptionsValue(each)), each.title).toBe(each.initial);
    }
  });
});

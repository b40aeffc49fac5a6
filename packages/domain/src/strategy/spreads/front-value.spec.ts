import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { type AmericanInput, americanPrice } from "../../pricing/american/index.ts";
import { BACK_EXPIRY, leg, spread } from "../../testing/spread-arbitraries.ts";
import { frontValue } from "./front-value.ts";

const STRIKE = 750;
const FRONT_YEARS = 0.05;
const between = (min: number, max: number): fc.Arbitrary<number> => fc.double({ min, max, noNaN: true });
const terms = fc.record({
  years: between(0.02, 0.25),
  rate: between(0, 0.05),
  dividendYield: between(0, 0.02),
  volatility: between(0.15, 0.6),
});

/** What is left of the later option of a calendar where the other one ends at `spot`. */
function leftOf({ right, spot, years, rate, dividendYield, volatility }: AmericanInput): number {
  const calendar = spread(leg(-1, right, STRIKE), leg(1, right, STRIKE, BACK_EXPIRY));
  const of = { rate, dividendYield, volatility };
  const legs = [
    { ...of, years: FRONT_YEARS },
    { ...of, years: FRONT_YEARS + years },
  ];
  const exercised = Math.max(0, right === "call" ? spot - STRIKE : STRIKE - spot);
  return frontValue(calendar, { spot, legs }).at(spot) + exercised;
}

/** How far it lies below the American value, as a share of the strike. */
function missed(input: AmericanInput): number {
  return (americanPrice(input) - leftOf(input)) / STRIKE;
}

describe("a leg that lives on past the front expiry", () => {
  it.each(["call", "put"] as const)(
    "is a %s taken at most 0.6 %% of the strike below its American value",
    (right) => {
      assertCostly(
        fc.property(terms, between(500, 1_000), (of, spot) => {
          const share = missed({ ...of, right, spot, strike: STRIKE });
          expect(share).toBeGreaterThan(-1e-6);
          expect(share).toBeLessThan(6e-3);
        }),
        { numRuns: 1_000 },
      );
    },
  );

  it.each(["call", "put"] as const)("is a %s within 0.15 %% of the strike at it", (right) => {
    assertCostly(
      fc.property(terms, (of) => {
        expect(missed({ ...of, right, spot: STRIKE, strike: STRIKE })).toBeLessThan(1.5e-3);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is exact as a call on shares without dividends", () => {
    assertCostly(
      fc.property(terms, between(500, 1_000), (of, spot) => {
        const share = missed({ ...of, dividendYield: 0, right: "call", spot, strike: STRIKE });
        expect(Math.abs(share)).toBeLessThan(1e-12);
      }),
      { numRuns: 1_000 },
    );
  });
});

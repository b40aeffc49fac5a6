import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { riskInputs } from "../testing/fixtures.ts";
import { riskInputsArbitrary } from "../testing/arbitraries.ts";
import { assessOrder, DEFAULT_RISK_LIMITS, RISK_RULES, type RiskRule } from "./index.ts";

const ORDER: readonly RiskRule[] = [
  "killSwitch",
  "connection",
  "quoteAge",
  "priceCollar",
  "orderSize",
  "orderValue",
  "position",
  "dailyLoss",
  "buyingPower",
  "volatilityBreaker",
  "duplicate",
];

describe("the assessment of an order", () => {
  it("passes an order within every limit", () => {
    expect(assessOrder(riskInputs(), DEFAULT_RISK_LIMITS).passed).toBe(true);
  });

  it("asks every rule, though the first one blocks already", () => {
    const { passed, verdicts } = assessOrder(
      riskInputs({ killSwitch: { engaged: true, reason: null }, dailyProfit: null, quantity: 0 }),
      DEFAULT_RISK_LIMITS,
    );
    expect(passed).toBe(false);
    expect(verdicts.filter(({ verdict }) => verdict === "block").map(({ rule }) => rule)).toEqual([
      "killSwitch",
      "orderSize",
      "orderValue",
      "position",
      "dailyLoss",
    ]);
  });

  it("names its rules in one fixed order", () => {
    expect(RISK_RULES.map(({ rule }) => rule)).toEqual(ORDER);
  });

  it("passes exactly when every verdict passes, in that order, whatever the inputs; a block always has a remedy", () => {
    fc.assert(
      fc.property(riskInputsArbitrary(), (inputs) => {
        const { passed, verdicts } = assessOrder(inputs, DEFAULT_RISK_LIMITS);
        expect(verdicts.map(({ rule }) => rule)).toEqual(ORDER);
        expect(passed).toBe(verdicts.every(({ verdict }) => verdict === "pass"));
        for (const { verdict, remedy, reason, limit } of verdicts) {
          expect(remedy === null).toBe(verdict === "pass");
          expect(reason.length * limit.length).toBeGreaterThan(0);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("survives storage as JSON: no verdict holds a value that would change", () => {
    fc.assert(
      fc.property(riskInputsArbitrary(), (inputs) => {
        const { verdicts } = assessOrder(inputs, DEFAULT_RISK_LIMITS);
        expect(JSON.parse(JSON.stringify(verdicts))).toEqual(verdicts);
      }),
    );
  });
});

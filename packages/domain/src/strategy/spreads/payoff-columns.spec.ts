import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { type Micros, microsToNumber } from "../../kernel/money.ts";
import { money } from "../../testing/fixtures.ts";
import { BACK_EXPIRY, leg, modelsOf, pricedSpread, spread } from "../../testing/spread-arbitraries.ts";
import { outcomeAtFrontExpiry } from "./front-outcome.ts";
import {
  type PayoffColumns,
  payoffColumns,
  type PayoffColumnsInput,
  PAYOFF_POINTS_MAX,
} from "./payoff-columns.ts";
import { payoffAt } from "./payoff-shape.ts";
import { isOptionLeg, STRATEGY_KINDS } from "./spread.ts";
import { spreadValue } from "./spread-value.ts";

function columnsOf(input: PayoffColumnsInput): PayoffColumns {
  const result = payoffColumns(input);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.columns;
}

describe.each(STRATEGY_KINDS)("columns of a %s", (kind) => {
  const cases = pricedSpread(kind).chain(({ spread: made, price }) =>
    modelsOf(made).map((model) => ({ spread: made, price, model, from: 500, to: 1_000, points: 41 })),
  );

  it("rise, hold every strike and break-even in range, and cross nothing there", () => {
    assertCostly(
      fc.property(cases, (input) => {
        const { underlying, atExpiry, atModel } = columnsOf(input);
        expect(atExpiry).toHaveLength(underlying.length);
        expect(atModel).toHaveLength(underlying.length);
        expect(underlying).toEqual([...new Set(underlying)].sort((a, b) => a - b));
        const result = outcomeAtFrontExpiry(input.spread, input.price, input.model);
        const breakevens = result.kind === "outcome" ? result.outcome.breakevens.map(microsToNumber) : [];
        const strikes = input.spread.legs
          .filter(isOptionLeg)
          .map(({ contract }) => microsToNumber(contract.strike));
        const inRange = [...strikes, ...breakevens].filter((at) => at >= 500 && at <= 1_000);
        expect(inRange.filter((at) => !underlying.includes(at))).toEqual([]);
        for (const at of breakevens) {
          const index = underlying.indexOf(at);
          // Half a millionth of the underlying, times the slope and the multiplier.
          if (index >= 0) expect(Math.abs(atExpiry[index]!)).toBeLessThan(2e-3);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("are the payoff and the model's value, less what was paid, times the multiplier", () => {
    assertCostly(
      fc.property(cases, (input) => {
        const { underlying, atExpiry, atModel } = columnsOf(input);
        const paid = microsToNumber(input.price);
        const { payoff } = input.spread;
        for (const [index, at] of underlying.entries()) {
          expect(atModel?.[index]).toBe(
            (spreadValue(input.spread, { ...input.model, spot: at }) - paid) * 100,
          );
          if (payoff !== null)
            expect(atExpiry[index]).toBeCloseTo((payoffAt(payoff, at * 1e6) / 1e6 - paid) * 100, 6);
        }
      }),
      { numRuns: 200 },
    );
  });
});

describe("columns", () => {
  const good = {
    spread: spread(leg(1, "call", 740), leg(-1, "call", 745)),
    price: money(2),
    model: null,
    from: 700,
    to: 800,
    points: 3,
  };

  it("have no curve before expiry without a model", () => {
    expect(columnsOf(good)).toEqual({
      underlying: [700, 740, 742, 745, 750, 800],
      atExpiry: [-200, -200, 0, 300, 300, 300],
      atModel: null,
    });
  });

  it.each([
    ["points", { points: 1 }, "spread.payoff-input"],
    ["points", { points: 2.5 }, "spread.payoff-input"],
    ["points", { points: PAYOFF_POINTS_MAX + 1 }, "spread.payoff-input"],
    ["from", { from: -1 }, "spread.payoff-input"],
    ["from", { from: Number.NaN }, "spread.payoff-input"],
    ["to", { to: 700 }, "spread.payoff-input"],
    ["to", { to: Infinity }, "spread.payoff-input"],
    ["price", { price: money(5.01) }, "spread.price-impossible"],
    ["price", { price: Number.NaN as Micros }, "spread.price-impossible"],
    [
      "legs",
      { spread: spread(leg(-1, "call", 750), leg(1, "call", 750, BACK_EXPIRY)) },
      "spread.expiries-differ",
    ],
  ])("are refused for their %s: %j", (field, change, code) => {
    expect(payoffColumns({ ...good, ...change })).toMatchObject({
      kind: "refused",
      refusal: { code, field },
    });
  });
});

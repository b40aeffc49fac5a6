import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { microsToNumber } from "../../kernel/money.ts";
import { black76Price } from "../../pricing/black-76.ts";
import { TEN_O_CLOCK } from "../../testing/fixtures.ts";
import {
  BACK_EXPIRY,
  leg,
  LEGS_OF_KIND,
  modelsOf,
  shares,
  spread,
} from "../../testing/spread-arbitraries.ts";
import { frontValue } from "./front-value.ts";
import { payoffAt } from "./payoff-shape.ts";
import { isOptionLeg, legWeight, type Spread, STRATEGY_KINDS } from "./spread.ts";
import { carryOfForward, shiftedModel, type SpreadModel, spreadModel, yearsToFront } from "./spread-model.ts";
import { spreadGreeks, spreadValue } from "./spread-value.ts";

function shifted(model: SpreadModel, years: number, volatility: number): SpreadModel {
  const result = shiftedModel(model, { years, volatility });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.model;
}

function withRates(model: SpreadModel, rate: number, dividendYield: number): SpreadModel {
  const legs = model.legs.map((of) =>
    of === null ? null : { ...of, rate: of.rate + rate, dividendYield: of.dividendYield + dividendYield },
  );
  return { ...model, legs };
}

function grossOf(of: Spread): number {
  return of.legs.reduce((sum, part) => sum + Math.abs(legWeight(of, part)), 0);
}

/** Whether no leg's European value is below what exercising it now brings. */
function isNeverExercisedEarly({ legs }: Spread, model: SpreadModel): boolean {
  return legs.every((part, index) => {
    if (!isOptionLeg(part)) return true;
    const strike = microsToNumber(part.contract.strike);
    const exercised = part.contract.right === "call" ? model.spot - strike : strike - model.spot;
    const alone = { ...model, legs: [model.legs[index] ?? null] };
    return spreadValue(spread({ ...part, ratio: 1 }), alone) >= exercised;
  });
}

describe.each(STRATEGY_KINDS)("a %s by the model", (kind) => {
  const modelled = LEGS_OF_KIND[kind].chain((legs) => {
    const made = spread(...legs);
    return modelsOf(made).map((model) => ({ made, model }));
  });

  it("is worth what its legs are worth by Black-76 on their forwards", () => {
    assertCostly(
      fc.property(modelled, ({ made, model }) => {
        const forwards = model.legs.map((of) =>
          of === null ? null : model.spot * Math.exp((of.rate - of.dividendYield) * of.years),
        );
        let expected = 0;
        for (const [index, part] of made.legs.entries()) {
          const [of, forward] = [model.legs[index], forwards[index]];
          if (!isOptionLeg(part)) expected += legWeight(made, part) * model.spot;
          else if (of && forward) {
            const discount = Math.exp(-of.rate * of.years);
            const { right } = part.contract;
            const strike = microsToNumber(part.contract.strike);
            expected += part.ratio * black76Price({ right, forward, strike, ...of, discount });
            const carry = carryOfForward({ spot: model.spot, forward, discount, years: of.years });
            expect(carry.rate).toBeCloseTo(of.rate, 12);
            expect(carry.dividendYield).toBeCloseTo(of.dividendYield, 10);
          }
        }
        expect(Math.abs(spreadValue(made, model) - expected)).toBeLessThan(1e-9 * grossOf(made));
      }),
      { numRuns: 300 },
    );
  });

  it("becomes the payoff at the front expiry, or what is left of the legs that live on", () => {
    assertCostly(
      fc.property(modelled, ({ made, model }) => {
        const atExpiry = shifted(model, yearsToFront(model), 0);
        const paid =
          made.payoff === null
            ? frontValue(made, model).at(model.spot)
            : payoffAt(made.payoff, model.spot * 1e6) / 1e6;
        const isEuropean =
          isNeverExercisedEarly(made, atExpiry) &&
          model.legs.every((of) => of === null || of.dividendYield >= 0);
        if (made.payoff !== null || isEuropean) expect(spreadValue(made, atExpiry)).toBeCloseTo(paid, 8);
      }),
      { numRuns: 300 },
    );
  });

  it("has the greeks that finite differences of its value show", () => {
    assertCostly(
      fc.property(modelled, ({ made, model }) => {
        const of = spreadGreeks(made, model);
        const { spot } = model;
        const value = (at: number, volatility = 0, years = 0): number =>
          spreadValue(made, shifted(model, years, volatility), at);
        const [ds, dv, dr] = [spot * 1e-4, 1e-4, 1e-5];
        const delta = (volatility: number): number =>
          (value(spot + ds, volatility) - value(spot - ds, volatility)) / (2 * ds);
        const slope = (f: (step: number) => number, step: number): number =>
          (f(step) - f(-step)) / (2 * step);
        const limit = (scale: number): number => scale * grossOf(made);
        const close = (a: number, b: number, scale: number): void => {
          expect(Math.abs(a - b)).toBeLessThan(limit(scale));
        };
        close(of.delta, delta(0), 1e-5);
        close(of.gamma, (value(spot + ds) - 2 * value(spot) + value(spot - ds)) / (ds * ds), 1e-4);
        close(
          of.vega,
          slope((step) => value(spot, step), dv),
          1e-3,
        );
        close(of.vomma, (value(spot, dv) - 2 * value(spot) + value(spot, -dv)) / (dv * dv), 5e-1);
        close(of.vanna, slope(delta, dv), 2e-3);
        close(
          of.rho,
          slope((step) => spreadValue(made, withRates(model, step, 0)), dr),
          1e-3,
        );
        close(
          of.dividendRho,
          slope((step) => spreadValue(made, withRates(model, 0, step)), dr),
          1e-3,
        );
      }),
      { numRuns: 300 },
    );
  });

  it("loses theta as time passes, and delta charm", () => {
    assertCostly(
      fc.property(modelled, ({ made, model }) => {
        const step = Math.min(1e-5, yearsToFront(model) / 100);
        const middle = shifted(model, step, 0);
        const of = spreadGreeks(made, middle);
        const [before, after] = [spreadGreeks(made, model), spreadGreeks(made, shifted(model, 2 * step, 0))];
        const passed = spreadValue(made, shifted(model, 2 * step, 0)) - spreadValue(made, model);
        expect(Math.abs(of.theta - passed / (2 * step))).toBeLessThan(5e-2 * grossOf(made));
        expect(Math.abs(of.charm - (after.delta - before.delta) / (2 * step))).toBeLessThan(
          5e-2 * grossOf(made),
        );
      }),
      { numRuns: 300 },
    );
  });
});

describe("a spread's model", () => {
  const covered = spread(shares(1), leg(-1, "call", 760));
  const terms = { volatility: 0.25, rate: 0.01, dividendYield: 0 };

  it("takes each option's time from its expiry", () => {
    const calendar = spread(leg(-1, "call", 750), leg(1, "call", 750, BACK_EXPIRY));
    const result = spreadModel(calendar, { spot: 748, at: TEN_O_CLOCK, legs: [terms, terms] });
    expect(result).toMatchObject({ kind: "model", model: { spot: 748 } });
    if (result.kind === "model")
      expect(result.model.legs[1]!.years - yearsToFront(result.model)).toBeCloseTo(35 / 365, 12);
  });

  it.each([
    ["spot", { spot: null }],
    ["spot", { spot: Number.NaN }],
    ["spot", { spot: 0 }],
    ["legs", { legs: [null] }],
    ["legs[1]", { legs: [null, null] }],
    ["legs[1].volatility", { legs: [null, { ...terms, volatility: null }] }],
    ["legs[1].volatility", { legs: [null, { ...terms, volatility: -0.1 }] }],
    ["legs[1].volatility", { legs: [null, { ...terms, volatility: Number.NaN }] }],
    ["legs[1].rate", { legs: [null, { ...terms, rate: Number.NaN }] }],
    ["legs[1].dividendYield", { legs: [null, { ...terms, dividendYield: Infinity }] }],
  ])("is refused for its %s: %j", (field, change) => {
    const market = { spot: 748, at: TEN_O_CLOCK, legs: [null, terms], ...change };
    expect(spreadModel(covered, market)).toMatchObject({
      kind: "refused",
      refusal: { code: "spread.model-input", field },
    });
  });

  it("is not shifted back in time, below no volatility, or past the front expiry of several", () => {
    const model = (years: number) => ({
      spot: 748,
      legs: [
        { ...terms, years: 0.1 },
        { ...terms, years },
      ],
    });
    for (const [shift, field] of [
      [{ years: -0.01, volatility: 0 }, "years"],
      [{ years: Number.NaN, volatility: 0 }, "years"],
      [{ years: 0.11, volatility: 0 }, "years"],
      [{ years: 0, volatility: -0.26 }, "volatility"],
      [{ years: 0, volatility: Number.NaN }, "volatility"],
    ] as const) {
      expect(shiftedModel(model(0.2), shift)).toMatchObject({
        kind: "refused",
        refusal: { code: "spread.shift", field },
      });
    }
    expect(shiftedModel(model(0.1), { years: 0.11, volatility: -0.25 })).toMatchObject({
      model: {
        legs: [
          { years: 0, volatility: 0 },
          { years: 0, volatility: 0 },
        ],
      },
    });
  });

  it("carries no forward that is none", () => {
    expect(() => carryOfForward({ spot: 748, forward: 0, discount: 1, years: 0.1 })).toThrow(RangeError);
    expect(() => carryOfForward({ spot: 748, forward: 748, discount: Number.NaN, years: 0.1 })).toThrow(
      RangeError,
    );
  });
});

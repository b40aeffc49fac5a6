import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { micros, microsToNumber } from "../../kernel/money.ts";
import {
  density,
  distributionOfSmile,
  lognormalDistribution,
  type MarketDistribution,
  probabilityAbove,
} from "../../pricing/distribution.ts";
import { money } from "../../testing/fixtures.ts";
import { BACK_EXPIRY, leg, modelsOf, pricedSpread, spread } from "../../testing/spread-arbitraries.ts";
import { outcomeAtFrontExpiry } from "./front-outcome.ts";
import { frontValue } from "./front-value.ts";
import type { SpreadOutcome } from "./outcome.ts";
import { payoffAt } from "./payoff-shape.ts";
import { reversed } from "./spread-of.ts";
import { barrierWorld, expectedProfit, probabilityBands, probabilityOfProfit } from "./probability.ts";
import { legWeight, type Spread, STRATEGY_KINDS } from "./spread.ts";
import { type SpreadModel, yearsToFront } from "./spread-model.ts";

/** A lognormal distribution or one with a skew and fat tails (parameters without butterfly arbitrage). */
function distributionAt(model: SpreadModel, volatility: number, skewed: boolean): MarketDistribution {
  const years = yearsToFront(model);
  const forward = model.spot * 1.003;
  if (!skewed) return lognormalDistribution({ forward, years, volatility });
  const variance = volatility * volatility * years;
  const sigma = 1.5 * Math.sqrt(variance);
  const b = (0.35 * variance) / sigma;
  const parameters = { a: variance - b * sigma, b, rho: -0.4, m: 0, sigma };
  return distributionOfSmile({ forward, years, parameters } as Parameters<typeof distributionOfSmile>[0]);
}

/** Simpson's rule over log-moneyness with the closed-form density: knows nothing of legs, intervals or tables. */
function integrated(distribution: MarketDistribution, of: (underlying: number) => number): number {
  const { forward, years } = distribution;
  const reach =
    9 * Math.max(0.02, (barrierWorld(forward, distribution).volatility || 0) * Math.sqrt(years)) * 1.5;
  const steps = 8_000;
  let sum = 0;
  for (let step = 0; step <= steps; step += 1) {
    const underlying = forward * Math.exp(-reach + (2 * reach * step) / steps);
    const weight = step === 0 || step === steps ? 1 : step % 2 === 1 ? 4 : 2;
    sum += weight * density(distribution, underlying) * underlying * of(underlying);
  }
  return (sum * 2 * reach) / steps / 3;
}

function outcomeOf(made: Spread, price: ReturnType<typeof money>, model: SpreadModel): SpreadOutcome {
  const result = outcomeAtFrontExpiry(made, price, model);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.outcome;
}

describe.each(STRATEGY_KINDS)("the odds of a %s", (kind) => {
  const cases = pricedSpread(kind).chain(({ spread: made, price }) =>
    fc.record({
      made: fc.constant(made),
      price: fc.constant(price),
      model: modelsOf(made),
      volatility: fc.double({ min: 0.1, max: 0.8, noNaN: true }),
      skewed: fc.boolean(),
    }),
  );

  it("are the density's over the prices with a profit, and its mean profit", () => {
    assertCostly(
      fc.property(cases, ({ made, price, model, volatility, skewed }) => {
        const distribution = distributionAt(model, volatility, skewed);
        const outcome = outcomeOf(made, price, model);
        const { at } = frontValue(made, model);
        const worth = (underlying: number): number =>
          made.payoff === null ? at(underlying) : payoffAt(made.payoff, underlying * 1e6) / 1e6;
        const paid = microsToNumber(price);
        const gross = made.legs.reduce((sum, part) => sum + Math.abs(legWeight(made, part)), 0);
        const mean = integrated(distribution, (underlying) => worth(underlying) - paid);
        const expected = expectedProfit(made, price, distribution, model);
        expect(Math.abs(expected - mean)).toBeLessThan(2e-6 * gross * distribution.forward);
        const winners = integrated(distribution, (underlying) => (worth(underlying) - paid > 5e-7 ? 1 : 0));
        // The integral sees each end of an interval only to within its step.
        const slack = 1e-6 + 2e-3 * (1 + outcome.breakevens.length);
        const probability = probabilityOfProfit(outcome, distribution);
        expect(Math.abs(probability - winners)).toBeLessThan(slack);
      }),
      { numRuns: 30 },
    );
  });

  it("are those of the other side turned round", () => {
    assertCostly(
      fc.property(cases, ({ made, price, model, volatility, skewed }) => {
        const distribution = distributionAt(model, volatility, skewed);
        const [back, received] = [reversed(made), micros(0 - price)];
        const probability = probabilityOfProfit(outcomeOf(made, price, model), distribution);
        const other = probabilityOfProfit(outcomeOf(back, received, model), distribution);
        expect(probability + other).toBeLessThan(1 + 1e-7);
        const isEvenSomewhere =
          made.payoff === null
            ? [0, made.bounds.from, made.bounds.to].some(
                (end) => end !== null && Math.abs(price - end) < 1_000,
              )
            : made.payoff.some(({ slope, value }) => slope === 0 && value === price);
        if (!isEvenSomewhere) expect(probability + other).toBeGreaterThan(1 - 1e-4);
        const mean = expectedProfit(made, price, distribution, model);
        expect(expectedProfit(back, received, distribution, model)).toBeCloseTo(0 - mean, 8);
      }),
      { numRuns: 30 },
    );
  });
});

describe("the mean of a diagonal whose later put is exercised early", () => {
  it("sees where exercising overtakes holding", () => {
    const diagonal = spread(leg(1, "put", 685), leg(-1, "put", 885, BACK_EXPIRY));
    const model = {
      spot: 684,
      legs: [
        { years: 1, rate: 0.08, dividendYield: 0, volatility: 0.1 },
        { years: 1.2257601305908974, rate: 0.08, dividendYield: 0, volatility: 0.18652280494709875 },
      ],
    };
    const distribution = distributionAt(model, 0.2608897320263914, false);
    const { at } = frontValue(diagonal, model);
    const mean = integrated(distribution, at);
    const expected = expectedProfit(diagonal, micros(0), distribution, model);
    expect(Math.abs(expected - mean)).toBeLessThan(4e-6 * distribution.forward);
  });
});

describe("odds known by heart", () => {
  const distribution = lognormalDistribution({ forward: 750, years: 0.06, volatility: 0.25 });
  const model = { spot: 749, legs: [] };

  it("a long call wins above its break-even", () => {
    const call = spread(leg(1, "call", 740));
    const outcome = outcomeOf(call, money(15), model);
    expect(probabilityOfProfit(outcome, distribution)).toBeCloseTo(probabilityAbove(distribution, 755), 12);
  });

  it("bands leave as much out on either side", () => {
    const [one, two] = probabilityBands(distribution);
    const s = 0.25 * Math.sqrt(0.06);
    expect(one!.from).toBeCloseTo(750 * Math.exp(-s - (s * s) / 2), 5);
    expect(one!.to).toBeCloseTo(750 * Math.exp(s - (s * s) / 2), 5);
    expect(two!.from).toBeCloseTo(750 * Math.exp(-2 * s - (s * s) / 2), 5);
    expect(() => probabilityBands(distribution, [1])).toThrow(RangeError);
  });

  it("a barrier's world has the volatility at the money", () => {
    expect(barrierWorld(749, distribution)).toEqual({
      spot: 749,
      forward: 750,
      years: 0.06,
      volatility: expect.closeTo(0.25, 12),
    });
  });

  it("legs of several expiries have no mean without a model", () => {
    const made = { ...spread(leg(1, "call", 740)), backExpiry: spread(leg(1, "call", 740)).expiry };
    expect(() => expectedProfit(made, money(1), distribution, null)).toThrow(RangeError);
  });
});

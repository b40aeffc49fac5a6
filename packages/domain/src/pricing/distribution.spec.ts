import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blackScholesPrice } from "./black-scholes.ts";
import {
  density,
  expectedCall,
  expectedPut,
  lognormalDistribution,
  type MarketDistribution,
  probabilityAbove,
  quantile,
} from "./distribution.ts";
import { normalDistribution } from "./normal.ts";

const lognormals = fc.record({
  forward: fc.double({ min: 0.5, max: 5_000, noNaN: true }),
  years: fc.double({ min: 1 / 8_760, max: 3, noNaN: true }),
  volatility: fc.double({ min: 0.01, max: 3, noNaN: true }),
});
const deviations = fc.double({ min: -9, max: 9, noNaN: true });

function levelAt({ forward, years, parameters }: MarketDistribution, deviation: number): number {
  return years > 0 ? forward * Math.exp(deviation * Math.sqrt(parameters.a)) : forward;
}

describe("lognormal distribution", () => {
  it("has Black and Scholes' probabilities to 1e-8 and expectations to 1e-8 of the forward", () => {
    fc.assert(
      fc.property(lognormals, deviations, (world, deviation) => {
        const distribution = lognormalDistribution(world);
        const { forward, years, volatility } = world;
        const level = levelAt(distribution, deviation);
        const deviationOfExpiry = volatility * Math.sqrt(years);
        const d2 = Math.log(forward / level) / deviationOfExpiry - deviationOfExpiry / 2;
        expect(Math.abs(probabilityAbove(distribution, level) - normalDistribution(d2))).toBeLessThan(1e-8);
        const input = { spot: forward, strike: level, years, rate: 0, dividendYield: 0, volatility };
        const call = blackScholesPrice({ ...input, right: "call" });
        const put = blackScholesPrice({ ...input, right: "put" });
        expect(Math.abs(expectedCall(distribution, level) - call)).toBeLessThan(1e-8 * forward);
        expect(Math.abs(expectedPut(distribution, level) - put)).toBeLessThan(1e-8 * (forward + level));
      }),
      { numRuns: 2_000 },
    );
  });

  it("falls from 1 to 0 without a step up", () => {
    fc.assert(
      fc.property(lognormals, deviations, deviations, (world, one, other) => {
        const distribution = lognormalDistribution(world);
        const lower = probabilityAbove(distribution, levelAt(distribution, Math.min(one, other)));
        const upper = probabilityAbove(distribution, levelAt(distribution, Math.max(one, other)));
        expect(upper).toBeLessThanOrEqual(lower);
        expect(upper).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(1);
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds the level of a probability again", () => {
    const probabilities = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true });
    fc.assert(
      fc.property(lognormals, probabilities, (world, probability) => {
        const distribution = lognormalDistribution(world);
        const level = quantile(distribution, probability);
        expect(Math.abs(1 - probabilityAbove(distribution, level) - probability)).toBeLessThan(1e-12);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives 1 above nothing, nothing below it, and refuses what is no level or probability", () => {
    const distribution = lognormalDistribution({ forward: 100, years: 1, volatility: 0.2 });
    expect(probabilityAbove(distribution, 0)).toBe(1);
    expect(density(distribution, -1)).toBe(0);
    expect(expectedCall(distribution, -5)).toBe(105);
    expect(expectedPut(distribution, 0)).toBe(0);
    expect(() => probabilityAbove(distribution, Number.NaN)).toThrow("not a level");
    expect(() => quantile(distribution, 1)).toThrow("not inside (0, 1)");
    expect(() => lognormalDistribution({ forward: 100, years: 0, volatility: 0.2 })).toThrow("years");
    expect(() => lognormalDistribution({ forward: 100, years: 1, volatility: 1e-170 })).toThrow(
      "totalVariance",
    );
  });
});

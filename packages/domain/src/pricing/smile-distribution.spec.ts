import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blackScholesPrice } from "./black-scholes.ts";
import {
  density,
  distributionOfSmile,
  expectedCall,
  expectedPut,
  type MarketDistribution,
  probabilityAbove,
  quantile,
} from "./distribution.ts";
import { exactCall, exactSurvival } from "./distribution-table.ts";
import { isButterflyFree } from "./smile/butterfly.ts";
import { type Smile, smileVolatility } from "./smile/smile.ts";
import { totalVariance } from "./smile/svi.ts";

const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Arbitrage-free smiles as quotes make them, from a day to three years. */
const smiles = fc
  .record({
    volatility: between(0.08, 0.9),
    years: between(1 / 365, 3),
    forward: between(5, 4_000),
    b: between(0.05, 0.8),
    rho: between(-0.95, 0.6),
    m: between(-0.6, 0.6),
    sigma: between(0.25, 2),
    level: between(0.4, 1),
  })
  .map(({ volatility, years, forward, b, rho, m, sigma, level }): Smile => {
    const deviation = volatility * Math.sqrt(years);
    const scaled = { b: b * deviation, rho, m: m * deviation, sigma: sigma * deviation };
    const lowest = scaled.b * scaled.sigma * Math.sqrt(1 - rho * rho);
    const parameters = { a: deviation * deviation * level - lowest, ...scaled };
    const [strikeLow, strikeHigh] = [forward * Math.exp(-3 * deviation), forward * Math.exp(3 * deviation)];
    return { forward, years, parameters, rmsError: 0, maxError: 0, points: 20, strikeLow, strikeHigh };
  })
  .filter(({ parameters: { a, b, rho, m, sigma } }) => {
    const [right, left] = [b * (1 + rho), b * (1 - rho)];
    return right < 1.9 && left < 1.9 && isButterflyFree(a, right, left, m, sigma);
  });

const deviations = between(-8, 8);

function levelAt({ forward, parameters }: MarketDistribution, deviation: number): number {
  return forward * Math.exp(deviation * Math.sqrt(totalVariance(parameters, 0)));
}

describe("the market's own distribution", () => {
  it("is minus the slope of the call's price over strikes", () => {
    fc.assert(
      fc.property(smiles, between(-3, 3), (smile, deviation) => {
        const distribution = distributionOfSmile(smile);
        const strike = levelAt(distribution, deviation);
        const { forward, years } = smile;
        const call = (at: number) =>
          blackScholesPrice({
            right: "call",
            spot: forward,
            strike: at,
            years,
            rate: 0,
            dividendYield: 0,
            volatility: smileVolatility(smile, at),
          });
        const h = strike * 1e-4 * Math.sqrt(totalVariance(smile.parameters, 0));
        const slope = (call(strike - h) - call(strike + h)) / (2 * h);
        expect(Math.abs(probabilityAbove(distribution, strike) - slope)).toBeLessThan(1e-4);
        expect(Math.abs(expectedCall(distribution, strike) - call(strike))).toBeLessThan(1e-5 * forward);
      }),
      { numRuns: 2_000, seed: 1 },
    );
  });

  it("reads its table with errors below 1e-5 in probability and in expectation over the forward", () => {
    fc.assert(
      fc.property(smiles, deviations, (smile, deviation) => {
        const distribution = distributionOfSmile(smile);
        const level = levelAt(distribution, deviation);
        const k = Math.log(level / smile.forward);
        const probabilityError = Math.abs(
          probabilityAbove(distribution, level) - exactSurvival(smile.parameters, k),
        );
        expect(probabilityError).toBeLessThan(1e-5);
        const callError = Math.abs(
          expectedCall(distribution, level) / smile.forward - exactCall(smile.parameters, k),
        );
        expect(callError).toBeLessThan(1e-5);
      }),
      { numRuns: 10_000, seed: 2 },
    );
  });

  it("falls from 1 to 0 without a step up, over the ends of its table too", () => {
    fc.assert(
      fc.property(smiles, deviations, between(0, 0.2), (smile, deviation, further) => {
        const distribution = distributionOfSmile(smile);
        const [lower, upper] = [levelAt(distribution, deviation), levelAt(distribution, deviation + further)];
        const [more, less] = [probabilityAbove(distribution, lower), probabilityAbove(distribution, upper)];
        expect(less).toBeLessThanOrEqual(more + 1e-12);
        expect(less).toBeGreaterThanOrEqual(0);
        expect(more).toBeLessThanOrEqual(1);
        expect(expectedCall(distribution, upper)).toBeLessThanOrEqual(
          expectedCall(distribution, lower) + 1e-12 * smile.forward,
        );
        expect(density(distribution, lower)).toBeGreaterThanOrEqual(-1e-12);
      }),
      { numRuns: 10_000, seed: 3 },
    );
  });

  it("has a density that integrates to 1 and to the forward, and expectations that are its integrals", () => {
    fc.assert(
      fc.property(smiles, between(-2, 2), (smile, deviation) => {
        const distribution = distributionOfSmile(smile);
        const strike = levelAt(distribution, deviation);
        const [low, high] = [quantile(distribution, 1e-12), quantile(distribution, 1 - 1e-12)];
        const nodes = 20_000;
        const step = Math.log(high / low) / nodes;
        let [mass, mean, payoff] = [0, 0, 0];
        for (let node = 0; node < nodes; node += 1) {
          const level = low * Math.exp((node + 0.5) * step);
          const share = density(distribution, level) * level * step;
          mass += share;
          mean += share * level;
          payoff += share * Math.max(0, level - strike);
        }
        expect(Math.abs(mass - 1)).toBeLessThan(1e-6);
        // The mean holds what lies beyond the last quantile, which a steep wing makes much of.
        const [beyond, rest] = [expectedCall(distribution, high), probabilityAbove(distribution, high)];
        const { forward } = smile;
        expect(Math.abs(mean + beyond + rest * high - forward)).toBeLessThan(1e-5 * forward);
        const expected = payoff + beyond + rest * (high - strike);
        expect(Math.abs(expected - expectedCall(distribution, strike))).toBeLessThan(1e-5 * forward);
        const parity = expectedCall(distribution, strike) - expectedPut(distribution, strike);
        expect(Math.abs(parity - (smile.forward - strike))).toBeLessThan(1e-9 * smile.forward);
      }),
      { numRuns: 100, seed: 6 },
    );
  });

  it("finds the level of a probability again", () => {
    fc.assert(
      fc.property(smiles, between(1e-9, 1 - 1e-9), (smile, probability) => {
        const distribution = distributionOfSmile(smile);
        const above = probabilityAbove(distribution, quantile(distribution, probability));
        expect(Math.abs(1 - above - probability)).toBeLessThan(1e-9);
      }),
      { numRuns: 2_000, seed: 7 },
    );
  });
});

import { describe, expect, it } from "vitest";
import { blackScholesPrice, type PricingInput } from "../black-scholes.ts";
import { americanGreeks, americanPrice } from "./american.ts";
import { PutBoundary } from "./boundary.ts";
import { continuousPrice, exerciseRegion } from "./continuous.ts";
import { finiteDifferenceGreeks } from "./finite-difference.ts";
import { makeScheme } from "./scheme.ts";

const PAPER: PricingInput = {
  right: "put",
  spot: 100,
  strike: 100,
  years: 1,
  rate: 0.05,
  dividendYield: 0.05,
  volatility: 0.25,
};

function premium(input: PricingInput, boundary?: PutBoundary): number {
  return continuousPrice(input, boundary) - blackScholesPrice(input);
}

/**
 * A binomial tree with Black-Scholes values one step before expiry and Richardson's extrapolation (M. Broadie and
 * J. Detemple, Review of Financial Studies 9, 1996): an independent method, good to about 1e-5 of the strike here.
 */
function smoothTree(input: PricingInput, steps: number): number {
  const on = (count: number): number => {
    const { right, spot, strike, years, rate, dividendYield, volatility } = input;
    const sign = right === "call" ? 1 : -1;
    const step = years / count;
    const up = Math.exp(volatility * Math.sqrt(step));
    const chance = (Math.exp((rate - dividendYield) * step) - 1 / up) / (up - 1 / up);
    const discount = Math.exp(-rate * step);
    const values = Float64Array.from({ length: count }, (_, index) => {
      const price = spot * up ** (2 * index - count + 1);
      return Math.max(sign * (price - strike), blackScholesPrice({ ...input, spot: price, years: step }));
    });
    for (let level = count - 2; level >= 0; level -= 1) {
      for (let index = 0; index <= level; index += 1) {
        const kept =
          discount * (chance * (values[index + 1] as number) + (1 - chance) * (values[index] as number));
        values[index] = Math.max(kept, sign * (spot * up ** (2 * index - level) - strike));
      }
    }
    return values[0] as number;
  };
  return 2 * on(2 * steps) - on(steps);
}

const MARKETS: readonly Partial<PricingInput>[] = [
  {},
  { dividendYield: 0 },
  { dividendYield: 0, rate: 0.12, volatility: 0.1 },
  { spot: 92, years: 0.25, rate: 0.03, dividendYield: 0.01 },
  { spot: 108, years: 0.1, rate: 0.02, dividendYield: 0.06, volatility: 0.6 },
  { spot: 85, years: 3, rate: 0.04, dividendYield: 0.02, volatility: 0.4 },
  { spot: 120, years: 2, rate: 0.01, dividendYield: 0.09, volatility: 0.3 },
  { rate: 0, dividendYield: 0.04 },
  { rate: 0.06, dividendYield: -0.01 },
  { rate: 0, dividendYield: -0.03 },
  { rate: -0.02, dividendYield: 0.01 },
];

describe("American options under a continuous yield", () => {
  it("have the premium of Andersen, Lake and Offengenden's table 2 to 2e-6 of it, and to its last digit with more points", () => {
    expect(Math.abs(premium(PAPER) / 0.106952702747 - 1)).toBeLessThan(2e-6);
    const fine = new PutBoundary(
      makeScheme({ degree: 32, points: 65, iterationsMax: 60, settled: 1e-13, premiumPoints: 101 }),
    );
    expect(Math.abs(premium(PAPER, fine) - 0.106952702747)).toBeLessThan(1e-12);
  });

  it("have the premium at a rate of 7.5 % between those of the paper's two systems with 65 points", () => {
    const input = { ...PAPER, rate: 0.075 };
    const fine = new PutBoundary(
      makeScheme({ degree: 32, points: 65, iterationsMax: 100, settled: 1e-12, premiumPoints: 101 }),
    );
    expect(premium(input, fine)).toBeGreaterThan(0.3671111267);
    expect(premium(input, fine)).toBeLessThan(0.3671112309);
    expect(Math.abs(premium(input) - premium(input, fine))).toBeLessThan(5e-7);
  });

  it("have the same boundary by either of the two fixed points", () => {
    const size = { degree: 24, points: 48, iterationsMax: 120, settled: 1e-12, premiumPoints: 96 };
    const boundary = new PutBoundary(makeScheme(size));
    for (const change of [{}, { dividendYield: 0.01 }, { dividendYield: 0.09 }]) {
      const market = { ...PAPER, ...change };
      expect(boundary.solve(market, "A")).toBe(true);
      const a = boundary.logLowest;
      expect(boundary.solve(market, "B")).toBe(true);
      expect(Math.abs(boundary.logLowest - a)).toBeLessThan(5e-8);
    }
  });

  it.each(MARKETS)("agree with a smoothed binomial tree to 5e-5 of the strike at most (%j)", (change) => {
    for (const right of ["put", "call"] as const) {
      const input = { ...PAPER, ...change, right };
      expect(Math.abs(americanPrice(input) - smoothTree(input, 800)), right).toBeLessThan(2e-3);
    }
  });

  it.each(MARKETS)("agree with finite differences in price and slopes (%j)", (change) => {
    for (const right of ["put", "call"] as const) {
      const input = { ...PAPER, ...change, right };
      const other = finiteDifferenceGreeks(input, [], "american", { cells: 400, steps: 100 });
      const value = americanGreeks(input);
      expect(Math.abs(americanPrice(input) - other.price), "price").toBeLessThan(1e-4);
      expect(Math.abs(value.delta - other.delta), "delta").toBeLessThan(2e-5);
      expect(Math.abs(value.gamma - other.gamma), "gamma").toBeLessThan(1e-5);
      expect(Math.abs(value.theta - other.theta), "theta").toBeLessThan(2e-3);
    }
  });

  it("between two boundaries, where rates and yield are below 0, come from finite differences", () => {
    const input: PricingInput = { ...PAPER, rate: -0.01, dividendYield: -0.06, years: 2 };
    expect(exerciseRegion(input)).toBe("two-boundaries");
    expect(Math.abs(americanPrice(input) - smoothTree(input, 800))).toBeLessThan(1e-3);
    expect(americanPrice(input)).toBeGreaterThan(blackScholesPrice(input) + 0.01);
  });
});

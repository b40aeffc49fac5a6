import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blackScholesPrice, type PricingInput } from "./black-scholes.ts";
import { greeks, thetaPerDay, vegaPerPoint } from "./greeks.ts";
import { impliedVolatility } from "./implied-volatility.ts";

const doubles = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const inputs: fc.Arbitrary<PricingInput> = fc
  .record({
    right: fc.constantFrom("call" as const, "put" as const),
    spot: doubles(1, 2_000),
    moneyness: doubles(0.3, 3),
    years: doubles(1 / 3_650, 3),
    rate: doubles(-0.02, 0.12),
    dividendYield: doubles(0, 0.08),
    volatility: doubles(0.03, 2.5),
  })
  .map(({ right, spot, moneyness, years, rate, dividendYield, volatility }) => ({
    right,
    spot,
    strike: spot * moneyness,
    years,
    rate,
    dividendYield,
    volatility,
  }));

const MARKET: PricingInput = {
  right: "put",
  spot: 748.4,
  strike: 745,
  years: 22 / 365,
  rate: 0.0035,
  dividendYield: 0,
  volatility: 0.22,
};

describe("Black-Scholes-Merton", () => {
  it("is the payoff at expiry, and the discounted payoff of the forward without volatility", () => {
    expect(blackScholesPrice({ ...MARKET, years: 0, spot: 740 })).toBe(5);
    expect(blackScholesPrice({ ...MARKET, years: 0, spot: 750 })).toBe(0);
    const still = blackScholesPrice({ ...MARKET, volatility: 0, spot: 700 });
    expect(still).toBeCloseTo(745 * Math.exp(-MARKET.rate * MARKET.years) - 700, 12);
    expect(blackScholesPrice({ ...MARKET, right: "call", spot: 0 })).toBe(0);
  });

  it("throws on inputs without a meaning", () => {
    for (const bad of [
      { spot: -1 },
      { strike: 0 },
      { years: -1 },
      { volatility: Number.NaN },
      { rate: Infinity },
    ]) {
      expect(() => blackScholesPrice({ ...MARKET, ...bad }), JSON.stringify(bad)).toThrow(RangeError);
      expect(() => greeks({ ...MARKET, ...bad }), JSON.stringify(bad)).toThrow(RangeError);
    }
  });
});

describe("greeks", () => {
  const tame = inputs.filter(
    ({ years, volatility }) => years > 0.02 && volatility > 0.08 && volatility < 1.5,
  );

  it("differ between call and put by those of the forward", () => {
    fc.assert(
      fc.property(tame, (input) => {
        const call = greeks({ ...input, right: "call" });
        const put = greeks({ ...input, right: "put" });
        expect(call.delta - put.delta).toBeCloseTo(Math.exp(-input.dividendYield * input.years), 12);
        expect(call.gamma).toBe(put.gamma);
        expect(call.vega).toBe(put.vega);
      }),
    );
  });

  it("are those of the payoff at expiry, and half a share at the kink", () => {
    expect(greeks({ ...MARKET, years: 0, spot: 700 })).toMatchObject({ delta: -1, gamma: 0, vega: 0 });
    expect(greeks({ ...MARKET, years: 0, spot: 800 }).delta).toBeCloseTo(0, 15);
    expect(greeks({ ...MARKET, years: 0, spot: 745 }).delta).toBe(-0.5);
  });

  it("are shown per volatility point and per calendar day", () => {
    expect(vegaPerPoint({ vega: 70 })).toBe(0.7);
    expect(thetaPerDay({ theta: -36.5 })).toBe(-0.1);
  });
});

describe("implied volatility", () => {
  it("gives back the volatility as far as the price's digits determine it", () => {
    let solved = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const price = blackScholesPrice(input);
        const result = impliedVolatility({ ...input, price });
        const uncertainty = (16 * Number.EPSILON * Math.max(input.spot, input.strike)) / greeks(input).vega;
        if (result.kind === "failed") {
          expect(uncertainty / input.volatility).toBeGreaterThan(1e-3);
          return;
        }
        solved += 1;
        const back = blackScholesPrice({ ...input, volatility: result.volatility });
        // A double below this has fewer digits the smaller it is; above it the exponential keeps twelve to the end.
        if (price >= 1e-300) expect(Math.abs(back - price)).toBeLessThanOrEqual(2e-12 * price);
        if (uncertainty < 0.01 * input.volatility) {
          expect(Math.abs(result.volatility - input.volatility)).toBeLessThan(
            1e-12 * input.volatility + uncertainty,
          );
        }
      }),
      { numRuns: 2_000 },
    );
    expect(solved).toBeGreaterThan(500);
  });

  it("is right for a price so small that a double has fewer digits for it", () => {
    const input = { right: "call", spot: 1, strike: 1.5669350112220453, rate: 0, dividendYield: 0 } as const;
    const [years, volatility] = [0.0018906288421499113, 0.2750698585846413];
    const price = blackScholesPrice({ ...input, years, volatility });
    expect(price).toBeLessThan(1e-308);
    const result = impliedVolatility({ ...input, years, price });
    if (result.kind === "failed") throw new Error(result.reason);
    expect(Math.abs(result.volatility / volatility - 1)).toBeLessThan(1e-12);
  });

  it("holds from one basis point of volatility to 1,200 %, and down to prices of 1e-300", () => {
    let iterationsMost = 0;
    for (let x = 0; x >= -30; x -= x > -0.1 ? 0.003 : x > -2 ? 0.05 : 1) {
      for (const volatility of [1e-4, 1e-3, 0.01, 0.05, 0.1, 0.39, 0.41, 0.7, 1, 2, 5, 12]) {
        const input = {
          right: "call" as const,
          strike: 100,
          spot: 100 * Math.exp(x),
          dividendYield: 0,
          rate: 0,
          years: 1,
        };
        const price = blackScholesPrice({ ...input, volatility });
        if (price < 1e-300 || price >= input.spot) continue;
        const result = impliedVolatility({ ...input, price });
        if (result.kind === "failed") throw new Error(`${result.reason} at ${x}, ${volatility}`);
        iterationsMost = Math.max(iterationsMost, result.iterations);
        expect(
          Math.abs(blackScholesPrice({ ...input, volatility: result.volatility }) / price - 1),
        ).toBeLessThan(1e-12);
      }
    }
    expect(iterationsMost).toBeLessThanOrEqual(3);
  });

  const input = { right: "call" as const, spot: 100, strike: 90, years: 0.5, rate: 0, dividendYield: 0 };
  it.each([
    ["below-intrinsic", { price: 9.99 }],
    ["at-intrinsic", { price: 10 }],
    ["at-intrinsic", { price: 0, strike: 110 }],
    ["above-bound", { price: 100 }],
    ["above-bound", { price: 90, right: "put" as const }],
    ["expired", { price: 12, years: 0 }],
    ["expired", { price: 12, years: -1 }],
    ["negative", { price: -0.01 }],
    ["negative", { price: 12, spot: 0 }],
    ["negative", { price: 12, strike: -90 }],
    ["non-finite", { price: Number.NaN }],
    ["non-finite", { price: 12, rate: Infinity }],
  ])("says %s instead of guessing (%j)", (reason, change) => {
    expect(impliedVolatility({ ...input, ...change })).toEqual({ kind: "failed", reason });
  });
});

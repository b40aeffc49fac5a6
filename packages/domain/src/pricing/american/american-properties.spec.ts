import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blackScholesPrice, type PricingInput } from "../black-scholes.ts";
import { greeks } from "../greeks.ts";
import { type AmericanInput, americanGreeks, americanPrice } from "./american.ts";
import { americanImpliedVolatility } from "./implied-volatility.ts";

const doubles = (min: number, max: number) => fc.double({ min, max, noNaN: true });

/** Strikes within four standard deviations of the spot. */
const inputs: fc.Arbitrary<PricingInput> = fc
  .record({
    right: fc.constantFrom("call" as const, "put" as const),
    spot: doubles(5, 2_000),
    deviations: doubles(-4, 4),
    years: doubles(1 / 365, 3),
    rate: doubles(0, 0.12),
    dividendYield: doubles(0, 0.1),
    volatility: doubles(0.05, 1.5),
  })
  .map(({ right, spot, deviations, years, rate, dividendYield, volatility }) => ({
    right,
    spot,
    strike: spot * Math.exp(deviations * volatility * Math.sqrt(years)),
    years,
    rate,
    dividendYield,
    volatility,
  }));

/** The method's error, as a share of strike and spot. */
const ERROR = 1e-6;

function slack({ spot, strike }: PricingInput): number {
  return ERROR * Math.max(spot, strike);
}

function payoff({ right, spot, strike }: PricingInput): number {
  return Math.max(0, right === "call" ? spot - strike : strike - spot);
}

describe("American prices", () => {
  it("are never below exercise or the European price, never above the share or the strike", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const price = americanPrice(input);
        expect(price).toBeGreaterThanOrEqual(Math.max(payoff(input), blackScholesPrice(input)) * (1 - 1e-14));
        expect(price).toBeLessThanOrEqual((input.right === "call" ? input.spot : input.strike) * (1 + 1e-14));
      }),
      { numRuns: 10_000 },
    );
  });

  it("rise with volatility and time, fall with a call's strike and rise with a put's, along a convex curve", () => {
    fc.assert(
      fc.property(inputs, doubles(1.01, 1.4), (input, factor) => {
        const price = americanPrice(input);
        const atLeast = price - slack(input);
        expect(americanPrice({ ...input, volatility: input.volatility * factor })).toBeGreaterThan(atLeast);
        expect(americanPrice({ ...input, years: input.years * factor })).toBeGreaterThan(atLeast);
        const higher = americanPrice({ ...input, strike: input.strike * factor });
        const lower = americanPrice({ ...input, strike: input.strike / factor });
        const [small, large] = input.right === "call" ? [higher, lower] : [lower, higher];
        expect(small).toBeLessThan(price + slack(input));
        expect(large).toBeGreaterThan(atLeast);
        const chord = (factor * lower + higher) / (1 + factor);
        expect(price).toBeLessThan(chord + slack(input) * factor);
      }),
      { numRuns: 1_000 },
    );
  });

  it("are the same for a call and the put with spot and strike, rate and yield exchanged", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const mirrored: PricingInput = {
          ...input,
          right: input.right === "call" ? "put" : "call",
          spot: input.strike,
          strike: input.spot,
          rate: input.dividendYield,
          dividendYield: input.rate,
        };
        expect(Math.abs(americanPrice(mirrored) - americanPrice(input))).toBeLessThan(
          1e-12 * slack(input) * 1e6,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("keep between call and put what early exercise leaves of parity", () => {
    fc.assert(
      fc.property(inputs, (input) => {
        const { spot, strike, years, rate, dividendYield } = input;
        const gap = americanPrice({ ...input, right: "call" }) - americanPrice({ ...input, right: "put" });
        expect(gap).toBeGreaterThan(spot * Math.exp(-dividendYield * years) - strike - slack(input));
        expect(gap).toBeLessThan(spot - strike * Math.exp(-rate * years) + slack(input));
      }),
      { numRuns: 1_000 },
    );
  });

  it("are the payoff at expiry and the best certain exercise without volatility", () => {
    const input: PricingInput = {
      right: "put",
      spot: 100,
      strike: 120,
      years: 40,
      rate: 0.01,
      dividendYield: 0.5,
      volatility: 0,
    };
    expect(americanPrice({ ...input, years: 0 })).toBe(20);
    // Another library's value, checked by its own tests: exercise after the dividends' value has fallen to the interest's.
    expect(americanPrice(input)).toBeCloseTo(108.980904561184602, 10);
    expect(americanPrice({ ...input, spot: 0 })).toBe(120);
    expect(americanPrice({ ...input, right: "call", spot: 0 })).toBe(0);
    expect(americanGreeks({ ...input, years: 0 })).toMatchObject({ delta: -1, gamma: 0, vega: 0, theta: 0 });
  });

  it("throw on inputs without a meaning", () => {
    const input: AmericanInput = {
      right: "put",
      spot: 100,
      strike: 100,
      years: 1,
      rate: 0.05,
      dividendYield: 0,
      volatility: 0.2,
    };
    for (const bad of [
      { spot: -1 },
      { strike: 0 },
      { years: Number.NaN },
      { volatility: -0.1 },
      { rate: Infinity },
      { dividends: [{ years: -0.1, amount: 1 }] },
      { dividends: [{ years: 0.1, amount: Number.NaN }] },
    ]) {
      expect(() => americanPrice({ ...input, ...bad }), JSON.stringify(bad)).toThrow(RangeError);
      expect(() => americanGreeks({ ...input, ...bad }), JSON.stringify(bad)).toThrow(RangeError);
    }
  });
});

describe("American greeks", () => {
  it("are the slopes of the price", () => {
    const tame = inputs.filter(({ years, volatility }) => years > 0.02 && volatility > 0.1);
    fc.assert(
      fc.property(tame, (input) => {
        const value = americanGreeks(input);
        const { spot, volatility, years } = input;
        const step = 0.02 * spot * volatility * Math.sqrt(years);
        const price = americanPrice(input);
        const [up, down] = [spot + step, spot - step].map((price) =>
          americanPrice({ ...input, spot: price }),
        );
        if (up === undefined || down === undefined) throw new Error("two prices");
        const curvature = (up - 2 * price + down) / (step * step);
        // Gamma jumps at the boundary: a difference across it is neither side's.
        const edge =
          Math.abs(down - payoff({ ...input, spot: spot - step })) < slack(input) ||
          Math.abs(up - payoff({ ...input, spot: spot + step })) < slack(input);
        if (edge) return;
        expect(Math.abs(value.delta - (up - down) / (2 * step))).toBeLessThan(1e-3);
        expect(Math.abs(value.gamma - curvature) * spot * volatility * Math.sqrt(years)).toBeLessThan(5e-3);
        const later = americanPrice({ ...input, years: years * 0.999 });
        const sooner = americanPrice({ ...input, years: years * 1.001 });
        expect(Math.abs(value.theta + (sooner - later) / (0.002 * years)) * years).toBeLessThan(2e-3 * spot);
      }),
      { numRuns: 500 },
    );
  });
});

describe("American greeks where early exercise is never worth it", () => {
  it("are the European ones", () => {
    const input: PricingInput = {
      right: "call",
      spot: 100,
      strike: 95,
      years: 0.4,
      rate: 0.05,
      dividendYield: 0,
      volatility: 0.3,
    };
    expect(americanGreeks(input)).toEqual(greeks(input));
    expect(americanGreeks({ ...input, right: "put", rate: -0.01 })).toEqual(
      greeks({ ...input, right: "put", rate: -0.01 }),
    );
  });
});

describe("American implied volatility", () => {
  it("gives the price back to 1e-7 of the strike, and the volatility where vega tells it", () => {
    let solved = 0;
    fc.assert(
      fc.property(inputs, (input) => {
        const price = americanPrice(input);
        const result = americanImpliedVolatility({ ...input, price });
        if (result.kind === "failed") {
          expect(result.reason).toBe("at-intrinsic");
          return;
        }
        solved += 1;
        const back = americanPrice({ ...input, volatility: result.volatility });
        expect(Math.abs(back - price)).toBeLessThan(1e-7 * Math.max(input.spot, input.strike));
        const vega = americanGreeks(input).vega / input.spot;
        if (vega > 0.01) expect(Math.abs(result.volatility - input.volatility)).toBeLessThan(1e-6);
      }),
      { numRuns: 1_000 },
    );
    expect(solved).toBeGreaterThan(500);
  });

  const input = { right: "put" as const, spot: 100, strike: 110, years: 0.5, rate: 0.05, dividendYield: 0 };
  it.each([
    ["below-intrinsic", { price: 9.99 }],
    ["at-intrinsic", { price: 10 }],
    ["at-intrinsic", { price: 0, strike: 90 }],
    ["above-bound", { price: 110 }],
    ["above-bound", { price: 100, right: "call" as const }],
    ["expired", { price: 12, years: 0 }],
    ["negative", { price: -0.01 }],
    ["negative", { price: 12, spot: 0 }],
    ["negative", { price: 12, dividends: [{ years: 0.1, amount: -1 }] }],
    ["non-finite", { price: Number.NaN }],
    ["non-finite", { price: 12, dividends: [{ years: 0.1, amount: Number.NaN }] }],
  ])("says %s instead of guessing (%j)", (reason, change) => {
    expect(americanImpliedVolatility({ ...input, ...change })).toEqual({ kind: "failed", reason });
  });
});

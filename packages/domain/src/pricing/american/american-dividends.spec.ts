import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { blackScholesPrice } from "../black-scholes.ts";
import { type AmericanInput, americanGreeks, americanPrice } from "./american.ts";
import { finiteDifferenceGreeks } from "./finite-difference.ts";
import { americanImpliedVolatility } from "./implied-volatility.ts";
import { gaussLegendre } from "./quadrature.ts";

const doubles = (min: number, max: number) => fc.double({ min, max, noNaN: true });

const INPUT: AmericanInput = {
  right: "call",
  spot: 100,
  strike: 100,
  years: 1,
  rate: 0.06,
  dividendYield: 0,
  volatility: 0.3,
  dividends: [{ years: 0.5, amount: 7 }],
};

/** The value now of what `later` is worth at `years`: 64 panels of 16 points over the share's lognormal distribution. */
function expectation(input: AmericanInput, years: number, later: (spot: number) => number): number {
  const { spot, rate, dividendYield, volatility } = input;
  const deviation = volatility * Math.sqrt(years);
  const growth = (rate - dividendYield) * years - 0.5 * deviation * deviation;
  const { nodes, weights } = gaussLegendre(16);
  let sum = 0;
  for (let panel = 0; panel < 64; panel += 1) {
    nodes.forEach((node, index) => {
      const z = (2 * panel + 1 + node) / 8 - 8;
      const weight = ((weights[index] ?? 0) / 8) * Math.exp(-0.5 * z * z);
      sum += weight * later(spot * Math.exp(growth + deviation * z));
    });
  }
  return (Math.exp(-rate * years) * sum) / Math.sqrt(2 * Math.PI);
}

/** A call with one dividend and no yield is exercised just before it or not at all: one integral is exact. */
function callByQuadrature(input: AmericanInput, years: number, amount: number): number {
  return expectation(input, years, (spot) =>
    Math.max(
      spot - input.strike,
      blackScholesPrice({ ...input, spot: Math.max(0, spot - amount), years: input.years - years }),
    ),
  );
}

/** A put up to a dividend on a binomial tree, after it by the boundary method: independent of the grid. */
function putByTree(input: AmericanInput, years: number, amount: number, steps: number): number {
  const { spot, strike, rate, dividendYield, volatility } = input;
  const step = years / steps;
  const up = Math.exp(volatility * Math.sqrt(step));
  const chance = (Math.exp((rate - dividendYield) * step) - 1 / up) / (up - 1 / up);
  const discount = Math.exp(-rate * step);
  const values = Float64Array.from({ length: steps + 1 }, (_, index) => {
    const price = spot * up ** (2 * index - steps);
    const after = { ...input, spot: Math.max(0, price - amount), years: input.years - years, dividends: [] };
    return Math.max(strike - price, americanPrice(after));
  });
  for (let level = steps - 1; level >= 0; level -= 1) {
    for (let index = 0; index <= level; index += 1) {
      const kept =
        discount * (chance * (values[index + 1] as number) + (1 - chance) * (values[index] as number));
      values[index] = Math.max(kept, strike - spot * up ** (2 * index - level));
    }
  }
  return values[0] as number;
}

describe("American options on a share that pays cash dividends", () => {
  it.each([
    [0.5, 7],
    [0.01, 7],
    [0.99, 7],
    [0.3, 1],
    [0.7, 30],
  ])(
    "are worth what an integral over the ex-date gives, for a call with one (%d years, %d)",
    (years, amount) => {
      for (const strike of [70, 100, 130]) {
        const input = { ...INPUT, strike, dividends: [{ years, amount }] };
        expect(
          Math.abs(americanPrice(input) - callByQuadrature(input, years, amount)),
          String(strike),
        ).toBeLessThan(1e-3);
      }
    },
  );

  it.each([
    [0.5, 7],
    [0.2, 2],
    [0.9, 4],
  ])("are worth what a tree up to the ex-date gives, for a put with one (%d years, %d)", (years, amount) => {
    for (const strike of [90, 110]) {
      const input: AmericanInput = { ...INPUT, right: "put", strike, dividends: [{ years, amount }] };
      const tree = 2 * putByTree(input, years, amount, 600) - putByTree(input, years, amount, 300);
      expect(Math.abs(americanPrice(input) - tree), String(strike)).toBeLessThan(1e-2);
    }
  });

  it("come to the boundary method's value as the dividend vanishes, and do not see those after expiry", () => {
    for (const right of ["put", "call"] as const) {
      const plain = { ...INPUT, right, dividends: [] };
      const tiny = americanPrice({ ...plain, dividends: [{ years: 0.5, amount: 1e-9 }] });
      expect(Math.abs(tiny - americanPrice(plain))).toBeLessThan(1e-3);
      expect(americanPrice({ ...plain, dividends: [{ years: 1.01, amount: 5 }] })).toBe(americanPrice(plain));
    }
  });

  it("keep parity when European, with the dividends' present value taken from the share", () => {
    const dividends = [
      { years: 0.2, amount: 1.5 },
      { years: 0.7, amount: 1.5 },
    ];
    const price = (right: "call" | "put") =>
      finiteDifferenceGreeks({ ...INPUT, right }, dividends, "european").price;
    const paid = dividends.reduce(
      (sum, { years, amount }) => sum + amount * Math.exp(-INPUT.rate * years),
      0,
    );
    const forward = INPUT.spot - paid - INPUT.strike * Math.exp(-INPUT.rate * INPUT.years);
    expect(Math.abs(price("call") - price("put") - forward)).toBeLessThan(1e-3);
  });

  it("are never below the best certain exercise; a dividend lowers a call and raises a put", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("call" as const, "put" as const),
        doubles(80, 125),
        doubles(0.05, 0.95),
        doubles(0.5, 8),
        doubles(0.1, 0.6),
        (right, strike, years, amount, volatility) => {
          const input: AmericanInput = {
            ...INPUT,
            right,
            strike,
            volatility,
            dividends: [{ years, amount }],
          };
          const price = americanPrice(input);
          const plain = americanPrice({ ...input, dividends: [] });
          expect(price).toBeGreaterThanOrEqual(Math.max(0, right === "call" ? 100 - strike : strike - 100));
          if (right === "call") expect(price).toBeLessThan(plain + 1e-3);
          else expect(price).toBeGreaterThan(plain - 1e-3);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("have greeks that are slopes of the price, and a volatility that gives it back", () => {
    for (const right of ["call", "put"] as const) {
      const input = { ...INPUT, right };
      const value = americanGreeks(input);
      const [up, price, down] = [101, 100, 99].map((spot) => americanPrice({ ...input, spot }));
      if (up === undefined || price === undefined || down === undefined) throw new Error("three prices");
      expect(Math.abs(value.delta - (up - down) / 2)).toBeLessThan(2e-4);
      expect(Math.abs(value.gamma - (up - 2 * price + down))).toBeLessThan(5e-4);
      const result = americanImpliedVolatility({ ...input, price });
      expect(Math.abs((result.kind === "volatility" ? result.volatility : 0) - 0.3)).toBeLessThan(1e-8);
    }
  });

  it("come near the best certain exercise with hardly any volatility, and do not name one that the grid cannot tell", () => {
    const dividends = [
      { years: 0.3, amount: 2 },
      { years: 0.9, amount: 3 },
    ];
    for (const right of ["call", "put"] as const) {
      for (const volatility of [1e-7, 1e-5, 1e-3, 3e-3]) {
        const input = { ...INPUT, right, strike: right === "call" ? 95 : 104, volatility, dividends };
        const price = americanPrice(input);
        const certain = americanPrice({ ...input, volatility: 0 });
        expect(price - certain, `${right} ${volatility}`).toBeLessThan(100 * volatility + 1e-3);
        const result = americanImpliedVolatility({ ...input, price });
        if (result.kind === "failed") expect(result.reason).toBe("at-intrinsic");
        else
          expect(Math.abs(americanPrice({ ...input, volatility: result.volatility }) - price)).toBeLessThan(
            1e-4,
          );
      }
    }
  });
});

import { describe, expect, it } from "vitest";
import { ExactBlack } from "../testing/exact-black.ts";
import { black76Price } from "./black-76.ts";
import { black76Volatility } from "./implied-volatility.ts";

const DEVIATIONS = Array.from({ length: 25 }, (_, index) => -3 + index / 4);
const YEARS = Array.from({ length: 20 }, (_, index) => (1 / 8760) * (2 * 8760) ** (index / 19));
const VOLATILITIES = Array.from({ length: 24 }, (_, index) => 0.01 * 300 ** (index / 23));
const LOW_VOLATILITIES = [1e-6, 1e-5, 1e-4, 1e-3, 0.003, 0.005];

/** Visits both rights of every combination; the strike is so many standard deviations from a forward of 100. */
function visit(
  deviations: readonly number[],
  volatilities: readonly number[],
  visitor: (option: Parameters<typeof black76Price>[0], price: number) => void,
): void {
  for (const right of ["call", "put"] as const)
    for (const years of YEARS)
      for (const volatility of volatilities)
        for (const deviation of deviations) {
          const strike = 100 * Math.exp(deviation * volatility * Math.sqrt(years));
          const option = { right, forward: 100, strike, years, volatility, discount: 1 };
          visitor(option, black76Price(option));
        }
}

/** Round trip to 1e-12 of the price, in at most three evaluations; returns the evaluations. */
function roundTrip(option: Parameters<typeof black76Price>[0], price: number): number {
  const { volatility: _, ...known } = option;
  const result = black76Volatility({ ...known, price });
  if (result.kind === "failed") throw new Error(`${result.reason}: ${JSON.stringify(option)}`);
  const back = black76Price({ ...option, volatility: result.volatility });
  expect(Math.abs(back / price - 1), JSON.stringify(option)).toBeLessThan(1e-12);
  expect(result.iterations, JSON.stringify(option)).toBeLessThanOrEqual(3);
  return result.iterations;
}

describe("implied volatility", () => {
  it("gives every price of the grid back to 1e-12 in at most two evaluations, mostly in one", () => {
    let evaluations = 0;
    let count = 0;
    visit(DEVIATIONS, VOLATILITIES, (option, price) => {
      evaluations += roundTrip(option, price);
      count += 1;
    });
    expect(count).toBe(24_000);
    expect(evaluations / count).toBeLessThanOrEqual(1.5);
  });

  it("does so in the wings down to prices of 1e-300, and for volatilities of a millionth", () => {
    let count = 0;
    const wings = [4, 5, 6, 8, 10, 12, 12.4, 12.6, 15, 20, 25, 30, 35, 37].flatMap((far) => [-far, far]);
    visit([...wings, ...DEVIATIONS], [...LOW_VOLATILITIES, ...VOLATILITIES], (option, price) => {
      const inside = (option.right === "call" ? 1 : -1) * (option.forward - option.strike);
      const bound = option.right === "call" ? option.forward : option.strike;
      // In the money a price has no digits left for so small a time value, nor below 1e-300 or at the bound.
      const digits = 1e4 * Number.EPSILON * Math.max(option.forward, option.strike);
      if (price < 1e-300 || price - inside < digits || bound - price < digits) return;
      roundTrip(option, price);
      count += 1;
    });
    expect(count).toBeGreaterThan(30_000);
  });

  it("is right to 1.6e-15 where the price's digits determine it, against 256 binary digits", () => {
    const exact = new ExactBlack(256);
    let visited = 0;
    let largest = 0;
    visit(DEVIATIONS, VOLATILITIES, (option, price) => {
      visited += 1;
      if (visited % 31 !== 0) return;
      const { right, forward, strike, years } = option;
      const result = black76Volatility({ right, forward, strike, years, discount: 1, price });
      if (result.kind === "failed") throw new Error(result.reason);
      const sign = right === "call" ? 1 : -1;
      const { error, condition } = exact.volatilityError(
        sign,
        forward,
        strike,
        years,
        price,
        result.volatility,
      );
      largest = Math.max(largest, Math.abs(error) / Math.max(1, condition));
    });
    expect(largest).toBeLessThan(1.6e-15);
    expect(largest).toBeGreaterThan(1e-16);
  });

  it("is right in the wings too, against 2,400 binary digits", () => {
    const exact = new ExactBlack(2400);
    for (const [deviation, volatility, years] of [
      [-8, 0.2, 0.1],
      [12.45, 0.3, 0.5],
      [-12.6, 0.05, 0.02],
      [20, 0.15, 0.25],
      [-30, 0.4, 1 / 365],
      [36.5, 0.01, 1 / 8760],
      [-36.5, 2, 2],
    ] as const) {
      const strike = 100 * Math.exp(deviation * volatility * Math.sqrt(years));
      const right = deviation > 0 ? ("call" as const) : ("put" as const);
      const known = { right, forward: 100, strike, years, discount: 1 };
      const price = black76Price({ ...known, volatility });
      const result = black76Volatility({ ...known, price });
      if (result.kind === "failed") throw new Error(result.reason);
      const sign = right === "call" ? 1 : -1;
      const { error } = exact.volatilityError(sign, 100, strike, years, price, result.volatility);
      expect(Math.abs(error), `${deviation} ${volatility} ${years}`).toBeLessThan(1.6e-15);
    }
  });
});

import { describe, expect, it } from "vitest";
import { black76Price } from "../black-76.ts";
import { blackScholesPrice } from "../black-scholes.ts";
import { greeks } from "../greeks.ts";
import { greeksColumns } from "../greeks-core.ts";
import { IMPLIED_VOLATILITY_STATUS } from "../implied-volatility-status.ts";
import { black76Volatility } from "../implied-volatility.ts";
import { secondOrderGreeks } from "../second-order-greeks.ts";
import { greeksColumn } from "./greeks-column.ts";
import { impliedVolatilityColumn } from "./implied-volatility-column.ts";

const ROWS = 5000;

/** Numbers without an order that are the same in every run: the fractions of multiples of the golden ratio's. */
function scattered(index: number, series: number): number {
  return ((index + 1) * (0.6180339887498949 + series * 0.2718281828459045)) % 1;
}

function chain() {
  const sign = Int8Array.from({ length: ROWS }, (_, row) => (scattered(row, 1) < 0.5 ? 1 : -1));
  const column = (value: (row: number) => number) =>
    Float64Array.from({ length: ROWS }, (_, row) => value(row));
  const forward = column((row) => 50 + 1000 * scattered(row, 2));
  const years = column((row) => (1 / 8760) * (2 * 8760) ** scattered(row, 3));
  const volatility = column((row) => (row % 97 === 0 ? Number.NaN : 0.01 * 300 ** scattered(row, 4)));
  const strike = column(
    (row) =>
      (forward[row] ?? 0) *
      Math.exp((10 * scattered(row, 5) - 5) * (volatility[row] || 0.2) * Math.sqrt(years[row] ?? 0)),
  );
  const rate = column((row) => 0.1 * scattered(row, 6) - 0.02);
  const dividendYield = column((row) => 0.05 * scattered(row, 7));
  const discount = column((row) => Math.exp(-(rate[row] ?? 0) * (years[row] ?? 0)));
  return { sign, forward, spot: forward, strike, years, volatility, rate, dividendYield, discount };
}

/** A price that has a volatility, most of the time; else one that has none, for every reason in turn. */
function priceOf(row: number, option: Parameters<typeof black76Price>[0]): number {
  const bad = [-1, Number.NaN, Infinity, 0, 1e9, 1e-9 * option.strike];
  if (row % 11 === 0) return bad[(row / 11) % bad.length] ?? 0;
  return black76Price({ ...option, volatility: Number.isNaN(option.volatility) ? 0.3 : option.volatility });
}

describe("columns give the very numbers of one option at a time", () => {
  const input = chain();
  const optionOf = (row: number) => ({
    right: input.sign[row] === 1 ? ("call" as const) : ("put" as const),
    forward: input.forward[row] ?? Number.NaN,
    spot: input.spot[row] ?? Number.NaN,
    strike: input.strike[row] ?? Number.NaN,
    years: row % 113 === 0 ? 0 : (input.years[row] ?? Number.NaN),
    discount: input.discount[row] ?? Number.NaN,
    rate: input.rate[row] ?? Number.NaN,
    dividendYield: input.dividendYield[row] ?? Number.NaN,
    volatility: input.volatility[row] ?? Number.NaN,
  });
  for (let row = 0; row < ROWS; row += 113) input.years[row] = 0;

  it("of volatilities, and the reasons why there is none", () => {
    const price = Float64Array.from({ length: ROWS }, (_, row) => priceOf(row, optionOf(row)));
    const output = {
      volatility: new Float64Array(ROWS),
      status: new Uint8Array(ROWS),
      evaluations: new Uint8Array(ROWS),
    };
    impliedVolatilityColumn({ ...input, price }, output, 0, 3001);
    impliedVolatilityColumn({ ...input, price }, output, 3001, ROWS);
    const seen = new Set<string>();
    for (let row = 0; row < ROWS; row += 1) {
      const result = black76Volatility({ ...optionOf(row), price: price[row] ?? Number.NaN });
      const status = IMPLIED_VOLATILITY_STATUS[output.status[row] ?? 255];
      seen.add(status ?? "unknown");
      if (result.kind === "failed") {
        expect(status).toBe(result.reason);
        expect(output.volatility[row]).toBeNaN();
        continue;
      }
      expect(status).toBe("ok");
      expect(output.volatility[row]).toBe(result.volatility);
      expect(output.evaluations[row]).toBe(result.iterations);
    }
    expect([...seen].toSorted()).toEqual(
      IMPLIED_VOLATILITY_STATUS.filter((status) => status !== "no-convergence").toSorted(),
    );
  });

  it("of price and greeks, with NaN where an input has no meaning", () => {
    const output = greeksColumns(ROWS);
    const refused = greeksColumn(input, output, 0, ROWS);
    let unknown = 0;
    for (let row = 0; row < ROWS; row += 1) {
      const option = optionOf(row);
      if (Number.isNaN(option.volatility)) {
        unknown += 1;
        expect(() => greeks(option)).toThrow(RangeError);
        for (const column of Object.values(output) as Float64Array[]) expect(column[row]).toBeNaN();
        continue;
      }
      const expected = {
        price: blackScholesPrice(option),
        ...greeks(option),
        ...secondOrderGreeks(option),
      };
      for (const [name, value] of Object.entries(expected))
        expect(output[name as keyof typeof output][row], `${name} of ${row}`).toBe(value);
    }
    expect(refused).toBe(unknown);
    expect(unknown).toBeGreaterThan(0);
  });
});

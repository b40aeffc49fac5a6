import { describe, expect, it } from "vitest";
import { blackScholesPrice } from "../black-scholes.ts";
import { greeks } from "../greeks.ts";
import { secondOrderGreeks } from "../second-order-greeks.ts";
import { greeksColumns } from "../greeks-core.ts";
import { greeksColumn } from "./greeks-column.ts";

describe("columns of greeks", () => {
  it("hold NaN where an input has no meaning, count such rows and leave the others alone", () => {
    const input = {
      sign: Int8Array.of(1, -1, 1),
      spot: Float64Array.of(100, 100, 100),
      strike: Float64Array.of(90, 100, 110),
      years: Float64Array.of(0.5, 0.5, 0.5),
      rate: Float64Array.of(0.03, 0.03, 0.03),
      dividendYield: Float64Array.of(0.01, 0.01, 0.01),
      volatility: Float64Array.of(0.2, Number.NaN, 0.4),
    };
    const output = greeksColumns(3);
    expect(greeksColumn(input, output, 0, 3)).toBe(1);
    expect(Object.values(output).map((column: Float64Array) => Number.isNaN(column[1]))).not.toContain(false);
    const last = {
      right: "call",
      spot: 100,
      strike: 110,
      years: 0.5,
      rate: 0.03,
      dividendYield: 0.01,
    } as const;
    const option = { ...last, volatility: 0.4 };
    const expected = { price: blackScholesPrice(option), ...greeks(option), ...secondOrderGreeks(option) };
    for (const [name, value] of Object.entries(expected))
      expect(output[name as keyof typeof output][2], name).toBe(value);
  });
});

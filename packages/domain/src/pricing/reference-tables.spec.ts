import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import type { Right } from "../contract/contract.ts";
import { americanPrice } from "./american/american.ts";
import { finiteDifferenceGreeks } from "./american/finite-difference.ts";
import { blackScholesPrice } from "./black-scholes.ts";
import { greeks } from "./greeks.ts";
import { impliedVolatility } from "./implied-volatility.ts";

// oxlint-disable-next-line no-restricted-globals -- where the reference tables lie is the test run's environment, not the domain's
const environment = process.env["LEGBOOK_DATA"];
const repository = resolve(import.meta.dirname, "../../../..");
const folder = join(resolve(repository, environment ?? "../shared/data"), "reference");
const present = existsSync(folder);
// oxlint-disable-next-line no-restricted-globals no-console -- a skipped reference table must be seen
if (!present) console.warn(`SKIPPED: no reference tables of option prices at ${folder}`);

function table(name: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(join(folder, name), "utf8").trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index], cell])));
}

function inputOf(row: Record<string, string>) {
  return {
    right: row["right"] as Right,
    spot: Number(row["spot"] ?? row["forward"]),
    strike: Number(row["strike"]),
    years: Number(row["years"]),
    rate: Number(row["rate"] ?? 0),
    dividendYield: Number(row["dividend_yield"] ?? 0),
    volatility: Number(row["volatility"]),
  };
}

describe.skipIf(!present)("pricing against published tables", () => {
  it("prices Haug's European options to the last printed digit", () => {
    const rows = table("european-prices-haug.csv");
    expect(rows).toHaveLength(43);
    for (const row of rows) {
      expect(
        Math.abs(blackScholesPrice(inputOf(row)) - Number(row["price"])),
        JSON.stringify(row),
      ).toBeLessThan(1e-4);
    }
  });

  it("has Haug's greeks to the last printed digit", () => {
    const rows = table("european-greeks-haug.csv");
    expect(rows).toHaveLength(5);
    for (const row of rows) {
      const value = greeks(inputOf(row));
      const name = row["greek"] === "theta_per_year" ? "theta" : row["greek"];
      expect(value[name as keyof typeof value], name).toBeCloseTo(Number(row["value"]), 4);
    }
  });

  it("prices Jäckel's table to 1e-12 of the price, or the rounding of its inputs", () => {
    const rows = table("black-implied-volatility.csv");
    expect(rows).toHaveLength(500);
    for (const row of rows) {
      const price = Number(row["undiscounted_price"]);
      const error = Math.abs(blackScholesPrice(inputOf(row)) - price);
      expect(error, JSON.stringify(row)).toBeLessThanOrEqual(1e-12 * price);
    }
  });

  it("gives back the table's price to 1e-12, and its volatility as far as the price's digits determine it", () => {
    let solved = 0;
    for (const row of table("black-implied-volatility.csv")) {
      const input = inputOf(row);
      const price = Number(row["undiscounted_price"]);
      const result = impliedVolatility({ ...input, price });
      if (input.years === 0) {
        expect(result).toEqual({ kind: "failed", reason: "expired" });
        continue;
      }
      const intrinsic = Math.max(0, (input.right === "call" ? 1 : -1) * (input.spot - input.strike));
      if (result.kind === "failed") {
        expect(result.reason).toBe("at-intrinsic");
        expect(price - intrinsic).toBeLessThanOrEqual(
          4 * Number.EPSILON * Math.max(input.spot, input.strike),
        );
        continue;
      }
      solved += 1;
      expect(
        Math.abs(blackScholesPrice({ ...input, volatility: result.volatility }) / price - 1),
      ).toBeLessThan(1e-12);
      const volatilityPerUlp = (8 * Number.EPSILON * price) / greeks(input).vega;
      const error = Math.abs(result.volatility - input.volatility);
      expect(error, JSON.stringify(row)).toBeLessThan(1e-12 * input.volatility + volatilityPerUlp);
      expect(result.iterations).toBeLessThanOrEqual(6);
    }
    expect(solved).toBeGreaterThan(480);
  });

  it("prices Haug's American options above the Bjerksund-Stensland approximation, which the table holds", () => {
    const rows = table("american-prices-bjerksund-stensland.csv");
    // The approximation exercises at a flat boundary, a poorer policy than the best: it lies below by up to 0.039, and
    // by 4.08 at a volatility of 1,000 %. At 0.01 % its exponents of 1e7 leave it 2.3e-5 too high: finite differences
    // give this method's value to 1e-8.
    const above = [0.0387, 0.0336, 2.7e-4, -2.3e-5, -1.3e-5, 0, 0, 4.0806];
    expect(rows).toHaveLength(above.length);
    rows.forEach((row, index) => {
      const input = inputOf(row);
      const price = americanPrice(input);
      expect(Math.abs(price - Number(row["price"]) - (above[index] ?? 0)), JSON.stringify(row)).toBeLessThan(
        5e-5,
      );
      const grid = finiteDifferenceGreeks(input, [], "american", { cells: 400, steps: 100 }).price;
      expect(Math.abs(grid - price), JSON.stringify(row)).toBeLessThan(1e-5 * input.strike);
    });
  });
});

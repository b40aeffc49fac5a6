import { americanPrice, epochMs, isoDate, micros, type OptionContract, yearsToExpiry } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { ChainTable } from "./index.ts";

const NOW = epochMs(Temporal.Instant.from("2026-03-16T14:00:00Z").epochMilliseconds);
const EXPIRIES = ["2026-04-17", "2026-09-18"].map((date) => isoDate(date));
const WORLD = { spot: 100, rate: 0.042, dividendYield: 0.01, volatility: 0.3 };

function contracts(): OptionContract[] {
  let conId = 1;
  return EXPIRIES.flatMap((expiry) =>
    Array.from({ length: 21 }, (_, index) => 80 + 2 * index).flatMap((strike) =>
      (["call", "put"] as const).map((right) => ({
        kind: "option" as const,
        conId: (conId += 1),
        symbol: "LBX",
        underlyingConId: 1,
        tradingClass: "LBX",
        localSymbol: `${conId}`,
        expiry,
        strike: micros(strike * 1e6),
        right,
        multiplier: 100,
        exchange: "SMART",
        currency: "USD",
        minTick: micros(10_000),
      })),
    ),
  );
}

/** American prices to the cent, `width` wide. */
function tableOf(rate: number | null, width: number): ChainTable {
  const table = new ChainTable({ symbol: "LBX", rate, dividendYield: 0, quoteAgeMaxMs: 60_000 });
  table.setContracts(contracts());
  for (const { conId, right, strike, expiry } of table.contracts) {
    const years = yearsToExpiry(NOW, expiry);
    const worth = americanPrice({ ...WORLD, right, strike: strike / 1e6, years });
    const at = (price: number) => micros(Math.max(1, Math.round(price * 100)) * 10_000);
    table.apply(conId, {
      bid: at(worth - width / 2),
      ask: at(worth + width / 2),
      bidSize: 10,
      askSize: 10,
      bidAt: NOW,
      askAt: NOW,
      last: null,
      openInterest: null,
      volume: null,
      halted: null,
      model: { volatility: null, delta: null, gamma: null, vega: null, theta: null },
    });
  }
  table.setUnderlying({ bid: micros(99_990_000), ask: micros(100_010_000), last: null });
  table.anchor(NOW);
  return table;
}

describe("the interest rate of a chain table", () => {
  it("comes from American quotes to a fifth of a percent a year, and holds from the next anchor on", () => {
    const table = tableOf(null, 0.04);
    expect(table.expiries.map(({ rate, rateSource }) => [rate, rateSource])).toEqual([
      [0, "none"],
      [0, "none"],
    ]);
    const told = table.inferRate();
    expect(told.source).toBe("parity");
    expect(Math.abs(told.rate - WORLD.rate)).toBeLessThan(0.002);
    expect(told.standardError).toBeLessThan(0.005);
    table.anchor(NOW);
    for (const { rate, rateSource, dividendYield } of table.expiries) {
      expect([rate, rateSource]).toEqual([told.rate, "parity"]);
      expect(Math.abs(dividendYield - WORLD.dividendYield)).toBeLessThan(0.003);
    }
  });

  it("stays as it is given", () => {
    const table = tableOf(0.05, 0.04);
    expect(table.inferRate()).toEqual({ rate: 0.05, source: "given", standardError: null });
    expect(table.expiries[0]).toMatchObject({ rate: 0.05, rateSource: "given" });
  });

  it("is not known where nothing is quoted", () => {
    const table = new ChainTable({ symbol: "LBX", rate: null, dividendYield: 0, quoteAgeMaxMs: 60_000 });
    table.setContracts(contracts());
    table.anchor(NOW);
    expect(table.inferRate().source).toBe("none");
  });
});

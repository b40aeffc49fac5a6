import { describe, expect, it } from "vitest";
import { type EpochMs, epochMs, isoDate, micros, type OptionContract, type Right } from "@legbook/domain";
import { ChainTable, flagNames, GREEKS_SOURCES, type TableQuote } from "./index.ts";

const NOW = epochMs(Temporal.Instant.from("2015-12-24T17:00:00Z").epochMilliseconds);
const SETTINGS = { symbol: "GOOG", rate: 0.003, dividendYield: 0, quoteAgeMaxMs: 60_000 };

function option(conId: number, right: Right, strike: number, expiry = "2016-01-15"): OptionContract {
  return {
    kind: "option",
    conId,
    symbol: "GOOG",
    underlyingConId: 1,
    tradingClass: "GOOG",
    localSymbol: `${conId}`,
    expiry: isoDate(expiry),
    strike: micros(strike * 1e6),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: micros(50_000),
  };
}

const NO_MODEL = { volatility: null, delta: null, gamma: null, vega: null, theta: null };

function quote(bid: number | null, ask: number | null, change: Partial<TableQuote> = {}): TableQuote {
  return {
    bid: bid === null ? null : micros(Math.round(bid * 1e6)),
    ask: ask === null ? null : micros(Math.round(ask * 1e6)),
    bidSize: 10,
    askSize: 10,
    bidAt: NOW,
    askAt: NOW,
    last: null,
    openInterest: null,
    volume: null,
    halted: null,
    model: NO_MODEL,
    ...change,
  };
}

function tableOf(contracts: readonly OptionContract[]): ChainTable {
  const table = new ChainTable(SETTINGS);
  table.setContracts(contracts);
  table.setUnderlying({ bid: micros(748_900_000), ask: micros(749_100_000), last: null });
  return table;
}

describe("chain table", () => {
  const contracts = [option(3, "put", 750), option(2, "call", 755), option(1, "call", 750)];

  it("has its rows by expiry, right and strike", () => {
    const table = tableOf([...contracts, option(4, "put", 700, "2015-12-31")]);
    expect(table.contracts.map(({ conId }) => conId)).toEqual([4, 1, 2, 3]);
    table.anchor(NOW);
    expect(table.expiries.map(({ from, putsFrom, to }) => [from, putsFrom, to])).toEqual([
      [0, 0, 1],
      [1, 3, 4],
    ]);
  });

  it("answers with the row that changed, and -1 when nothing did", () => {
    const table = tableOf(contracts);
    table.anchor(NOW);
    expect(table.apply(2, quote(10, 10.5))).toBe(1);
    expect(table.apply(2, quote(10, 10.5))).toBe(-1);
    expect(table.apply(99, quote(10, 10.5))).toBe(-1);
  });

  it("works volatility and greeks out of the mid in the world of the last anchor", () => {
    const table = tableOf(contracts);
    table.anchor(NOW);
    const row = table.apply(1, quote(13.4, 13.8));
    expect(table.columns.source[row]).toBe(GREEKS_SOURCES.computed);
    expect(table.columns.volatility[row]).toBeGreaterThan(0.15);
    expect(table.columns.delta[row]).toBeGreaterThan(0.45);
    expect(table.columns.delta[row]).toBeLessThan(0.55);
  });

  it("takes the gateway's model where it gives one, in our units", () => {
    const table = tableOf(contracts);
    table.anchor(NOW);
    const model = { volatility: 0.2, delta: 0.51, gamma: null, vega: 0.7, theta: -0.3 };
    const row = table.apply(1, quote(13.4, 13.8, { model }));
    expect(table.columns.source[row]).toBe(GREEKS_SOURCES.model);
    expect(table.columns.delta[row]).toBe(0.51);
    expect(table.columns.vega[row]).toBeCloseTo(70, 12);
    expect(table.columns.theta[row]).toBeCloseTo(-109.5, 12);
    expect(table.columns.gamma[row]).toBeGreaterThan(0);
  });

  it.each<[string, TableQuote]>([
    ["unquoted", quote(null, null)],
    ["oneSided", quote(null, 1)],
    ["oneSided", quote(1, 1.1, { askSize: 0 })],
    ["zero", quote(0, 0)],
    ["crossed", quote(1.1, 1)],
    ["locked", quote(1, 1)],
    ["wide", quote(0.05, 4.8)],
    ["wide", quote(300, 316)],
    ["halted", quote(1, 1.1, { halted: true })],
    ["stale", quote(1, 1.1, { askAt: (NOW - 60_001) as EpochMs })],
  ])("flags a quote as %s", (flag, wrong) => {
    const table = tableOf(contracts);
    table.anchor(NOW);
    const row = table.apply(1, wrong);
    expect(flagNames(table.columns.flags[row]!)).toEqual([flag]);
    const usesMid = table.columns.source[row] === GREEKS_SOURCES.computed;
    expect(usesMid).toBe(flag === "locked");
  });

  it("keeps quotes of contracts that stay when others come", () => {
    const table = tableOf(contracts);
    table.apply(2, quote(10, 10.5));
    table.setContracts([...contracts, option(4, "call", 700)]);
    expect(table.columns.bid[table.rowOf(2)]).toBe(10_000_000);
  });

  it("refuses contracts of another symbol and one that comes twice", () => {
    const table = new ChainTable(SETTINGS);
    expect(() => table.setContracts([{ ...option(1, "call", 1), symbol: "TWX" }])).toThrow("symbol: TWX");
    expect(() => table.setContracts([option(1, "call", 1), option(1, "call", 1)])).toThrow("conId: 1");
  });
});

import { describe, expect, it } from "vitest";
import { epochMs, isoDate, micros, NO_PRICE, smileVolatility } from "@legbook/domain";
import { carriedQuotes, type LeanDay, leanDay } from "../../testing/lean-day.ts";
import { type ChainColumns, ChainTable, flagNames, GREEKS_SOURCES, type TableQuote } from "./index.ts";

const QUOTE_AGE_MAX_MS = 1_800_000;
const MINUTE_MS = 60_000;

const [goog, twx] = [
  leanDay({ symbol: "GOOG", date: "2015-12-24" }),
  leanDay({ symbol: "TWX", date: "2014-06-05" }),
];
const isPresent = goog.kind === "day" && twx.kind === "day";
// oxlint-disable-next-line no-console -- a skipped data set must be seen
for (const day of [goog, twx]) if (day.kind === "missing") console.warn(day.message);

function dayOf(result: typeof goog): LeanDay {
  if (result.kind === "missing") throw new Error(result.message);
  return result.day;
}

const NO_MODEL = { volatility: null, delta: null, gamma: null, vega: null, theta: null };

/** The day's quotes at a moment, by index of the contract, each side with its own time. */
function quotesAt({ quotes, contracts, openInterest }: LeanDay, at: number): readonly TableQuote[] {
  const carried = carriedQuotes(quotes, contracts.length, at);
  const side = (column: Float64Array, row: number) =>
    column[row] === NO_PRICE ? null : micros(column[row]!);
  const momentOf = (column: Float64Array, row: number) => (column[row] === 0 ? null : epochMs(column[row]!));
  return contracts.map((_, row) => ({
    bid: side(carried.bid, row),
    ask: side(carried.ask, row),
    bidSize: carried.bidSize[row]!,
    askSize: carried.askSize[row]!,
    bidAt: momentOf(carried.bidAt, row),
    askAt: momentOf(carried.askAt, row),
    last: null,
    openInterest: openInterest[row]! < 0 ? null : openInterest[row]!,
    volume: null,
    halted: null,
    model: NO_MODEL,
  }));
}

function setUnderlying(table: ChainTable, { underlyingQuotes }: LeanDay, at: number): void {
  const { bid, ask } = carriedQuotes(underlyingQuotes, 1, at);
  table.setUnderlying({ bid: micros(bid[0]!), ask: micros(ask[0]!), last: null });
}

function emptyTable({ symbol, contracts }: LeanDay): ChainTable {
  const table = new ChainTable({ symbol, rate: 0.0035, dividendYield: 0, quoteAgeMaxMs: QUOTE_AGE_MAX_MS });
  table.setContracts(contracts);
  return table;
}

function tableAt(day: LeanDay, at: number): ChainTable {
  const table = emptyTable(day);
  for (const [index, quote] of quotesAt(day, at).entries()) table.apply(day.contracts[index]!.conId, quote);
  setUnderlying(table, day, at);
  table.anchor(epochMs(at));
  return table;
}

function momentOf(date: string, time: string): number {
  return Temporal.ZonedDateTime.from(`${date}T${time}[America/New_York]`).epochMilliseconds;
}

function copyOf(columns: ChainColumns): Record<string, Float64Array | Uint8Array | Uint16Array> {
  return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice()]));
}

/** Repeatable, without a pattern. */
function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item, index) => ({ item, key: (index * 7_919 + 13) % 10_007 }))
    .sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}

describe.skipIf(!isPresent)("anchored chain of a real market", () => {
  const noon = momentOf("2015-12-24", "12:00");

  it("has the same columns and worlds after any order of ticks and anchors", () => {
    const day = dayOf(goog);
    const fresh = tableAt(day, noon);
    const worn = emptyTable(day);
    for (const before of [40, 25, 3]) {
      const at = noon - before * MINUTE_MS;
      const quotes = quotesAt(day, at);
      for (const row of shuffled([...quotes.keys()])) worn.apply(day.contracts[row]!.conId, quotes[row]!);
      setUnderlying(worn, day, at);
      worn.anchor(epochMs(at));
    }
    const last = quotesAt(day, noon);
    for (const row of shuffled([...last.keys()]).toReversed())
      worn.apply(day.contracts[row]!.conId, last[row]!);
    setUnderlying(worn, day, noon);
    worn.anchor(epochMs(noon));
    expect(copyOf(worn.columns)).toEqual(copyOf(fresh.columns));
    expect(worn.expiries).toEqual(fresh.expiries);
  });

  it("works a tick out as the last anchor would have, and touches no other row", () => {
    const day = dayOf(goog);
    const [table, once] = [tableAt(day, noon), tableAt(day, noon)];
    const later = quotesAt(day, noon + MINUTE_MS);
    let changed = 0;
    for (const row of shuffled([...later.keys()]))
      if (table.apply(day.contracts[row]!.conId, later[row]!) >= 0) changed += 1;
    expect(changed).toBeGreaterThan(500);
    // The same quotes in another order, some of them twice.
    for (const [row, quote] of later.entries()) once.apply(day.contracts[row]!.conId, quote);
    for (const [row, quote] of later.entries()) expect(once.apply(day.contracts[row]!.conId, quote)).toBe(-1);
    expect(copyOf(table.columns)).toEqual(copyOf(once.columns));
    const one = tableAt(day, noon);
    const before = copyOf(one.columns);
    const touched = one.apply(
      table.contracts[900]!.conId,
      later[day.contracts.indexOf(table.contracts[900]!)]!,
    );
    for (const [name, column] of Object.entries(copyOf(one.columns)))
      for (const [row, value] of column.entries())
        if (row !== touched) expect(value, `${name} of row ${row}`).toBe(before[name]![row]);
  });

  it("fits a smile to every expiry of GOOG, within half a volatility point of the quotes", () => {
    const table = tableAt(dayOf(goog), noon);
    expect(table.expiries).toHaveLength(12);
    for (const {
      expiry,
      smile,
      smileFailure,
      forward,
      forwardSource,
      distributionSource,
    } of table.expiries) {
      expect(smileFailure, expiry).toBeNull();
      expect(forwardSource).toBe("parity");
      expect(distributionSource).toBe("smile");
      expect(smile!.rmsError, expiry).toBeLessThan(0.005);
      expect(Math.abs(forward! / 750.6 - 1)).toBeLessThan(0.02);
    }
  });

  it("keeps most fitted mids between their bid and ask, in volatility and in price", () => {
    const table = tableAt(dayOf(goog), noon);
    const { columns } = table;
    let [inside, points] = [0, 0];
    for (const { smile, from, to, years, rate, dividendYield, spot } of table.expiries)
      for (let row = from; row < to; row += 1) {
        if (columns.inSmile[row] !== 1) continue;
        points += 1;
        const volatility = smileVolatility(smile!, table.contracts[row]!.strike / 1e6);
        // To first order in what the curve lies off the mid.
        const error = Math.abs(volatility - columns.midVolatility[row]!) * columns.vega[row]! * 1e6;
        if (error <= (columns.ask[row]! - columns.bid[row]!) / 2 + 10_000) inside += 1;
        expect(years > 0 && Number.isFinite(rate + dividendYield + spot!)).toBe(true);
      }
    expect(points).toBeGreaterThan(600);
    expect(inside / points).toBeGreaterThan(0.97);
  });

  it.each(["10:00", "11:00", "12:30", "15:00"])("fits TWX's smiles at %s", (time) => {
    const table = tableAt(dayOf(twx), momentOf("2014-06-05", time));
    expect(table.expiries.length).toBeGreaterThan(3);
    for (const { smile, smileFailure, expiry } of table.expiries) {
      expect(smileFailure, expiry).toBeNull();
      expect(smile!.rmsError, expiry).toBeLessThan(0.005);
    }
  });

  it("has greeks for every option of an expiry with a smile, and marks where they come from", () => {
    const table = tableAt(dayOf(goog), noon);
    const { columns } = table;
    const counts = new Map<number, number>();
    for (let row = 0; row < table.contracts.length; row += 1) {
      const source = columns.source[row]!;
      counts.set(source, (counts.get(source) ?? 0) + 1);
      expect(columns.volatility[row]).toBeGreaterThan(0);
      // exp(-yield·years) at most, and these options say that a dividend would be below 0.
      expect(Math.abs(columns.delta[row]!)).toBeLessThan(1.02);
      expect(columns.gamma[row]).toBeGreaterThanOrEqual(0);
      const isMidless = flagNames(columns.flags[row]!).some((flag) => flag !== "locked");
      if (isMidless) expect(source).toBe(GREEKS_SOURCES.fitted);
    }
    expect(counts.get(GREEKS_SOURCES.computed)).toBeGreaterThan(1_000);
    expect(counts.get(GREEKS_SOURCES.fitted)).toBeGreaterThan(300);
  });

  it("flags quotes whose older side is past the limit, at the anchor after it", () => {
    const day = dayOf(goog);
    const table = tableAt(day, noon);
    const staleAt = (at: number) => {
      table.anchor(epochMs(at));
      return table.contracts.filter((_, row) => flagNames(table.columns.flags[row]!).includes("stale"))
        .length;
    };
    const atNoon = staleAt(noon);
    expect(staleAt(noon + 10 * MINUTE_MS)).toBeGreaterThanOrEqual(atNoon);
    expect(staleAt(noon + QUOTE_AGE_MAX_MS + MINUTE_MS)).toBeGreaterThan(1_000);
    expect(table.expiries.every(({ smile }) => smile === null)).toBe(true);
    expect(table.expiries.every(({ forwardSource }) => forwardSource === "spot")).toBe(true);
  });

  it("has nothing but flags of an expiry that has passed", () => {
    const day = dayOf(goog);
    const table = tableAt(day, momentOf("2015-12-24", "13:00"));
    const world = table.expiries.find(({ expiry }) => expiry === isoDate("2015-12-24"))!;
    expect(world).toMatchObject({ years: 0, smile: null, smileFailure: "expired", distribution: null });
    for (let row = world.from; row < world.to; row += 1) {
      expect(flagNames(table.columns.flags[row]!)).toContain("expired");
      expect(table.columns.source[row]).toBe(GREEKS_SOURCES.none);
      expect(table.columns.delta[row]).toBeNaN();
    }
  });
});

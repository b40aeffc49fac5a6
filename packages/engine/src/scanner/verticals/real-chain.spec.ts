import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { strFromU8, unzipSync } from "fflate";
import { describe, expect, it } from "vitest";
import {
  type EpochMs,
  epochMs,
  isoDate,
  type Micros,
  micros,
  type OptionContract,
  width as widthOf,
} from "@legbook/domain";
import {
  type ChainRow,
  type ChainSnapshot,
  parseScanCriteria,
  type ScanCriteria,
  scanVerticals,
} from "./index.ts";

const repository = resolve(import.meta.dirname, "../../../../..");
const data = join(resolve(repository, process.env["LEGBOOK_DATA"] ?? "../shared/data"), "lean/Data");
const present = existsSync(data);
// oxlint-disable-next-line no-console -- a skipped data set must be seen
if (!present) console.warn(`SKIPPED: no real option quotes at ${data}`);

const NOON_MS = 12 * 3_600_000;
const MIDNIGHT = Temporal.ZonedDateTime.from("2015-12-24T00:00[America/New_York]").epochMilliseconds;
const DAY_MS = 86_400_000;

function entries(path: string): [name: string, lines: string[][]][] {
  const files = unzipSync(readFileSync(join(data, path)));
  return Object.entries(files).map(([name, bytes]) => [
    name,
    strFromU8(bytes)
      .trim()
      .split(/\r?\n/)
      .map((line) => line.split(",")),
  ]);
}

/** Prices are stored times 10,000. */
const price = (cell: string): Micros => micros(Number(cell) * 100);

function contractOf(name: string, conId: number): OptionContract {
  const match = /_(call|put)_(\d+)_(\d{4})(\d{2})(\d{2})\.csv$/.exec(name);
  if (match === null) throw new Error(`not an option's file: ${name}`);
  const [, right, strike = "", year, month, day] = match;
  return {
    kind: "option",
    conId,
    symbol: "GOOG",
    underlyingConId: 1,
    tradingClass: "GOOG",
    localSymbol: name,
    expiry: isoDate(`${year}-${month}-${day}`),
    strike: price(strike),
    right: right === "call" ? "call" : "put",
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: micros(50_000),
  };
}

interface Side {
  readonly price: Micros;
  readonly size: number;
  readonly at: EpochMs;
}

/** Last closing price of one side up to noon: an empty cell is "no change". */
function carriedForward(lines: readonly string[][], priceColumn: number, sizeColumn: number): Side | null {
  let side: Side | null = null;
  for (const cells of lines) {
    const at = Number(cells[0]);
    if (at > NOON_MS) break;
    const text = cells[priceColumn];
    if (text !== undefined && text !== "") {
      side = { price: price(text), size: Number(cells[sizeColumn]), at: epochMs(MIDNIGHT + at) };
    }
  }
  return side;
}

function noonSnapshot(): ChainSnapshot {
  const interest = new Map(
    entries("option/usa/minute/goog/20151224_openinterest_american.zip").map(([name, lines]) => [
      name.replace("openinterest", "quote"),
      Number(lines.at(-1)?.[1]),
    ]),
  );
  const rows = entries("option/usa/minute/goog/20151224_quote_american.zip").map(
    ([name, lines], index): ChainRow => {
      const bid = carriedForward(lines, 4, 5);
      const ask = carriedForward(lines, 9, 10);
      return {
        contract: contractOf(name, index + 1),
        bid: bid?.price ?? null,
        ask: ask?.price ?? null,
        bidSize: bid?.size ?? null,
        askSize: ask?.size ?? null,
        quoteAt: bid === null || ask === null ? null : epochMs(Math.min(bid.at, ask.at)),
        openInterest: interest.get(name) ?? null,
        impliedVolatility: null,
        delta: null,
        greeksSource: null,
      };
    },
  );
  const [shares] = entries("equity/usa/minute/goog/20151224_quote.zip");
  const lines = shares?.[1] ?? [];
  const [bid, ask] = [carriedForward(lines, 4, 5), carriedForward(lines, 9, 10)];
  return {
    symbol: "GOOG",
    rows,
    underlying: { bid: bid?.price ?? null, ask: ask?.price ?? null, last: null },
    now: epochMs(MIDNIGHT + NOON_MS),
    rate: 0.0035,
    dividendYield: 0,
  };
}

function criteria(change: Partial<Record<keyof ScanCriteria, unknown>>): ScanCriteria {
  const result = parseScanCriteria({
    symbol: "GOOG",
    daysToExpiryMin: 0,
    daysToExpiryMax: 1_000,
    limit: 500,
    ...change,
  });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.criteria;
}

describe.skipIf(!present)("scan of GOOG's whole chain at noon on 2015-12-24", () => {
  const snapshot = present ? noonSnapshot() : null;
  const scan = (change: Partial<Record<keyof ScanCriteria, unknown>>) =>
    scanVerticals(snapshot!, criteria(change));

  it("looks at every pair of the 2,192 options in both directions", () => {
    expect(snapshot!.rows).toHaveLength(2_192);
    expect(scan({ quoteAgeMaxMs: DAY_MS }).evaluated).toBe(2 * 111_048);
  });

  it("reports no arbitrage across the spread from quotes of up to half an hour", () => {
    for (const quoteAgeMaxMs of [60_000, 120_000, 600_000, 1_800_000]) {
      const result = scan({ quoteAgeMaxMs });
      expect(result.matched).toBeGreaterThan(1_000);
      expect(result.arbitrages).toEqual([]);
      expect(result.arbitrageCount).toBe(0);
    }
  });

  it("shows apart the one pair that a bid of long ago makes look free, and never as a result", () => {
    const result = scan({ quoteAgeMaxMs: DAY_MS, rankBy: "netPrice" });
    expect(result.arbitrages).toMatchObject([{ side: "debit", netPrice: 0 }]);
    const [sighting] = result.arbitrages;
    expect(result.rows.map(({ id }) => id)).not.toContain(sighting?.id);
  });

  it("uses the 78,050 pairs with two sides on both legs, and accounts for all others", () => {
    const result = scan({ quoteAgeMaxMs: DAY_MS });
    const excluded = Object.values(result.excluded).reduce((sum, count) => sum + count, 0);
    expect(result.matched + excluded + result.arbitrageCount).toBe(2 * 78_050);
    expect(result.unusable).toEqual({ "one-sided": 2 * (111_048 - 78_050) });
  });

  it("prices every row strictly inside its width, whatever it ranks by", () => {
    for (const rankBy of ["rewardToRisk", "probabilityOfProfit", "netPrice", "expectedReturn"]) {
      for (const side of ["debit", "credit"]) {
        const { rows } = scan({ rankBy, sides: [side], quoteAgeMaxMs: DAY_MS });
        expect(rows).toHaveLength(500);
        for (const { netPrice, spread, maxGain, maxLoss } of rows) {
          expect(netPrice).toBeGreaterThan(0);
          expect(netPrice).toBeLessThan(widthOf(spread));
          expect(maxGain + maxLoss).toBe(widthOf(spread) * 100);
        }
      }
    }
  });

  it("finds tradable credit spreads with fresh quotes a month out", () => {
    const { rows } = scan({
      sides: ["credit"],
      daysToExpiryMin: 7,
      daysToExpiryMax: 45,
      shortDeltaMin: 0.1,
      shortDeltaMax: 0.4,
      widthMax: 20_000_000,
      openInterestMin: 1,
      rankBy: "expectedReturn",
    });
    expect(rows.length).toBeGreaterThan(5);
    for (const row of rows) {
      expect(Math.abs(row.shortDelta!)).toBeLessThanOrEqual(0.4);
      expect(row.probabilityOfProfit!).toBeGreaterThan(0.4);
      expect(row.quoteAgeMs).toBeLessThanOrEqual(120_000);
    }
  });
});

import { describe, expect, it } from "vitest";
import { epochMs, isoDate, type OptionContract } from "@legbook/domain";
import { LeanChain, type LeanDay, leanDay } from "../testing/index.ts";
import {
  EMPTY_CONTEXT,
  parseScanCriteria,
  Scan,
  type ScanContext,
  type ScanCriteria,
  type ScanResult,
} from "./index.ts";
import { type NaiveResult, naiveScan } from "./naive/naive-scan.ts";

type Change = Partial<Record<keyof ScanCriteria, unknown>>;

function criteriaOf(symbol: string, change: Change): ScanCriteria {
  const result = parseScanCriteria({ symbol, limit: 25, ...change });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.criteria;
}

/** The parts of a result that the naive scan tells too. */
function compared(result: ScanResult): NaiveResult {
  const { rows, matched, evaluated, excluded, unusable, arbitrages } = result;
  return {
    rows: rows.map(({ id, side, words, bid, mid, ask, maxGain, maxLoss, breakevens, values, score }) => ({
      id,
      side,
      words,
      bid,
      mid,
      ask,
      maxGain,
      maxLoss,
      breakevens,
      values,
      score,
    })),
    matched,
    evaluated,
    excluded,
    unusable,
    arbitrages: arbitrages.map(({ id, ask }) => ({ id, ask })),
  };
}

const DAYS = [
  ["GOOG", "2015-12-24"],
  ["TWX", "2014-06-05"],
  ["TWX", "2014-06-06"],
] as const;

/** Between them they ask every strategy, both sides, and most of the fields. One of them is asked every minute. */
const NEAR_THE_MONEY: readonly Change[] = [
  {
    strategies: ["vertical", "ratio", "ironCondor", "butterfly"],
    filters: [
      { field: "bidAskWidthRelative", max: 1.5 },
      { field: "probabilityOfProfit", min: 0.15 },
      { field: "breakevenDistance", min: -0.2 },
    ],
    rank: [
      { field: "expectedReturn", weight: 2 },
      { field: "probabilityOfTouch", weight: 1 },
    ],
  },
  {
    strategies: ["straddle", "strangle", "coveredCall", "cashSecuredPut"],
    excludeExDividend: true,
    filters: [
      { field: "netPriceAtMid", min: 0 },
      { field: "expectedProfit", min: -1_000_000_000 },
    ],
    rank: [{ field: "annualisedReturnOnMargin", weight: 0.1 }],
  },
  {
    strategies: ["calendar", "diagonal", "ironButterfly", "brokenWing"],
    excludeEarnings: true,
    includeWide: true,
    quoteAgeMaxMs: 600_000,
    filters: [
      { field: "width", min: null, max: 10_000_000 },
      { field: "delta", min: -0.4, max: 0.4 },
      { field: "margin", max: 5_000_000_000 },
      { field: "openInterest", min: 1 },
    ],
    rank: [
      { field: "theta", weight: 1 },
      { field: "bidAskWidth", weight: 0.3 },
    ],
  },
];

const WHOLE_CHAIN: Change = {
  filters: [
    { field: "daysToExpiry", min: 1, max: 400 },
    { field: "shortDelta", min: 0.05, max: 0.95 },
    { field: "rewardToRisk", min: 0.2 },
  ],
  rank: [
    { field: "expectedReturn", weight: 1 },
    { field: "probabilityOfProfit", weight: 1 },
  ],
  limit: 50,
};

/** The naive scan takes seconds for a whole chain: it is asked of it once a day, or at every minute where this is set. */
const EVERY_MINUTE = process.env["LEGBOOK_SCAN_EVERY_MINUTE"] === "1";

/** The options of two expiries next to the money: few enough for the naive scan to be asked every minute. */
function nearTheMoney(day: LeanDay, expiries: number, strikes: number): readonly OptionContract[] {
  const chain = new LeanChain(day);
  const first = chain.minutes()[0] ?? epochMs(0);
  chain.playTo(first);
  chain.table.anchor(first);
  const { bid, ask } = chain.table.underlying;
  const spot = ((bid ?? 0) + (ask ?? 0)) / 2;
  const dates = [...new Set(day.contracts.map(({ expiry }) => expiry))].toSorted().slice(1, 1 + expiries);
  return dates.flatMap((date) => {
    const series = day.contracts.filter(({ expiry }) => expiry === date);
    const listed = [...new Set(series.map(({ strike }) => strike))];
    const byDistance = listed.toSorted((a, b) => Math.abs(a - spot) - Math.abs(b - spot));
    const near = new Set(byDistance.slice(0, strikes));
    return series.filter(({ strike }) => near.has(strike));
  });
}

for (const [symbol, date] of DAYS) {
  const result = leanDay({ symbol, date });
  // oxlint-disable-next-line no-console -- a skipped data set must be seen
  if (result.kind === "missing") console.warn(result.message);
  describe.skipIf(result.kind === "missing")(`scans of ${symbol} on ${date}`, () => {
    const day = result.kind === "day" ? result.day : null!;
    const context: ScanContext = {
      ...EMPTY_CONTEXT,
      underlying: day?.underlying ?? null,
      ivRank: 0.4,
      earnings: [isoDate("2016-01-28"), isoDate("2014-08-06")],
      exDividends: [isoDate("2014-08-27")],
    };

    it("are the naive scan's after every tick, at every minute of the day", { timeout: 300_000 }, () => {
      const chain = new LeanChain(day, nearTheMoney(day, 2, 5));
      const minutes = chain.minutes();
      chain.playTo(minutes[0]!);
      chain.table.anchor(minutes[0]!);
      const scans = NEAR_THE_MONEY.map(
        (change) => new Scan(chain.table, criteriaOf(symbol, change), context),
      );
      const shown = new Set<string>();
      for (const [index, minute] of minutes.entries()) {
        chain.playTo(minute, (row) => {
          for (const scan of scans) scan.update(row);
        });
        if (index % 5 === 0) chain.table.anchor(minute);
        const scan = scans[index % scans.length]!;
        const found = scan.result();
        expect(compared(found), `at ${new Date(minute).toISOString()}`).toEqual(
          naiveScan(chain.table, scan.criteria, context),
        );
        for (const { strategy } of found.rows) shown.add(strategy);
      }
      expect(shown.size).toBeGreaterThan(5);
    });

    it(
      "of the whole chain show no arbitrage at any minute, and are the naive scan's and a new one's",
      { timeout: EVERY_MINUTE ? 7_200_000 : 300_000 },
      () => {
        const chain = new LeanChain(day);
        const minutes = chain.minutes();
        chain.playTo(minutes[0]!);
        chain.table.anchor(minutes[0]!);
        const criteria = criteriaOf(symbol, WHOLE_CHAIN);
        const scan = new Scan(chain.table, criteria, context);
        scan.scanAll();
        let looked = 0;
        for (const [index, minute] of minutes.entries()) {
          const isTicked = index % 60 < 3;
          chain.playTo(minute, isTicked ? (row) => scan.update(row) : undefined);
          if (!isTicked) chain.table.anchor(minute);
          const found = scan.result();
          expect(found.arbitrages, `at ${new Date(minute).toISOString()}`).toEqual([]);
          expect(found.arbitrageCount).toBe(0);
          looked += found.matched;
          const isCompared = index % 60 === 2;
          if (isCompared) expect(found).toEqual(new Scan(chain.table, criteria, context).result());
          const isAskedNaively = EVERY_MINUTE || index === 122;
          if (isAskedNaively) expect(compared(found)).toEqual(naiveScan(chain.table, criteria, context));
        }
        expect(looked).toBeGreaterThan(minutes.length);
      },
    );
  });
}

import { performance } from "node:perf_hooks";
import { epochMs } from "@legbook/domain";
import {
  type ChainTable,
  parseScanCriteria,
  Scan,
  type ScanContext,
  type ScanCriteria,
} from "@legbook/engine";
import { LeanChain, leanDay, naiveScan } from "@legbook/engine/testing";
import { median, quantile } from "./median.ts";
import type { BenchmarkReport } from "./report.ts";

const SYMBOL = "GOOG";
const DATE = "2015-12-24";
const NOON = epochMs(Temporal.Instant.from("2015-12-24T17:00Z").epochMilliseconds);
const HALF_PAST = epochMs(NOON + 30 * 60_000);
const COLD_RUNS = 15;
const WARM_UP_RUNS = 5;
const TICKS_MAX = 20_000;
/** Of the expiry of 2016-01-15. */
const CONDOR_DAYS = 22;

function criteriaOf(change: Partial<Record<keyof ScanCriteria, unknown>>): ScanCriteria {
  const result = parseScanCriteria({
    symbol: SYMBOL,
    quoteAgeMaxMs: 86_400_000,
    includeWide: true,
    limit: 50,
    ...change,
  });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.criteria;
}

/** Every vertical of the chain that is quoted on both legs, by its price. */
const VERTICALS = criteriaOf({
  strategies: ["vertical"],
  filters: [
    { field: "bidAskWidthRelative", max: 2 },
    { field: "rewardToRisk", min: 0.1 },
  ],
  rank: [{ field: "rewardToRisk", weight: 1 }],
});

/** The same by the market's distribution too. */
const VERTICALS_BY_ODDS = criteriaOf({
  strategies: ["vertical"],
  filters: [...VERTICALS.filters, { field: "probabilityOfProfit", min: 0.1 }],
  rank: [
    { field: "expectedReturn", weight: 2 },
    { field: "probabilityOfProfit", weight: 1 },
  ],
});

function condorsOf(days: number): ScanCriteria {
  return criteriaOf({
    strategies: ["ironCondor"],
    filters: [
      { field: "daysToExpiry", min: days, max: days },
      { field: "rewardToRisk", min: 0.1 },
      { field: "probabilityOfProfit", min: 0.3 },
    ],
    rank: [{ field: "expectedReturn", weight: 1 }],
  });
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

function chainAtNoon(): { readonly chain: LeanChain; readonly context: ScanContext } {
  const loaded = leanDay({ symbol: SYMBOL, date: DATE });
  if (loaded.kind === "missing") throw new Error(loaded.message);
  const chain = new LeanChain(loaded.day);
  chain.playTo(NOON);
  chain.table.anchor(NOON);
  const context: ScanContext = {
    underlying: loaded.day.underlying,
    ivRank: null,
    ivPercentile: null,
    earnings: [],
    exDividends: [],
    dataType: null,
  };
  return { chain, context };
}

/** The wait for a tick's new top 50: the scan's update and the result. */
function ticks(chain: LeanChain, scan: Scan): readonly number[] {
  const waits: number[] = [];
  chain.playTo(HALF_PAST, (row) => {
    if (waits.length >= TICKS_MAX) return;
    waits.push(
      timed(() => {
        scan.update(row);
        scan.result();
      }),
    );
  });
  return waits;
}

/** Whole scans after some that let the code be compiled: the middle of them. */
function coldMs(table: ChainTable, criteria: ScanCriteria, context: ScanContext): number {
  const waits: number[] = [];
  for (let run = 0; run < WARM_UP_RUNS + COLD_RUNS; run += 1) {
    const wait = timed(() => void new Scan(table, criteria, context).result());
    if (run >= WARM_UP_RUNS) waits.push(wait);
  }
  return median(waits);
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}

/** Verticals of a whole chain and condors of one expiry, filtered, scored and ranked; a tick to its new top 50. */
export async function scan(): Promise<BenchmarkReport> {
  const { chain, context } = chainAtNoon();
  const { table } = chain;
  const firstMs = timed(() => void new Scan(table, VERTICALS, context).result());
  const pricesMs = coldMs(table, VERTICALS, context);
  const oddsMs = coldMs(table, VERTICALS_BY_ODDS, context);
  const verticals = new Scan(table, VERTICALS_BY_ODDS, context).result();
  const naiveMs = timed(() => void naiveScan(table, VERTICALS_BY_ODDS, context));

  const condorCriteria = condorsOf(CONDOR_DAYS);
  const condorMs = [1, 2, 3].map(() => timed(() => void new Scan(table, condorCriteria, context).result()));
  const condors = new Scan(table, condorCriteria, context).result();

  const live = new Scan(table, VERTICALS_BY_ODDS, context);
  live.scanAll();
  const waits = ticks(chain, live);
  const tickMs = median(waits);
  return {
    name: "scan",
    figures: {
      verticals: verticals.evaluated,
      verticalsTwoSided: verticals.evaluated - total(verticals.unusable),
      verticalsMatched: verticals.matched,
      verticalsFirstMs: firstMs,
      verticalsColdMs: pricesMs,
      verticalsByOddsColdMs: oddsMs,
      verticalsByOddsNaiveMs: naiveMs,
      ticks: waits.length,
      tickMedianMs: tickMs,
      tickP99Ms: quantile(waits, 0.99),
      tickMaxMs: Math.max(...waits),
      condorsTwoSided: condors.evaluated - total(condors.unusable) - (condors.excluded.daysToExpiry ?? 0),
      condorsMatched: condors.matched,
      condorsMs: median(condorMs),
    },
    ratios: {
      naiveToColdByOdds: naiveMs / oddsMs,
      coldByOddsToTick: oddsMs / tickMs,
    },
    notes: [
      "GOOG 2015-12-24 at noon; both directions of every pair are counted. verticalsColdMs filters and ranks by price, ByOdds by the market's distribution too; verticalsFirstMs is the first scan of the process, before anything is compiled.",
      "Aims: verticalsColdMs below 10, tickMedianMs below 0.2, condorsMs below 1,000.",
    ],
  };
}

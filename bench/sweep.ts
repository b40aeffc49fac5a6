import type { EpochMs } from "@legbook/domain";
import { ENGINE_LIMITS, SCAN_PRESETS, type ScanCriteria } from "@legbook/engine";
import {
  leanDay,
  planSweep,
  roundRobin,
  RELEVANT_FROM,
  sweepDay,
  sweepDayScan,
  type CarriedQuotes,
  type SweepDayResult,
} from "@legbook/engine/testing";
import type { BenchmarkReport } from "./report.ts";

const PRESET = "credit-verticals";
const { marketLinesMax, marketLinesReserved, messagesPerSecondMax, sweepPacePercent, sweepStepMs } =
  ENGINE_LIMITS;
/** One line is the underlying's. */
const LINES = marketLinesMax - marketLinesReserved - 1;
const MESSAGES = Math.floor((messagesPerSecondMax * sweepPacePercent) / 100);

/**
 * How fresh a whole day of GOOG 2015-12-24 is known at a gateway's pace: by the sweep, by taking turns over the relevant
 * contracts, and by taking turns over all 2,192. Shares are means over the 210 minutes: of the contracts that are legs of
 * a scan's 50 best rows at the end of the minute, of the relevant ones, and of all.
 */
export async function sweep(): Promise<BenchmarkReport> {
  const read = leanDay({ symbol: "GOOG", date: "2015-12-24" });
  if (read.kind === "missing") return { name: "sweep", figures: {}, ratios: {}, notes: [read.message] };
  const { day } = read;
  const preset = SCAN_PRESETS.find(({ name }) => name === PRESET);
  if (preset === undefined) throw new Error(`no preset ${PRESET}`);
  const criteria: ScanCriteria = { symbol: day.symbol, ...preset.criteria };
  const scan = sweepDayScan(day, criteria);
  const best = new Map<number, readonly number[]>();
  const wanted = (market: CarriedQuotes, at: EpochMs): readonly number[] => {
    const rows = best.get(at) ?? scan.best(market, at);
    best.set(at, rows);
    return rows;
  };
  const run = (planner: typeof planSweep): SweepDayResult =>
    sweepDay({
      day,
      planner,
      wanted,
      relevance: scan.relevance,
      linesMax: LINES,
      messagesPerSecondMax: MESSAGES,
      stepMs: sweepStepMs,
      rescanMs: 60_000,
    });
  const planned = run(planSweep);
  const inTurn = run(roundRobin(RELEVANT_FROM));
  const allInTurn = run(roundRobin(0));
  return {
    name: "sweep",
    figures: {
      ...figures("planner", planned),
      ...figures("relevantInTurn", inTurn),
      ...figures("allInTurn", allInTurn),
      linesHeldMax: planned.linesHeldMax,
      messagesPerSecondMax: planned.messagesPerSecondSeen,
      openingsPerSecond: planned.openings / (planned.minutes * 60),
    },
    ratios: {
      top50Within1sOverRelevantInTurn: planned.wanted.within1s / inTurn.wanted.within1s,
      top50Within5sOverRelevantInTurn: planned.wanted.within5s / inTurn.wanted.within5s,
      top50Within30sOverRelevantInTurn: planned.wanted.within30s / inTurn.wanted.within30s,
      top50Within1sOverAllInTurn: planned.wanted.within1s / allInTurn.wanted.within1s,
    },
    notes: [
      `preset ${PRESET}: ${planned.wanted.contracts.toFixed(0)} contracts are legs of the 50 best on average, ${planned.relevant.contracts.toFixed(0)} are relevant, ${planned.all.contracts.toFixed(0)} in all`,
      `${LINES} lines and ${MESSAGES} messages a second for the sweep; first quotes after 80 to 500 ms, one in fifty after 3 to 6 s`,
    ],
  };
}

function figures(name: string, { wanted, relevant, all }: SweepDayResult): Record<string, number> {
  const shares = { Top50: wanted, Relevant: relevant, All: all };
  return Object.fromEntries(
    Object.entries(shares).flatMap(([of, { within1s, within5s, within30s }]) => [
      [`${name}${of}Within1s`, rounded(within1s)],
      [`${name}${of}Within5s`, rounded(within5s)],
      [`${name}${of}Within30s`, rounded(within30s)],
    ]),
  );
}

function rounded(share: number): number {
  return Number(share.toFixed(3));
}

import { type EpochMs } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { SCAN_PRESETS } from "../../scanner/index.ts";
import { leanDay, type CarriedQuotes } from "../../testing/lean-day.ts";
import { sweepDayScan } from "../../testing/sweep-day-scan.ts";
import { sweepDay } from "../../testing/sweep-day.ts";
import { planSweep, RELEVANT_FROM, roundRobin, type SweepPlanner } from "./index.ts";

const MINUTES = 30;
const LINES = 77;
const MESSAGES = 29;

const read = leanDay({ symbol: "GOOG", date: "2015-12-24" });
// oxlint-disable-next-line no-console -- a skipped data set must be seen
if (read.kind === "missing") console.warn(read.message);

describe.skipIf(read.kind === "missing")("half an hour of GOOG 2015-12-24 at a gateway's pace", () => {
  const results = new Map<SweepPlanner, ReturnType<typeof sweepDay>>();
  const best = new Map<number, readonly number[]>();

  function run(planner: SweepPlanner) {
    if (read.kind === "missing") throw new Error(read.message);
    const { day } = read;
    const preset = SCAN_PRESETS.find(({ name }) => name === "credit-verticals");
    if (preset === undefined) throw new Error("the preset is gone");
    const scan = sweepDayScan(day, { symbol: day.symbol, ...preset.criteria });
    const wanted = (market: CarriedQuotes, at: EpochMs): readonly number[] => {
      const rows = best.get(at) ?? scan.best(market, at);
      best.set(at, rows);
      return rows;
    };
    const until = (day.session.open + MINUTES * 60_000) as EpochMs;
    const result =
      results.get(planner) ??
      sweepDay({
        day,
        planner,
        wanted,
        until,
        relevance: scan.relevance,
        linesMax: LINES,
        messagesPerSecondMax: MESSAGES,
        stepMs: 500,
        rescanMs: 60_000,
      });
    results.set(planner, result);
    return result;
  }

  it("shows the legs of the best rows far fresher than taking turns does, even over the relevant contracts alone", () => {
    const planned = run(planSweep);
    const inTurn = run(roundRobin(RELEVANT_FROM));
    expect(planned.minutes).toBe(MINUTES);
    expect(planned.wanted.contracts).toBeGreaterThan(5);
    expect(planned.wanted.within1s).toBeGreaterThan(inTurn.wanted.within1s + 0.3);
    expect(planned.wanted.within5s).toBeGreaterThan(inTurn.wanted.within5s + 0.1);
    expect(planned.wanted.within30s).toBeGreaterThan(inTurn.wanted.within30s);
  });

  it("keeps within its lines and its pace, uses both, and goes the same way twice", () => {
    const planned = run(planSweep);
    expect(planned.linesHeldMax).toBe(LINES);
    expect(planned.messagesPerSecondSeen).toBeLessThanOrEqual(MESSAGES);
    expect(planned.messages).toBeGreaterThan(0.9 * MESSAGES * MINUTES * 60);
    results.delete(planSweep);
    expect(run(planSweep)).toEqual(planned);
  });
});

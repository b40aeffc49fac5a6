import { epochMs, type EpochMs, micros } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TEN_O_CLOCK } from "../testing/index.ts";
import { addPoint, createHistory, HISTORY_POINTS_MAX } from "./history.ts";

function at(seconds: number): EpochMs {
  return epochMs(TEN_O_CLOCK + Math.round(seconds * 1000));
}

describe("the day's profit over time", () => {
  it("keeps every point while there is room", () => {
    const history = createHistory();
    for (let second = 0; second < HISTORY_POINTS_MAX; second += 1)
      addPoint(history, { at: at(second), daily: micros(second) });
    expect(history.points.map(({ daily }) => daily)).toEqual(
      Array.from({ length: HISTORY_POINTS_MAX }, (_, second) => second),
    );
  });

  it("shows the newest value exactly, however close to the one before", () => {
    const history = createHistory();
    for (const [second, daily] of [
      [0, 1],
      [5, 2],
      [5.1, 3],
      [5.2, 4],
    ] as const) {
      addPoint(history, { at: at(second), daily: micros(daily) });
    }
    expect(history.points.map(({ daily }) => daily)).toEqual([1, 2, 4]);
  });

  it("begins anew with the exchange's next day", () => {
    const history = createHistory();
    addPoint(history, { at: at(0), daily: micros(1) });
    addPoint(history, { at: at(14 * 3600), daily: micros(2) });
    expect([history.date, history.points.length]).toEqual(["2015-12-25", 1]);
  });

  it("never has more than its limit, keeps its first and newest point, and thins evenly", () => {
    const steps = fc.array(fc.integer({ min: 0, max: 30_000 }), { minLength: 1, maxLength: 3000 });
    fc.assert(
      fc.property(steps, (gaps) => {
        const history = createHistory();
        let time = 0;
        for (const [place, gap] of gaps.entries()) {
          time += Math.min(gap, 13 * 3_600_000 - time);
          addPoint(history, { at: epochMs(TEN_O_CLOCK + time), daily: micros(place) });
        }
        const { points, spacingMs } = history;
        expect(points.length).toBeLessThanOrEqual(HISTORY_POINTS_MAX);
        expect(points.at(-1)?.daily).toBe(gaps.length - 1);
        for (let place = 1; place < points.length - 1; place += 1) {
          expect(points[place]!.at - points[place - 1]!.at).toBeGreaterThanOrEqual(spacingMs);
        }
      }),
      { numRuns: 40 },
    );
  });
});

import { epochMs, TICK_KINDS, TICKS_PER_BATCH_MAX } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTickBatcher, createTradingDates } from "./tick-batcher.ts";

const tick = fc.record({
  conId: fc.integer({ min: 1, max: 5 }),
  kind: fc.constantFrom(...Object.values(TICK_KINDS)),
  value: fc.integer(),
  /** Gateway time can go back when a clock is set. */
  at: fc.integer({ min: 1_000_000, max: 1_010_000 }),
});

describe("ticks on their way to the log", () => {
  it("keep their order, contract, kind, value and time, in batches within the limit and with no negative offset", () => {
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 700 }), (ticks) => {
        const batcher = createTickBatcher(TICKS_PER_BATCH_MAX);
        for (const { conId, kind, value, at } of ticks) batcher.add(conId, kind, value, epochMs(at));
        expect(batcher.size).toBe(ticks.length);
        const batches = batcher.drain();
        const told = batches.flatMap(({ baseTime, conIds, kinds, values, offsetsMs }) =>
          conIds.map((conId, index) => ({
            conId,
            kind: kinds[index],
            value: values[index],
            at: baseTime + (offsetsMs[index] ?? Number.NaN),
          })),
        );
        expect(told).toEqual(ticks);
        for (const { conIds, offsetsMs } of batches) {
          expect(conIds.length).toBeLessThanOrEqual(TICKS_PER_BATCH_MAX);
          expect(Math.min(...offsetsMs)).toBe(0);
        }
        expect(batcher.size).toBe(0);
        expect(batcher.drain()).toEqual([]);
      }),
    );
  });
});

describe("the date under which ticks are kept", () => {
  it("is New York's, through midnight, summer time and steps back", () => {
    const dateOf = createTradingDates();
    const dates = [
      "2026-03-07T04:59:59Z",
      "2026-03-07T05:00:00Z",
      "2026-03-08T06:59:59Z",
      "2026-03-09T03:59:59Z",
      "2026-03-09T04:00:00Z",
      "2026-03-07T12:00:00Z",
    ].map((text) => dateOf(epochMs(Date.parse(text))));
    expect(dates).toEqual([
      "2026-03-06",
      "2026-03-07",
      "2026-03-08",
      "2026-03-08",
      "2026-03-09",
      "2026-03-07",
    ]);
  });
});

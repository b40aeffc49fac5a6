import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPacing } from "./pacing.ts";

const gaps = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { minLength: 1, maxLength: 400 });

describe("the pace of messages", () => {
  it("never lets more messages into any window of a second than its limit, and no normal one into the reserve", () => {
    fc.assert(
      fc.property(
        gaps,
        fc.infiniteStream(fc.boolean()),
        fc.integer({ min: 1, max: 50 }),
        fc.nat(),
        (pauses, urgency, max, seed) => {
          const reserve = seed % max;
          const pacing = createPacing({ messagesPerSecondMax: max, urgentReservePerSecond: reserve });
          const sent: { at: number; urgent: boolean }[] = [];
          let now = 0;
          for (const pause of pauses) {
            now += pause;
            const urgent = urgency.next().value ?? false;
            if (pacing.waitMs(urgent, now) > 0) continue;
            pacing.record(urgent, now);
            sent.push({ at: now, urgent });
          }
          for (const [index, { at, urgent }] of sent.entries()) {
            const before = sent.slice(0, index + 1).filter((other) => other.at > at - 1_000).length;
            expect(before).toBeLessThanOrEqual(urgent ? max : max - reserve);
          }
        },
      ),
    );
  });

  it("lets the next message go exactly when it says", () => {
    const pacing = createPacing({ messagesPerSecondMax: 2, urgentReservePerSecond: 0 });
    pacing.record(false, 100);
    pacing.record(false, 400);
    expect(pacing.waitMs(false, 500)).toBe(600);
    expect(() => pacing.record(false, 1_099)).toThrow("faster than the pace");
    expect(pacing.waitMs(false, 1_100)).toBe(0);
  });

  it("keeps its reserve for urgent messages", () => {
    const pacing = createPacing({ messagesPerSecondMax: 3, urgentReservePerSecond: 1 });
    pacing.record(false, 0);
    pacing.record(false, 0);
    expect(pacing.waitMs(false, 0)).toBe(1_000);
    expect(pacing.waitMs(true, 0)).toBe(0);
  });

  it.each([
    [{ messagesPerSecondMax: 51, urgentReservePerSecond: 5 }],
    [{ messagesPerSecondMax: 0, urgentReservePerSecond: 0 }],
    [{ messagesPerSecondMax: 45.5, urgentReservePerSecond: 5 }],
    [{ messagesPerSecondMax: 5, urgentReservePerSecond: 5 }],
    [{ messagesPerSecondMax: 45, urgentReservePerSecond: -1 }],
  ])("does not accept %j", (limits) => expect(() => createPacing(limits)).toThrow(RangeError));
});

import { describe, expect, it } from "vitest";
import { legFills, PROLOGUE, sentOrder, SYNCHRONISED, ticks } from "../testing/index.ts";
import { EVENT_TYPES, eventSummary } from "./summary.ts";

describe("the line for people of an event", () => {
  it("is one sentence without holes, for every event of a session", () => {
    const events = [
      ...PROLOGUE,
      ...SYNCHRONISED,
      ...sentOrder("o-1"),
      ...legFills("o-1", "x"),
      ticks(1, { bid: 1 }),
    ];
    for (const event of events) {
      const summary = eventSummary(event);
      expect(summary).toMatch(/^\S.*[.!?)]$|^\S.*\S$/);
      expect(summary).not.toMatch(/undefined|null|NaN|\[object|\n/);
    }
  });

  it("says what was decided and at which price", () => {
    expect(sentOrder("o-1").map(eventSummary)).toEqual([
      "user:ann asked to place o-1 in DU1: buy 1 GOOG 15 Jan 2016 740 put, sell 1 GOOG 15 Jan 2016 745 put.",
      "o-1 passed all 1 risk rules at -1.35.",
      "o-1 is about to be sent as order 7: buy 1 GOOG 15 Jan 2016 740 put, sell 1 GOOG 15 Jan 2016 745 put at -1.35.",
      "o-1 was handed to the socket as order 7.",
      "o-1 is Submitted: 0 filled, 1 left.",
    ]);
  });

  it("exists for every type once", () => {
    expect(new Set(EVENT_TYPES).size).toBe(EVENT_TYPES.length);
    expect(EVENT_TYPES).toContain("TicksRecorded");
  });
});

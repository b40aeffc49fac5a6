import { describe, expect, it } from "vitest";
import {
  formatAge,
  formatExpiry,
  formatMinutes,
  formatMoment,
  formatNewYorkClock,
  formatSpan,
  newYorkZone,
  spansInWords,
} from "./times.ts";

describe("times", () => {
  it("tells the hour in New York, with the zone that holds on that day", () => {
    const winter = new Date("2026-01-15T15:30:00Z");
    const summer = new Date("2026-07-15T15:30:00Z");
    expect([formatNewYorkClock(winter), newYorkZone(winter)]).toEqual(["10:30:00", "EST"]);
    expect([formatNewYorkClock(summer), newYorkZone(summer)]).toEqual(["11:30:00", "EDT"]);
  });

  it("leaves the day out only for a moment of the same New York day", () => {
    const now = new Date("2026-01-15T15:30:00Z");
    expect(formatMoment("2026-01-15T14:30:00Z", now)).toBe("09:30:00");
    expect(formatMoment("2026-01-15T03:00:00Z", now)).toContain("14 Jan");
  });

  it("keeps an expiry on its calendar date wherever the reader is", () => {
    expect(formatExpiry("2027-01-15")).toBe("15 Jan 27");
  });

  it("tells a rule's milliseconds in seconds", () => {
    expect([529, 1698, 60_000].map(formatSpan)).toEqual(["529 ms", "1.7 s", "60 s"]);
    expect(spansInWords("every leg quoted at most 60000 ms ago")).toBe("every leg quoted at most 60 s ago");
    expect(spansInWords("at most 60,000 ms")).toBe("at most 60 s");
  });

  it("gives an age in one unit", () => {
    expect([420, 59_999, 60_000, 3_600_000, 172_800_000].map(formatAge)).toEqual([
      "0 s",
      "59 s",
      "1 min",
      "1 h",
      "2 d",
    ]);
    expect(formatMinutes(348)).toBe("5 h 48 min");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, isoDate, parseIsoDate } from "./time.ts";

describe("time", () => {
  it("takes whole milliseconds only", () => {
    expect(epochMs(1_450_976_400_000)).toBe(1_450_976_400_000);
    for (const bad of [0.5, Number.NaN, Infinity, 2 ** 53])
      expect(() => epochMs(bad), String(bad)).toThrow(RangeError);
  });

  it("takes dates of the calendar only", () => {
    expect(parseIsoDate("2016-02-29")).toBe("2016-02-29");
    const bad = [
      "2015-02-29",
      "2015-13-01",
      "2015-1-1",
      "20150101",
      "2015-01-01T00:00",
      " 2015-01-01",
      "2015-01-01\n",
      "",
    ];
    for (const text of bad) {
      expect(parseIsoDate(text), JSON.stringify(text)).toBeNull();
      expect(() => isoDate(text), JSON.stringify(text)).toThrow(RangeError);
    }
  });

  it("orders dates as text", () => {
    const dates = fc
      .integer({ min: 0, max: 20_000 })
      .map((days) => Temporal.PlainDate.from("1990-01-01").add({ days }));
    fc.assert(
      fc.property(dates, dates, (a, b) => {
        const byText = isoDate(a.toString()) < isoDate(b.toString());
        expect(byText).toBe(Temporal.PlainDate.compare(a, b) < 0);
      }),
    );
  });
});

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

  it("takes every date that the calendar has and no other", () => {
    const texts = fc
      .tuple(
        fc.integer({ min: 0, max: 9_999 }),
        fc.integer({ min: 0, max: 13 }),
        fc.integer({ min: 0, max: 32 }),
      )
      .map(([year, month, day]) =>
        [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join(
          "-",
        ),
      );
    const isDate = (text: string): boolean => {
      try {
        return Temporal.PlainDate.from(text, { overflow: "reject" }).toString() === text;
      } catch (error) {
        if (error instanceof RangeError) return false;
        throw error;
      }
    };
    const februaries = fc
      .integer({ min: 0, max: 9_999 })
      .map((year) => `${String(year).padStart(4, "0")}-02-29`);
    fc.assert(
      fc.property(fc.oneof(texts, februaries), (text) => {
        expect(parseIsoDate(text)).toBe(isDate(text) ? text : null);
      }),
      { numRuns: 5_000 },
    );
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

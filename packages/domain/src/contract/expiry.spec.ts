import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, isoDate } from "../kernel/time.ts";
import {
  daysToExpiry,
  isMonthlyExpiry,
  lastTradingDay,
  listedMonthlyExpiry,
  monthlyExpiry,
  weeklyExpiries,
} from "./expiry.ts";
import { isTradingDay } from "./trading-calendar.ts";

const at = (text: string) => epochMs(Temporal.Instant.from(text).epochMilliseconds);

describe("expiry", () => {
  it("puts a month's standard series on its third Friday, or the Thursday when that is a holiday", () => {
    expect(monthlyExpiry(2016, 1)).toBe("2016-01-15");
    expect(monthlyExpiry(2015, 5)).toBe("2015-05-15");
    expect(monthlyExpiry(2014, 4)).toBe("2014-04-17");
    expect(monthlyExpiry(2008, 3)).toBe("2008-03-20");
    expect(monthlyExpiry(2026, 6)).toBe("2026-06-18");
  });

  it("lists Saturdays until January 2015, which trade to the Friday before", () => {
    expect(listedMonthlyExpiry(2014, 6)).toBe("2014-06-21");
    expect(lastTradingDay(isoDate("2014-06-21"))).toBe("2014-06-20");
    expect(listedMonthlyExpiry(2014, 4)).toBe("2014-04-19");
    expect(lastTradingDay(isoDate("2014-04-19"))).toBe("2014-04-17");
    expect(listedMonthlyExpiry(2015, 1)).toBe("2015-01-17");
    expect(listedMonthlyExpiry(2015, 2)).toBe("2015-02-20");
    expect(isMonthlyExpiry(isoDate("2014-06-21"))).toBe(true);
    expect(isMonthlyExpiry(isoDate("2014-06-20"))).toBe(true);
    expect(isMonthlyExpiry(isoDate("2014-06-13"))).toBe(false);
  });

  it("has the weekly expiries of GOOG on 2015-12-24, those before a holiday on the Thursday", () => {
    expect(weeklyExpiries(isoDate("2015-12-24"), isoDate("2016-02-05"))).toEqual([
      "2015-12-24",
      "2015-12-31",
      "2016-01-08",
      "2016-01-15",
      "2016-01-22",
      "2016-01-29",
      "2016-02-05",
    ]);
    expect(weeklyExpiries(isoDate("2015-12-25"), isoDate("2015-12-30"))).toEqual([]);
    expect(weeklyExpiries(isoDate("2016-01-15"), isoDate("2015-12-30"))).toEqual([]);
  });

  it("counts days on the calendar in New York", () => {
    const expiry = isoDate("2016-01-15");
    expect(daysToExpiry(at("2015-12-24T17:00Z"), expiry)).toBe(22);
    expect(daysToExpiry(at("2015-12-25T04:59Z"), expiry)).toBe(22);
    expect(daysToExpiry(at("2015-12-25T05:00Z"), expiry)).toBe(21);
    expect(daysToExpiry(at("2016-01-15T22:00Z"), expiry)).toBe(0);
    expect(daysToExpiry(at("2016-01-16T22:00Z"), expiry)).toBe(-1);
  });

  it("always ends on a trading day", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1998, max: 2040 }), fc.integer({ min: 1, max: 12 }), (year, month) => {
        const expiry = monthlyExpiry(year, month);
        expect(isTradingDay(expiry)).toBe(true);
        expect(lastTradingDay(listedMonthlyExpiry(year, month))).toBe(expiry);
      }),
    );
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, isoDate } from "../kernel/time.ts";
import {
  exchangeDate,
  isTradingDay,
  nextTradingDay,
  previousTradingDay,
  sessionPhase,
  tradingSession,
} from "./trading-calendar.ts";

const at = (text: string) => epochMs(Temporal.Instant.from(text).epochMilliseconds);

function daysOf(year: number): string[] {
  const first = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  return Array.from({ length: first.daysInYear }, (_, index) => first.add({ days: index }).toString());
}

const weekday = (date: string) => Temporal.PlainDate.from(date).dayOfWeek < 6;
const holidays = (year: number) =>
  daysOf(year).filter((date) => weekday(date) && !isTradingDay(isoDate(date)));
const halfDays = (year: number) =>
  daysOf(year).filter((date) => tradingSession(isoDate(date))?.halfDay === true);

describe("trading calendar", () => {
  it("has the exchange's published holidays", () => {
    expect(holidays(2015)).toEqual(
      ["01-01", "01-19", "02-16", "04-03", "05-25", "07-03", "09-07", "11-26", "12-25"].map(
        (day) => `2015-${day}`,
      ),
    );
    expect(holidays(2025)).toEqual(
      ["01-01", "01-09", "01-20", "02-17", "04-18", "05-26", "06-19", "07-04", "09-01", "11-27", "12-25"].map(
        (day) => `2025-${day}`,
      ),
    );
  });

  it("has the number of sessions that each year had", () => {
    const sessions = (year: number) => daysOf(year).filter((date) => isTradingDay(isoDate(date))).length;
    expect(
      [1999, 2001, 2004, 2006, 2008, 2012, 2014, 2018, 2020, 2021, 2022, 2023, 2024, 2025].map(sessions),
    ).toEqual([252, 248, 252, 251, 253, 250, 252, 251, 253, 252, 251, 250, 252, 250]);
  });

  it("has no day off for a New Year's Day on a Saturday, and Monday off for one on a Sunday", () => {
    expect(isTradingDay(isoDate("2010-12-31"))).toBe(true);
    expect(isTradingDay(isoDate("2021-12-31"))).toBe(true);
    expect(isTradingDay(isoDate("2022-01-03"))).toBe(true);
    expect(isTradingDay(isoDate("2023-01-02"))).toBe(false);
  });

  it("keeps Juneteenth from 2022 only", () => {
    expect(isTradingDay(isoDate("2020-06-19"))).toBe(true);
    expect(isTradingDay(isoDate("2021-06-18"))).toBe(true);
    expect(isTradingDay(isoDate("2022-06-20"))).toBe(false);
    expect(isTradingDay(isoDate("2027-06-18"))).toBe(false);
  });

  it("was closed by decision after 2001-09-11, for Sandy and for presidents' funerals", () => {
    const closed = [
      "2001-09-11",
      "2001-09-14",
      "2004-06-11",
      "2007-01-02",
      "2012-10-29",
      "2012-10-30",
      "2018-12-05",
    ];
    for (const date of closed) expect(isTradingDay(isoDate(date)), date).toBe(false);
    expect(isTradingDay(isoDate("2001-09-17"))).toBe(true);
    expect(isTradingDay(isoDate("2012-10-31"))).toBe(true);
  });

  it("closes at 13:00 on the days that the exchange published", () => {
    expect(halfDays(2002)).toEqual(["2002-07-05", "2002-11-29", "2002-12-24"]);
    expect(halfDays(2012)).toEqual(["2012-07-03", "2012-11-23", "2012-12-24"]);
    expect(halfDays(2013)).toEqual(["2013-07-03", "2013-11-29", "2013-12-24"]);
    expect(halfDays(2015)).toEqual(["2015-11-27", "2015-12-24"]);
    expect(halfDays(2021)).toEqual(["2021-11-26"]);
    expect(halfDays(2024)).toEqual(["2024-07-03", "2024-11-29", "2024-12-24"]);
    expect(halfDays(2026)).toEqual(["2026-11-27", "2026-12-24"]);
  });

  it("opens at 09:30 and closes at 16:00 in New York, in winter and in summer", () => {
    expect(tradingSession(isoDate("2015-12-24"))).toEqual({
      date: "2015-12-24",
      open: at("2015-12-24T14:30Z"),
      close: at("2015-12-24T18:00Z"),
      halfDay: true,
    });
    expect(tradingSession(isoDate("2014-06-06"))).toMatchObject({
      open: at("2014-06-06T13:30Z"),
      close: at("2014-06-06T20:00Z"),
      halfDay: false,
    });
    expect(tradingSession(isoDate("2015-12-25"))).toBeNull();
  });

  it("tells the phase of the day and the minutes to the close", () => {
    const phase = (text: string) => {
      const { phase, minutesToClose } = sessionPhase(at(text));
      return [phase, minutesToClose];
    };
    expect(phase("2015-12-24T08:59:59.999Z")).toEqual(["closed", null]);
    expect(phase("2015-12-24T09:00Z")).toEqual(["pre", 540]);
    expect(phase("2015-12-24T14:29:59.999Z")).toEqual(["pre", 211]);
    expect(phase("2015-12-24T14:30Z")).toEqual(["regular", 210]);
    expect(phase("2015-12-24T17:59:59.999Z")).toEqual(["regular", 1]);
    expect(phase("2015-12-24T18:00Z")).toEqual(["post", null]);
    expect(phase("2015-12-24T21:59Z")).toEqual(["post", null]);
    expect(phase("2015-12-24T22:00Z")).toEqual(["closed", null]);
    expect(phase("2015-12-25T16:00Z")).toEqual(["closed", null]);
    expect(sessionPhase(at("2015-12-25T03:00Z")).date).toBe("2015-12-24");
    expect(exchangeDate(at("2015-12-25T05:00Z"))).toBe("2015-12-25");
  });

  it("steps to the next and the previous trading day, which undo each other", () => {
    expect(nextTradingDay(isoDate("2015-12-24"))).toBe("2015-12-28");
    expect(previousTradingDay(isoDate("2001-09-17"))).toBe("2001-09-10");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 12_000 }), (days) => {
        const date = isoDate(Temporal.PlainDate.from("1998-01-02").add({ days }).toString());
        const next = nextTradingDay(date);
        expect(isTradingDay(next)).toBe(true);
        expect(next > date).toBe(true);
        if (isTradingDay(date)) expect(previousTradingDay(next)).toBe(date);
      }),
    );
  });

  it("refuses to answer for years whose rules it does not have", () => {
    expect(() => isTradingDay(isoDate("1997-12-31"))).toThrow(RangeError);
    expect(() => sessionPhase(epochMs(0))).toThrow(RangeError);
  });
});

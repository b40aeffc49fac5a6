import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, isoDate } from "../kernel/time.ts";
import {
  expiryInstant,
  openSettledExpiry,
  settlementInstant,
  timeToSettlement,
  YEAR_MS,
  yearsToExpiry,
} from "./settlement.ts";

const at = (text: string) => epochMs(Temporal.Instant.from(text).epochMilliseconds);

describe("settlement", () => {
  it("is at the close of the last session, at 13:00 on a half day", () => {
    expect(expiryInstant(isoDate("2015-12-24"))).toBe(at("2015-12-24T18:00Z"));
    expect(expiryInstant(isoDate("2016-01-15"))).toBe(at("2016-01-15T21:00Z"));
    expect(expiryInstant(isoDate("2014-06-21"))).toBe(at("2014-06-20T20:00Z"));
  });

  it("is at the open of that session when settled in the morning, named by the day before it", () => {
    expect(settlementInstant(isoDate("2020-01-17"), "am")).toBe(at("2020-01-17T14:30Z"));
    expect(settlementInstant(isoDate("2023-07-21"), "am")).toBe(at("2023-07-21T13:30Z"));
    expect(openSettledExpiry(isoDate("2020-01-16"))).toBe("2020-01-17");
    expect(openSettledExpiry(isoDate("2014-04-16"))).toBe("2014-04-17");
  });

  it("counts years by milliseconds over 365 days, and stops at 0", () => {
    const expiry = isoDate("2016-01-15");
    expect(yearsToExpiry(at("2016-01-14T21:00Z"), expiry)).toBe(1 / 365);
    expect(yearsToExpiry(at("2016-01-15T09:00Z"), expiry)).toBe(0.5 / 365);
    expect(yearsToExpiry(at("2016-01-15T21:00Z"), expiry)).toBe(0);
    expect(yearsToExpiry(at("2017-01-15T21:00Z"), expiry)).toBe(0);
    expect(yearsToExpiry(at("2016-01-15T08:30Z"), expiry, "am")).toBe(0.25 / 365);
  });

  it("counts the minutes that are left, to the early close of a half day", () => {
    const now = at("2015-12-24T17:15:30Z");
    expect(timeToSettlement({ now, expiry: "2015-12-24", settlement: "pm" })).toEqual({
      kind: "remaining",
      settlesAt: at("2015-12-24T18:00Z"),
      minutes: 44.5,
      years: (44.5 * 60_000) / YEAR_MS,
    });
  });

  it.each([
    ["now", "not-a-moment", { now: Number.NaN }],
    ["now", "not-a-moment", { now: 0.5 }],
    ["expiry", "not-a-date", { expiry: "2016-02-30" }],
    ["expiry", "not-a-date", { expiry: "20160115" }],
    ["expiry", "before-calendar", { expiry: "1997-12-19" }],
    ["expiry", "before-calendar", { expiry: "1998-01-01" }],
    ["expiry", "expired", { expiry: "2015-12-23" }],
    ["expiry", "expired", { expiry: "2015-12-24", settlement: "am" as const }],
  ])("refuses by the field %s: %s (%j)", (field, reason, change) => {
    const input = { now: at("2015-12-24T17:15:30Z"), expiry: "2015-12-24", settlement: "pm" as const };
    expect(timeToSettlement({ ...input, ...change })).toEqual({ kind: "refused", field, reason });
  });

  it("gives the same time as `yearsToExpiry`, and a morning six and a half hours or less before its close", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 15_000 }),
        fc.integer({ min: 1, max: 86_400_000 * 900 }),
        (day, before) => {
          const expiry = isoDate(Temporal.PlainDate.from("1999-01-04").add({ days: day }).toString());
          const now = epochMs(expiryInstant(expiry) - before);
          const time = timeToSettlement({ now, expiry, settlement: "pm" });
          expect(time.kind === "remaining" && time.years).toBe(yearsToExpiry(now, expiry));
          expect(time.kind === "remaining" && time.minutes).toBe(before / 60_000);
          const session = expiryInstant(expiry) - settlementInstant(expiry, "am");
          expect([3.5, 6.5]).toContain(session / 3_600_000);
        },
      ),
    );
  });
});

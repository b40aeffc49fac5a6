import { describe, expect, it } from "vitest";
import { epochMs, lastTradingDay, NO_PRICE } from "@legbook/domain";
import { carriedQuotes, leanDay } from "./lean-day.ts";

const goog = leanDay({ symbol: "GOOG", date: "2015-12-24" });
const twx = leanDay({ symbol: "TWX", date: "2014-06-05" });
for (const result of [goog, twx]) {
  // oxlint-disable-next-line no-console -- a skipped data set must be seen
  if (result.kind === "missing") console.warn(result.message);
}

describe.skipIf(goog.kind === "missing")("GOOG's options on 2015-12-24", () => {
  const day = goog.kind === "day" ? goog.day : null!;

  it("has every contract and every row of the day", () => {
    expect(day.contracts).toHaveLength(2_192);
    expect(new Set(day.contracts.map(({ conId }) => conId)).size).toBe(2_192);
    expect(new Set(day.contracts.map(({ expiry }) => expiry)).size).toBe(12);
    expect(day.quotes.length).toBe(275_552);
    expect(day.quotes.bid.filter((price) => price === NO_PRICE)).toHaveLength(67_766);
    expect(day.quotes.ask.filter((price) => price === NO_PRICE)).toHaveLength(45_541);
    expect(day.openInterest.filter((count) => count < 0)).toHaveLength(134);
  });

  it("is in the order of time, inside a half day's session", () => {
    const { at } = day.quotes;
    expect(at.every((time, index) => index === 0 || time >= at[index - 1]!)).toBe(true);
    expect(at[0]).toBe(day.session.open);
    expect(day.session.close - at.at(-1)!).toBeLessThanOrEqual(60_000);
  });

  it("carries each side forward with its own time", () => {
    const noon = epochMs(Temporal.Instant.from("2015-12-24T17:00Z").epochMilliseconds);
    const carried = carriedQuotes(day.quotes, day.contracts.length, noon);
    const share = carriedQuotes(day.underlyingQuotes, 1, noon);
    expect(share.bid[0]! / 1e6).toBeCloseTo(748, -1);
    const row = day.contracts.findIndex(({ localSymbol }) => localSymbol === "GOOG  160115C00750000");
    expect(carried.bid[row]).toBeGreaterThan(0);
    expect(carried.ask[row]).toBeGreaterThan(carried.bid[row]!);
    expect(carried.bidAt[row]).toBe(noon);
  });
});

describe.skipIf(twx.kind === "missing")("TWX's options on 2014-06-05", () => {
  const day = twx.kind === "day" ? twx.day : null!;

  it("end on the last day on which they trade where the exchange lists a Saturday", () => {
    expect(day.contracts).toHaveLength(184);
    const expiries = [...new Set(day.contracts.map(({ expiry }) => expiry))].toSorted();
    expect(expiries).toEqual(["2014-06-20", "2014-07-18", "2014-10-17", "2015-01-16", "2016-01-15"]);
    expect(expiries.map(lastTradingDay)).toEqual(expiries);
  });
});

describe("a day that is not there", () => {
  it("is named with every file that is missing", () => {
    const result = leanDay({ symbol: "NONE", date: "2015-12-24" });
    expect(result.kind === "missing" && result.paths).toHaveLength(4);
    expect(result.kind === "missing" && result.message).toContain("20151224_quote_american.zip");
  });
});

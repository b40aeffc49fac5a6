import { describe, expect, it } from "vitest";
import { turnedRound, verticalOf, verticalSpread } from "./spread-legs.ts";

const terms = {
  symbol: "GOOG",
  expiry: "2016-01-15",
  right: "PUT",
  longStrike: "740",
  shortStrike: "745",
} as const;

describe("the spread on the ticket", () => {
  it("is a vertical of two strikes and back again", () => {
    expect(verticalOf(verticalSpread(terms))).toEqual(terms);
  });

  it("is turned round by buying what it sells", () => {
    const { longStrike, shortStrike } = terms;
    expect(verticalOf(turnedRound(verticalSpread(terms)))).toEqual({
      ...terms,
      longStrike: shortStrike,
      shortStrike: longStrike,
    });
  });

  it("is no vertical with other ratios, rights, expiries or counts of legs", () => {
    const { symbol, legs } = verticalSpread(terms);
    const [short, long] = legs;
    if (short === undefined || long === undefined) throw new Error("a vertical has two legs");
    for (const other of [
      [short, { ...long, ratio: 2 }],
      [short, { ...long, right: "CALL" as const }],
      [short, { ...long, expiry: "2016-02-19" }],
      [short, { ...long, strike: null, right: null, expiry: null }],
      [short],
      [short, long, { ...long, strike: "735" }],
    ]) {
      expect(verticalOf({ symbol, legs: other })).toBeNull();
    }
  });
});

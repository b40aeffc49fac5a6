import { expect, it } from "vitest";
import { fitWords, flagCounts } from "./smile-words.ts";

const curve = {
  strikes: [],
  volatilities: [],
  points: 34,
  strikeLow: 660,
  strikeHigh: 835,
  rmsError: 0.0031,
  maxError: 0.0124,
};

it("tells the error of a curve in volatility points, and where it is a guess", () => {
  expect(fitWords({ curve, failure: null })).toBe(
    "Fitted to 34 quotes from 660 to 835: off by 0.31 volatility points in the root mean square, by 1.24 at most. Beyond these strikes it is extrapolated.",
  );
});

it("says why there is no curve", () => {
  expect(fitWords({ curve: null, failure: "Two quotes are too few." })).toBe(
    "No curve is fitted. Two quotes are too few.",
  );
});

it("counts what is wrong with quotes, the most frequent first", () => {
  expect(flagCounts([{ flags: ["stale"] }, { flags: ["oneSided", "stale"] }, { flags: [] }])).toEqual([
    ["too old", 2],
    ["one-sided", 1],
  ]);
});

import { describe, expect, it } from "vitest";
import {
  formatNet,
  formatNetInWords,
  formatNetShort,
  formatStrike,
  roundToTick,
  stepPrice,
} from "./prices.ts";

describe("combo prices", () => {
  it("calls a negative price a credit, with its sign", () => {
    expect(formatNet("-1.35")).toBe("−1.35 credit");
    expect(formatNet("0.85")).toBe("0.85 debit");
    expect(formatNet("0")).toBe("0.00");
  });

  it("says a price in words without a sign that the word already carries", () => {
    expect(formatNetInWords("-1.35")).toBe("1.35 credit");
  });

  it("keeps a column aligned on the point when a mid lies on half a cent", () => {
    expect(formatNetShort("-0.985")).toBe("−0.985 cr");
    expect(formatNetShort("-0.98")).toBe("−0.98\u2007 cr");
  });

  it("steps by whole ticks without binary dust", () => {
    expect(stepPrice("0.10", "0.05", 1)).toBe("0.15");
    expect(stepPrice("1.15", "0.05", 1)).toBe("1.20");
    expect(stepPrice("0.29", "0.01", 1)).toBe("0.30");
  });

  it("steps from between two ticks to the next one in that direction", () => {
    expect(stepPrice("1.33", "0.05", 1)).toBe("1.35");
    expect(stepPrice("1.33", "0.05", -1)).toBe("1.30");
  });

  it("never steps below zero", () => {
    expect(stepPrice("0.00", "0.05", -1)).toBe("0.00");
  });

  it("rounds a mid to the tick", () => {
    expect(roundToTick("1.325", "0.05")).toBe("1.35");
  });

  it("writes a whole strike without places and any other with two", () => {
    expect(formatStrike("745.00")).toBe("745");
    expect(formatStrike("747.5")).toBe("747.50");
  });
});

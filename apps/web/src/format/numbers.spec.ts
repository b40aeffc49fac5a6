import { describe, expect, it } from "vitest";
import { formatDecimal, formatNumber, formatPercent, groupNumbers } from "./numbers.ts";

describe("figures", () => {
  it("separates thousands and writes a true minus", () => {
    expect(formatDecimal("-1234567.5")).toBe("−1,234,567.50");
  });

  it("moves digits as text, so that no figure is rounded through a binary float", () => {
    expect(formatDecimal("9007199254740993.01")).toBe("9,007,199,254,740,993.01");
  });

  it("keeps the places that a price has beyond the tick", () => {
    expect(formatDecimal("1.325")).toBe("1.325");
    expect(formatDecimal("1.3")).toBe("1.30");
  });

  it("signs a gain and a loss, and leaves nothing unsigned", () => {
    expect(formatDecimal("12", 2, "always")).toBe("+12.00");
    expect(formatDecimal("-12", 2, "always")).toBe("−12.00");
    expect(formatDecimal("-0.00", 2, "always")).toBe("0.00");
  });

  it("shows an unknown figure as a dash and never as zero", () => {
    expect(formatNumber(null, 2)).toBe("–");
    expect(formatNumber(Number.NaN, 2)).toBe("–");
    expect(formatPercent(undefined)).toBe("–");
  });

  it("writes a share of one as percent", () => {
    expect(formatPercent(0.6843)).toBe("68.4%");
    expect(formatPercent(-0.05, 1, "always")).toBe("−5.0%");
  });

  it("separates thousands inside a sentence, and leaves names and dates alone", () => {
    expect(groupNumbers("at most 10000.00 USD")).toBe("at most 10,000.00 USD");
    expect(groupNumbers("order-2026 of DU1234567 on 2026-01-15")).toBe(
      "order-2026 of DU1234567 on 2026-01-15",
    );
  });
});

import { describe, expect, it } from "vitest";
import { datesText, dividendsText, typedDates, typedDividends } from "./typed-dates.ts";

describe("dates as they are typed", () => {
  it("are parted by commas, whatever blanks are around them", () => {
    expect(typedDates(" 2016-01-28,2016-04-21 , ")).toEqual(["2016-01-28", "2016-04-21"]);
    expect(typedDates("")).toEqual([]);
  });

  it("of dividends may have an amount", () => {
    expect(typedDividends("2016-02-10 0.52, 2016-05-11")).toEqual([
      { date: "2016-02-10", amount: "0.52" },
      { date: "2016-05-11", amount: null },
    ]);
  });

  it("that are no dates are passed on for the engine to refuse by name", () => {
    expect(typedDividends("soon 0.5 USD")).toEqual([{ date: "soon", amount: "0.5 USD" }]);
  });

  it("come back as they are written", () => {
    const dividends = typedDividends("2016-02-10 0.52, 2016-05-11");
    expect(typedDividends(dividendsText(dividends))).toEqual(dividends);
    expect(typedDates(datesText(["2016-01-28"]))).toEqual(["2016-01-28"]);
  });
});

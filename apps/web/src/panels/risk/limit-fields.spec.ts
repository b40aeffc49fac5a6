import { describe, expect, it } from "vitest";
import { changes, limitFault, limitFields, limitsInput, textsOf } from "./limit-fields.ts";

const limits = {
  positionContractsMax: 50,
  dailyLossMax: "2000.00 USD",
  orderValueMax: "10000.00 USD",
  orderContractsMax: 10,
  buyingPowerMin: "5000.00 USD",
  volatilityMax: 0.8,
  quoteAgeMaxMs: 15_000,
  priceCollarShare: 0.25,
  duplicateWindowMs: 5000,
};

describe("the form of risk limits", () => {
  it("changes nothing as long as nothing is typed", () => {
    expect(changes(limits, textsOf(limits))).toEqual([]);
  });

  it("shows the old beside the new and sends the changed ones alone, amounts without their currency", () => {
    const texts = { ...textsOf(limits), dailyLossMax: "1500", orderContractsMax: "20" };
    expect(changes(limits, texts).map(({ from, to }) => [from, to])).toEqual([
      ["10", "20"],
      ["2000.00", "1500"],
    ]);
    expect(limitsInput("DU1", "calmer", limits, texts)).toEqual({
      account: "DU1",
      reason: "calmer",
      dailyLossMax: "1500",
      orderContractsMax: 20,
    });
  });

  it("takes whole numbers where contracts or milliseconds are counted, and no signs or words anywhere", () => {
    const fault = (name: string, text: string) => {
      const field = limitFields.find((each) => each.name === name);
      return field === undefined ? "no such field" : limitFault(field, text);
    };
    expect(fault("orderContractsMax", "10.5")).not.toBeNull();
    expect(fault("quoteAgeMaxMs", "15000")).toBeNull();
    expect(fault("dailyLossMax", "-1")).not.toBeNull();
    expect(fault("volatilityMax", "0.8")).toBeNull();
  });
});

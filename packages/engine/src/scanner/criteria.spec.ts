import { describe, expect, it } from "vitest";
import { parseScanCriteria, SCAN_FIELD_NAMES, SCAN_FIELDS, SCAN_PRESETS } from "./index.ts";

function refusalOf(input: unknown) {
  const result = parseScanCriteria(input);
  return result.kind === "refused" ? result.refusal : null;
}

describe("criteria of a scan", () => {
  it("need a symbol alone", () => {
    expect(parseScanCriteria({ symbol: "GOOG" })).toMatchObject({
      kind: "criteria",
      criteria: { strategies: ["vertical"], limit: 50, rank: [{ field: "rewardToRisk", weight: 1 }] },
    });
  });

  it("may bound every field", () => {
    const filters = SCAN_FIELD_NAMES.map((field) => ({ field, min: 0, max: 1 }));
    expect(parseScanCriteria({ symbol: "GOOG", filters }).kind).toBe("criteria");
  });

  it.each([
    [{ symbol: "goog" }, "symbol"],
    [{ symbol: "GOOG", filters: [{ field: "margin", min: 2, max: 1 }] }, "filters.0"],
    [{ symbol: "GOOG", filters: [{ field: "width", min: 0.5 }] }, "filters.0"],
    [{ symbol: "GOOG", filters: [{ field: "theta", min: Number.NaN }] }, "filters.0.min"],
    [{ symbol: "GOOG", filters: [{ field: "colour", min: 1 }] }, "filters.0.field"],
    [{ symbol: "GOOG", filters: [{ field: "theta" }, { field: "theta" }] }, "filters"],
    [{ symbol: "GOOG", rank: [{ field: "theta", weight: 0 }] }, "rank.0.weight"],
    [{ symbol: "GOOG", rank: [] }, "rank"],
    [{ symbol: "GOOG", strategies: ["vertical", "vertical"] }, "strategies"],
    [{ symbol: "GOOG", limit: 10_001 }, "limit"],
    [{ symbol: "GOOG", quoteAgeMaxMs: 0 }, "quoteAgeMaxMs"],
    [{ symbol: "GOOG", unknown: 1 }, null],
  ])("are refused by the name of the wrong field: %j", (input, field) => {
    expect(refusalOf(input)).toMatchObject({ code: "scan.criteria-invalid", field });
  });

  it("name every fault at once", () => {
    expect(Object.keys(refusalOf({ symbol: "", limit: 0 })!.inputs)).toEqual(["symbol", "limit"]);
  });

  it("of every preset can be used", () => {
    expect(new Set(SCAN_PRESETS.map(({ name }) => name)).size).toBe(SCAN_PRESETS.length);
    for (const { criteria } of SCAN_PRESETS) {
      expect(parseScanCriteria({ symbol: "GOOG", ...criteria })).toMatchObject({
        kind: "criteria",
        criteria,
      });
    }
  });

  it("have a scale for every field", () => {
    for (const name of SCAN_FIELD_NAMES) expect(SCAN_FIELDS[name].scale).toBeGreaterThan(0);
  });
});

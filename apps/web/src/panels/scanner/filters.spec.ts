import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ScanField, ScanPreset } from "../../market/scan-fields.ts";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { anyVertical, faultsOf, filtersOf, presetCriteria } = await import("./filters.ts");

const field = (name: string, kind: ScanField["kind"], unit = ""): ScanField => ({
  name,
  kind,
  unit,
  label: name,
  better: "NEITHER",
  doc: "",
});
const fields = [
  field("daysToExpiry", "DAYS", "days"),
  field("width", "PRICE", "pts"),
  field("probabilityOfProfit", "PROBABILITY"),
  field("expectedReturn", "SHARE"),
  field("openInterest", "COUNT", "contracts"),
];
const preset: ScanPreset = {
  name: "mine",
  title: "mine",
  doc: null,
  builtIn: false,
  criteria: {
    strategies: ["IRON_CONDOR"],
    sides: ["CREDIT"],
    rights: ["CALL", "PUT"],
    filters: [
      { field: "probabilityOfProfit", min: 0.35, max: null },
      { field: "width", min: null, max: 2.5 },
    ],
    excludeEarnings: true,
    excludeExDividend: false,
    quoteAgeMaxMs: 1_500,
    rank: [{ field: "expectedReturn", weight: -2 }],
  },
};

describe("a scan's filters as they are typed", () => {
  let filters = anyVertical;
  beforeEach(() => {
    filters = filtersOf(preset, fields);
  });

  it("show a preset in the units of its fields, percentages as such", () => {
    expect(filters.filters).toEqual([
      { field: "probabilityOfProfit", min: "35", max: "" },
      { field: "width", min: "", max: "2.5" },
    ]);
    expect(filters).toMatchObject({ preset: "mine", quoteAgeMaxS: "1.5" });
  });

  it("ask for exactly the preset that they show", () => {
    const { limit, ...asked } = presetCriteria(filters, fields);
    expect(asked).toEqual(preset.criteria);
    expect(limit).toBe(10_000);
  });

  it("leave out a range that has no bound", () => {
    const empty = { ...filters, filters: [{ field: "width", min: " ", max: "" }] };
    expect(presetCriteria(empty, fields).filters).toEqual([]);
    expect(faultsOf(empty, fields)).toEqual({});
  });

  it.each([
    [{ field: "width", min: "x", max: "" }, "width.min", /Give a number/],
    [{ field: "width", min: "5", max: "2" }, "width.max", /below the least, 5/],
    [{ field: "openInterest", min: "1.5", max: "" }, "openInterest.min", /whole number/],
    [{ field: "daysToExpiry", min: "-1", max: "" }, "daysToExpiry.min", /0 or more/],
    [{ field: "probabilityOfProfit", min: "", max: "101" }, "probabilityOfProfit.max", /0 to 100 %/],
    [{ field: "beauty", min: "1", max: "" }, "beauty.min", /no such field/],
  ])("are faulty at the box where they are: %o", (range, box, words) => {
    expect(faultsOf({ ...filters, filters: [range] }, fields)[box]).toMatch(words);
  });

  it("need a weight that ranks, an age, and something to look for", () => {
    const rank = [{ field: "expectedReturn", weight: "0" }];
    const nothing = { ...filters, rank, strategies: [], sides: [], rights: [], quoteAgeMaxS: "old" };
    expect(Object.keys(faultsOf(nothing, fields)).toSorted()).toEqual([
      "expectedReturn.weight",
      "quoteAge",
      "rights",
      "sides",
      "strategies",
    ]);
    expect(faultsOf({ ...filters, rank: [] }, fields)["rank"]).toMatch(/at least one field/);
  });
});

import { expect, it } from "vitest";
import type { ScanWhyNot } from "@legbook/engine/ports";
import { whyNotModel } from "./scan-why-not.ts";

type Excluded = Extract<ScanWhyNot, { readonly kind: "excluded" }>;

function excluded(change: Partial<Excluded>): Excluded {
  return {
    kind: "excluded",
    filter: "width",
    value: 5_000_000,
    min: null,
    max: 1_000_000,
    remedy: "",
    ...change,
  };
}

it.each<[Partial<Excluded>, string]>([
  [{}, "Raise the maximum of “Width” to 5 pts."],
  [
    { filter: "theta", value: -36.5 * 1.23456, min: 0, max: null },
    "Lower the minimum of “Theta” to -0.1235 a day.",
  ],
  [
    { filter: "probabilityOfProfit", value: 0.612349, min: 0.7, max: null },
    "Lower the minimum of “Probability of profit” to 61.23 %.",
  ],
  [
    { filter: "expectedReturn", value: 0.10001, min: null, max: 0.1 },
    "Raise the maximum of “Expected return” to 10.01 %.",
  ],
  [
    { filter: "quoteAge", value: 61_000, min: null, max: 60_000 },
    "Raise the maximum of “Quote age” to 61 s.",
  ],
  [{ filter: "delta", value: 0, min: 0.1, max: null }, "Lower the minimum of “Delta” to 0 a share."],
])("says the nearest change in units that people read, on the side that passes: %o", (change, words) => {
  expect(whyNotModel(excluded(change)).nearestChange).toBe(words);
});

it("keeps the engine's words where there is no number to change", () => {
  const remedy = "Ask for calls too.";
  expect(whyNotModel(excluded({ filter: "right", value: "call", max: null, remedy })).nearestChange).toBe(
    remedy,
  );
  expect(whyNotModel(excluded({ filter: "maxLoss", value: Infinity, remedy })).nearestChange).toBe(remedy);
});

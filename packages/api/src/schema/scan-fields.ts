import { SCAN_FIELD_MODELS, type ScanFieldModel } from "../models/scan-units.ts";
import { builder } from "./builder.ts";

const scanFieldKindEnum = builder.enumType("ScanFieldKind", {
  values: {
    PRICE: { value: "price", description: "Points a share." },
    MONEY: { value: "money", description: "Of one spread, the multiplier in it." },
    RATIO: { value: "ratio", description: "1 is one for one." },
    SHARE: { value: "share", description: "1 is all of it; read as a percentage." },
    PROBABILITY: { value: "probability", description: "0 to 1." },
    DAYS: { value: "days", description: "Calendar days in New York." },
    SECONDS: { value: "milliseconds" },
    COUNT: { value: "count" },
    GREEK: { value: "greek", description: "A share." },
  },
});

const scanFieldBetterEnum = builder.enumType("ScanFieldBetter", {
  values: { HIGHER: { value: "higher" }, LOWER: { value: "lower" }, NEITHER: { value: "none" } },
});

const scanFieldType = builder.objectRef<ScanFieldModel>("ScanField").implement({
  description: "A number that scans filter and rank by, and that each of their rows has.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "Stable; what filters, rankings and columns name." }),
    label: t.exposeString("label"),
    unit: t.exposeString("unit", { description: "Beside the number; empty for a bare one." }),
    kind: t.expose("kind", { type: scanFieldKindEnum }),
    better: t.expose("better", { type: scanFieldBetterEnum }),
    doc: t.exposeString("doc"),
  }),
});

builder.queryField("scanFields", (t) =>
  t.field({
    type: [scanFieldType],
    description:
      "Everything that a scan can filter and rank by, in the order in which its filters are asked.",
    resolve: () => SCAN_FIELD_MODELS,
  }),
);

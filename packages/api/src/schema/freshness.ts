import type { FreshnessReport, FreshnessShares } from "@legbook/engine/ports";
import { builder } from "./builder.ts";

const sharesType = builder.objectRef<FreshnessShares>("FreshnessShares").implement({
  fields: (t) => ({
    contracts: t.exposeInt("contracts"),
    within1s: t.exposeFloat("within1s", { description: "Share of them that was seen in the last second." }),
    within5s: t.exposeFloat("within5s"),
    within30s: t.exposeFloat("within30s"),
  }),
});

/** How young the knowledge of a chain is while market lines take turns over it. */
export const freshnessType = builder.objectRef<FreshnessReport>("Freshness").implement({
  description: "How young the knowledge of a chain is while market lines take turns over it.",
  fields: (t) => ({
    relevant: t.expose("relevant", {
      type: sharesType,
      description: "Of the contracts near the money and near what the filters look for.",
    }),
    all: t.expose("all", { type: sharesType }),
  }),
});

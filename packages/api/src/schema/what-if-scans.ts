import type {
  WhatIfCandidateModel,
  WhatIfFilterModel,
  WhatIfLookModel,
  WhatIfReasonModel,
  WhatIfScanModel,
  WhatIfScanOrderModel,
} from "../models/what-if-scan.ts";
import { builder } from "./builder.ts";
import { money, type Money } from "./money.ts";

const reasonType = builder.objectRef<WhatIfReasonModel>("WhatIfReason").implement({
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});

const filterType = builder.objectRef<WhatIfFilterModel>("WhatIfFilter").implement({
  description: "The first filter that a spread fails.",
  fields: (t) => ({
    filter: t.exposeString("filter"),
    words: t.exposeString("words", { description: "With its value and the bounds." }),
  }),
});

/** With the currency of its scan. */
interface Priced {
  readonly currency: string;
}

function bound(
  { profit, currency }: Priced & Pick<WhatIfCandidateModel, "profit">,
  side: "low" | "high",
): Money | null {
  return money(profit?.[side] ?? null, currency);
}

const candidateType = builder.objectRef<WhatIfCandidateModel & Priced>("WhatIfCandidate").implement({
  description: "A spread that only the recorded or only the changed filters show.",
  fields: (t) => ({
    id: t.exposeID("id"),
    words: t.exposeString("words"),
    rank: t.exposeInt("rank"),
    ask: t.expose("ask", { type: "Price", description: "Natural price, signed." }),
    excludedBy: t.field({
      type: filterType,
      nullable: true,
      description: "What keeps it out on the other side; null when others rank before it.",
      resolve: ({ excludedBy }) => excludedBy,
    }),
    profitLow: t.field({
      type: "Money",
      nullable: true,
      description: "Of one that is added: bounds of one spread opened at the natural price.",
      resolve: (candidate) => bound(candidate, "low"),
    }),
    profitHigh: t.field({
      type: "Money",
      nullable: true,
      resolve: (candidate) => bound(candidate, "high"),
    }),
  }),
});

const goneByType = builder
  .objectRef<{ readonly filter: string; readonly count: number }>("WhatIfGoneBy")
  .implement({
    fields: (t) => ({
      filter: t.exposeString("filter", {
        description: "`outranked`: it matches, and others rank before it.",
      }),
      count: t.exposeInt("count"),
    }),
  });

const lookType = builder.objectRef<WhatIfLookModel & Priced>("WhatIfLook").implement({
  description: "One recorded look of a scan at its chain, taken again with the changed filters.",
  fields: (t) => ({
    at: t.expose("at", { type: "DateTime" }),
    position: t.expose("position", { type: "LogPosition" }),
    notAnswered: t.field({
      type: reasonType,
      nullable: true,
      description: "Why it is not judged: with the recorded filters it does not find what was recorded.",
      resolve: ({ notAnswered }) => notAnswered,
    }),
    matched: t.exposeFloat("matched"),
    matchedChanged: t.exposeFloat("matchedChanged"),
    shown: t.exposeInt("shown"),
    shownChanged: t.exposeInt("shownChanged"),
    goneBy: t.field({
      type: [goneByType],
      resolve: ({ goneBy }) => Object.entries(goneBy).map(([filter, count]) => ({ filter, count })),
    }),
    gone: t.field({
      type: [candidateType],
      description: "The best of those that are shown no more.",
      resolve: ({ gone, currency }) => gone.map((one) => ({ ...one, currency })),
    }),
    addedCount: t.exposeInt("addedCount"),
    added: t.field({
      type: [candidateType],
      resolve: ({ added, currency }) => added.map((one) => ({ ...one, currency })),
    }),
    gaps: t.field({
      type: [reasonType],
      description: "What the log does not hold of what these filters ask for.",
      resolve: ({ gaps }) => [...gaps],
    }),
  }),
});

const orderType = builder.objectRef<WhatIfScanOrderModel & Priced>("WhatIfScanOrder").implement({
  description: "An order for a spread that the scan had found at its last look before.",
  fields: (t) => ({
    orderRef: t.exposeID("orderRef"),
    preview: t.boolean({ resolve: ({ purpose }) => purpose === "preview" }),
    words: t.exposeString("words"),
    quantity: t.exposeFloat("quantity"),
    at: t.expose("at", { type: "DateTime" }),
    position: t.expose("position", { type: "LogPosition" }),
    lookAt: t.expose("lookAt", { type: "DateTime" }),
    rank: t.exposeInt("rank", {
      nullable: true,
      description: "Among those shown; null where others ranked before it.",
    }),
    rankChanged: t.exposeInt("rankChanged", { nullable: true }),
    excludedBy: t.field({
      type: filterType,
      nullable: true,
      description: "Null where it would have been found too; else the trade is not made.",
      resolve: ({ excludedBy }) => excludedBy,
    }),
    filled: t.exposeFloat("filled", { description: "Combos, as recorded." }),
    profitLow: t.field({
      type: "Money",
      nullable: true,
      description: "Bounds of what its recorded fills made.",
      resolve: (order) => bound(order, "low"),
    }),
    profitHigh: t.field({ type: "Money", nullable: true, resolve: (order) => bound(order, "high") }),
  }),
});

const changeType = builder
  .objectRef<WhatIfScanModel["criteriaChanges"][number]>("WhatIfCriteriaChange")
  .implement({
    fields: (t) => ({
      name: t.exposeString("name"),
      recorded: t.exposeString("recorded"),
      changed: t.exposeString("changed"),
    }),
  });

export const whatIfScanType = builder.objectRef<WhatIfScanModel>("WhatIfScan").implement({
  description: "A recorded scan under the changed filters.",
  fields: (t) => ({
    scanId: t.exposeID("scanId"),
    symbol: t.exposeString("symbol"),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    stoppedAt: t.expose("stoppedAt", { type: "DateTime", nullable: true }),
    changes: t.field({ type: [changeType], resolve: ({ criteriaChanges }) => [...criteriaChanges] }),
    notAnswered: t.field({ type: reasonType, nullable: true, resolve: ({ notAnswered }) => notAnswered }),
    looks: t.field({
      type: [lookType],
      resolve: ({ looks, currency }) => looks.map((one) => ({ ...one, currency })),
    }),
    orders: t.field({
      type: [orderType],
      resolve: ({ orders, currency }) => orders.map((one) => ({ ...one, currency })),
    }),
  }),
});

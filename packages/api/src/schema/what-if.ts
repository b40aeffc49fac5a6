import type { WhatIfLadderModel, WhatIfModel, WhatIfOrderModel } from "../models/what-if.ts";
import { builder } from "./builder.ts";
import { money } from "./money.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";
import { ruleVerdictType } from "./verdict.ts";
import { whatIfScanType } from "./what-if-scans.ts";

const changeEnum = builder.enumType("WhatIfChange", {
  values: {
    BLOCKED: { value: "blocked", description: "It passed, and would have been blocked." },
    ALLOWED: { value: "allowed", description: "It was blocked, and would have been allowed." },
  },
});

const orderType = builder.objectRef<WhatIfOrderModel>("WhatIfOrder").implement({
  description: "A recorded order on which these limits would have decided otherwise, each by itself.",
  fields: (t) => ({
    orderRef: t.exposeID("orderRef"),
    account: t.exposeString("account"),
    symbol: t.exposeString("symbol"),
    preview: t.boolean({ resolve: ({ purpose }) => purpose === "preview" }),
    quantity: t.exposeFloat("quantity"),
    limitPrice: t.expose("limitPrice", { type: "Price" }),
    position: t.expose("position", { type: "LogPosition", description: "Of the recorded assessment." }),
    at: t.expose("at", { type: "DateTime" }),
    change: t.expose("change", { type: changeEnum }),
    verdicts: t.field({
      type: [ruleVerdictType],
      description: "Those that decide: that would block, or that blocked.",
      resolve: ({ verdicts }) => [...verdicts],
    }),
    profitLow: t.field({
      type: "Money",
      nullable: true,
      description: "Bounds of its profit by itself, marked at the last recorded quotes of its legs.",
      resolve: ({ profit }, _args, { session }) => money(profit?.low ?? null, session.currency),
    }),
    profitHigh: t.field({
      type: "Money",
      nullable: true,
      resolve: ({ profit }, _args, { session }) => money(profit?.high ?? null, session.currency),
    }),
    markedAt: t.field({
      type: "DateTime",
      nullable: true,
      resolve: ({ profit }) => profit?.markedAt ?? null,
    }),
    filled: t.exposeFloat("filled", { description: "Combos, as recorded." }),
    crossedAfterMs: t.exposeFloat("crossedAfterMs", {
      nullable: true,
      description: "Of one that would have been allowed: when a recorded ask came to its limit.",
    }),
  }),
});

const stepType = builder.objectRef<WhatIfLadderModel["ladder"][number]>("LadderStep").implement({
  fields: (t) => ({
    share: t.exposeFloat("share", { description: "0 is the mid of the decision, 1 the natural price." }),
    price: t.expose("price", { type: "Price" }),
    crossedAfterMs: t.exposeFloat("crossedAfterMs", { nullable: true }),
  }),
});

const ladderType = builder.objectRef<WhatIfLadderModel>("WhatIfLadder").implement({
  description: "An order that was placed, and when the recorded market came to other limit prices.",
  fields: (t) => ({
    orderRef: t.exposeID("orderRef"),
    at: t.expose("at", { type: "DateTime" }),
    limitPrice: t.expose("limitPrice", { type: "Price" }),
    filled: t.exposeFloat("filled"),
    averageFillPrice: t.expose("averageFillPrice", { type: "Price", nullable: true }),
    steps: t.field({ type: [stepType], resolve: ({ ladder }) => [...ladder] }),
  }),
});

const whatIfType = builder.objectRef<WhatIfModel>("WhatIf").implement({
  fields: (t) => ({
    events: t.exposeFloat("events", { description: "Events that were read." }),
    assessed: t.exposeInt("assessed", { description: "Orders and previews that were judged." }),
    orders: t.field({ type: [orderType], resolve: ({ orders }) => [...orders] }),
    ladders: t.field({ type: [ladderType], resolve: ({ ladders }) => [...ladders] }),
    scansAsked: t.exposeBoolean("scansAsked", {
      description: "Whether a setting was about scans: they are not looked at otherwise.",
    }),
    scans: t.field({ type: [whatIfScanType], resolve: ({ scans }) => [...scans] }),
  }),
});

builder.queryField("whatIf", (t) =>
  t.field({
    type: resultUnion("WhatIfResult", whatIfType),
    description: "What other risk limits and scan filters would have made of the recorded orders and scans.",
    args: {
      settings: t.arg.stringList({
        required: true,
        description: "As the command line takes them: risk.orderValueMax=5000, scan.shortDeltaMax=0.25.",
      }),
    },
    resolve: async (_root, { settings }, { whatIfs }) => {
      const answer = await whatIfs.run(settings);
      return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : answer.model;
    },
  }),
);

import type { ProfitAndLossModel } from "../models/profit-and-loss.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { subscribed } from "../subscriptions/subscribed.ts";
import { heldConIds } from "../subscriptions/watch.ts";

const profitPointType = builder.objectRef<ProfitAndLossModel["history"][number]>("ProfitPoint").implement({
  fields: (t) => ({ at: t.expose("at", { type: "DateTime" }), daily: t.exposeFloat("daily") }),
});

const profitAndLossType = builder.objectRef<ProfitAndLossModel>("ProfitAndLoss").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    account: t.exposeString("account"),
    daily: t.expose("daily", {
      type: "Money",
      nullable: true,
      description: "As the broker reports it; null while unset.",
    }),
    unrealised: t.expose("unrealised", { type: "Money", nullable: true }),
    realised: t.expose("realised", { type: "Money", nullable: true }),
    netLiquidation: t.expose("netLiquidation", { type: "Money", nullable: true }),
    buyingPower: t.expose("buyingPower", { type: "Money", nullable: true }),
    initialMargin: t.expose("initialMargin", { type: "Money", nullable: true }),
    maintenanceMargin: t.expose("maintenanceMargin", { type: "Money", nullable: true }),
    ownRealised: t.expose("ownRealised", {
      type: "Money",
      nullable: true,
      description: "Ours, from executions and quotes.",
    }),
    ownUnrealised: t.expose("ownUnrealised", { type: "Money", nullable: true }),
    commissions: t.expose("commissions", { type: "Money", nullable: true }),
    history: t.expose("history", {
      type: [profitPointType],
      description: "Day's P&L over time, newest last, at most 500 points.",
    }),
  }),
});

builder.queryField("profitAndLoss", (t) =>
  t.field({
    type: profitAndLossType,
    args: { account: t.arg.string({ required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { account, asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.profitAndLoss)).models.profitAndLoss(account),
  }),
);

builder.subscriptionField("profitAndLoss", (t) =>
  t.field({
    type: profitAndLossType,
    args: { account: t.arg.string({ required: true }) },
    subscribe: (_root, { account }, context) =>
      subscribed(context, {
        views: ["profitAndLoss", "positions"],
        intervalMs: 50,
        quotes: { conIds: () => heldConIds(context.views, account), intervalMs: 250 },
        snapshot: () => context.models.profitAndLoss(account),
      }),
    resolve: (read) => read(),
  }),
);

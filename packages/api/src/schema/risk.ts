import type { RiskView } from "@legbook/projections";
import type { CountModel } from "../models/counts.ts";
import type { RiskLimitsModel, RiskModel, RiskUsageModel } from "../models/risk.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { subscribed } from "../subscriptions/subscribed.ts";

export const countType = builder.objectRef<CountModel>("Count").implement({
  fields: (t) => ({ reason: t.exposeString("reason"), count: t.exposeInt("count") }),
});

export const riskLimitsType = builder.objectRef<RiskLimitsModel>("RiskLimits").implement({
  fields: (t) => ({
    positionContractsMax: t.exposeInt("positionContractsMax"),
    dailyLossMax: t.expose("dailyLossMax", { type: "Money" }),
    orderValueMax: t.expose("orderValueMax", { type: "Money" }),
    orderContractsMax: t.exposeInt("orderContractsMax"),
    buyingPowerMin: t.expose("buyingPowerMin", { type: "Money" }),
    volatilityMax: t.exposeFloat("volatilityMax"),
    quoteAgeMaxMs: t.exposeInt("quoteAgeMaxMs"),
    priceCollarShare: t.exposeFloat("priceCollarShare"),
    duplicateWindowMs: t.exposeInt("duplicateWindowMs"),
  }),
});

const riskUsageType = builder.objectRef<RiskUsageModel>("RiskUsage").implement({
  fields: (t) => ({
    rule: t.exposeString("rule"),
    used: t.exposeString("used"),
    limit: t.exposeString("limit"),
    percent: t.exposeFloat("percent", { nullable: true }),
  }),
});

const breakerTripType = builder.objectRef<RiskView["breakersTripped"][number]>("BreakerTrip").implement({
  fields: (t) => ({
    underlying: t.exposeString("underlying"),
    volatility: t.exposeFloat("volatility"),
    limit: t.exposeFloat("limit"),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

export const riskType = builder.objectRef<RiskModel>("Risk").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    account: t.exposeString("account"),
    killSwitchEngaged: t.exposeBoolean("killSwitchEngaged"),
    killSwitchReason: t.exposeString("killSwitchReason", { nullable: true }),
    killSwitchBy: t.exposeString("killSwitchBy", { nullable: true }),
    limits: t.expose("limits", { type: riskLimitsType }),
    usage: t.expose("usage", { type: [riskUsageType] }),
    breakersTripped: t.expose("breakersTripped", { type: [breakerTripType] }),
    hits: t.expose("hits", {
      type: [countType],
      description: "Blocks by rule since the start of the log.",
    }),
  }),
});

builder.queryField("risk", (t) =>
  t.field({
    type: riskType,
    args: { account: t.arg.string({ required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { account, asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.risk)).models.risk(account),
  }),
);

builder.subscriptionField("risk", (t) =>
  t.field({
    type: riskType,
    args: { account: t.arg.string({ required: true }) },
    subscribe: (_root, { account }, context) =>
      subscribed(context, {
        views: ["risk", "orders", "positions", "profitAndLoss"],
        intervalMs: 100,
        snapshot: () => context.models.risk(account),
      }),
    resolve: (read) => read(),
  }),
);

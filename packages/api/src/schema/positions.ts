import type { PositionGroupModel, PositionLegModel, PositionsModel } from "../models/positions.ts";
import { ageInt } from "./age.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { subscribed } from "../subscriptions/subscribed.ts";
import { heldConIds } from "../subscriptions/watch.ts";

const positionLegType = builder.objectRef<PositionLegModel>("PositionLeg").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    words: t.exposeString("words"),
    quantity: t.exposeFloat("quantity"),
    averageCost: t.expose("averageCost", { type: "Money", nullable: true }),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    mark: t.expose("mark", { type: "Price", nullable: true }),
    value: t.expose("value", { type: "Money", nullable: true }),
    profitOpen: t.expose("profitOpen", { type: "Money", nullable: true }),
    delta: t.exposeFloat("delta", { nullable: true }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const positionGroupType = builder.objectRef<PositionGroupModel>("PositionGroup").implement({
  description: "Legs of one strategy (or one lone contract) in one account.",
  fields: (t) => ({
    id: t.exposeID("id"),
    account: t.exposeString("account"),
    symbol: t.exposeString("symbol"),
    strategy: t.exposeString("strategy"),
    words: t.exposeString("words"),
    quantity: t.exposeFloat("quantity"),
    legs: t.expose("legs", { type: [positionLegType] }),
    cost: t.expose("cost", { type: "Money", nullable: true }),
    value: t.expose("value", { type: "Money", nullable: true }),
    profitOpen: t.expose("profitOpen", { type: "Money", nullable: true }),
    profitDay: t.expose("profitDay", { type: "Money", nullable: true }),
    delta: t.exposeFloat("delta", { nullable: true }),
    gamma: t.exposeFloat("gamma", { nullable: true }),
    vega: t.exposeFloat("vega", { nullable: true }),
    theta: t.exposeFloat("theta", { nullable: true }),
    maxGain: t.expose("maxGain", { type: "Money", nullable: true }),
    maxLoss: t.expose("maxLoss", { type: "Money", nullable: true }),
  }),
});

const positionsType = builder.objectRef<PositionsModel>("Positions").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    groups: t.expose("groups", { type: [positionGroupType] }),
  }),
});

builder.queryField("positions", (t) =>
  t.field({
    type: positionsType,
    args: { account: t.arg.string(), asOf: t.arg(AS_OF) },
    resolve: async (_root, { account, asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.positions)).models.positions(account ?? null),
  }),
);

builder.subscriptionField("positions", (t) =>
  t.field({
    type: positionsType,
    args: { account: t.arg.string() },
    subscribe: (_root, { account }, context) =>
      subscribed(context, {
        views: ["positions", "profitAndLoss"],
        intervalMs: 50,
        quotes: { conIds: () => heldConIds(context.views, account ?? null), intervalMs: 250 },
        snapshot: () => context.models.positions(account ?? null),
      }),
    resolve: (read) => read(),
  }),
);

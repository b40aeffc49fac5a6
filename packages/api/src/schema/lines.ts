import type { LineView } from "@legbook/projections";
import type { LinesModel } from "../models/lines.ts";
import { ageInt } from "./age.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { gatewayNoticeType } from "./connection.ts";
import { subscribed } from "../subscriptions/subscribed.ts";

const lineType = builder.objectRef<LineView>("Line").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    description: t.exposeString("description"),
    // A line that the gateway refused after it was released serves nothing.
    open: t.exposeBoolean("open", { description: "Whether the gateway streams it to us." }),
    purpose: t.string({ resolve: ({ purpose }) => purpose ?? "none" }),
    pinnedBy: t.exposeStringList("pinnedBy"),
    lastUsedAt: t.expose("lastUsedAt", { type: "DateTime" }),
    dataType: t.exposeString("dataType", { nullable: true }),
    rejected: t.expose("rejected", { type: gatewayNoticeType, nullable: true }),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const subscriptionLinesType = builder.objectRef<LinesModel>("SubscriptionLines").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    used: t.exposeInt("used"),
    max: t.exposeInt("max"),
    usagePercent: t.exposeFloat("usagePercent"),
    pinned: t.exposeInt("pinned"),
    evictions: t.exposeInt("evictions"),
    lines: t.expose("lines", { type: [lineType] }),
  }),
});

builder.queryField("subscriptionLines", (t) =>
  t.field({
    type: subscriptionLinesType,
    args: { asOf: t.arg(AS_OF) },
    resolve: async (_root, { asOf }, { viewpoint }) => (await viewpoint(asOf, VIEWS_OF.lines)).models.lines(),
  }),
);

builder.subscriptionField("subscriptionLines", (t) =>
  t.field({
    type: subscriptionLinesType,
    subscribe: (_root, _args, context) =>
      subscribed(context, {
        views: ["subscriptions"],
        intervalMs: 250,
        // Bid, ask and age of each line.
        refreshMs: 1000,
        snapshot: () => context.models.lines(),
      }),
    resolve: (read) => read(),
  }),
);

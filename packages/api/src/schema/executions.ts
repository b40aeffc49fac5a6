import type { ExecutionModel } from "../models/executions.ts";
import type { Page } from "../models/page.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { pageSize } from "./page-size.ts";
import { subscribed } from "../subscriptions/subscribed.ts";

const PAGE_DEFAULT = 100;

const executionType = builder.objectRef<ExecutionModel>("Execution").implement({
  fields: (t) => ({
    execId: t.exposeID("execId"),
    orderRef: t.exposeID("orderRef"),
    account: t.exposeString("account"),
    conId: t.exposeInt("conId"),
    words: t.exposeString("words"),
    of: t.exposeString("of", { description: "combo or leg." }),
    side: t.exposeString("side"),
    quantity: t.exposeFloat("quantity"),
    price: t.expose("price", { type: "Price" }),
    commission: t.expose("commission", { type: "Money", nullable: true }),
    realisedProfit: t.expose("realisedProfit", { type: "Money", nullable: true }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

const executionPageType = builder.objectRef<Page<ExecutionModel>>("ExecutionPage").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    nodes: t.expose("nodes", { type: [executionType] }),
    endCursor: t.exposeString("endCursor", { nullable: true }),
    hasNextPage: t.exposeBoolean("hasNextPage"),
    totalCount: t.exposeInt("totalCount"),
  }),
});

builder.queryField("executions", (t) =>
  t.field({
    type: executionPageType,
    args: {
      first: t.arg.int({ defaultValue: PAGE_DEFAULT }),
      after: t.arg.string(),
      asOf: t.arg(AS_OF),
    },
    resolve: async (_root, { first, after, asOf }, { viewpoint, limits }) =>
      (await viewpoint(asOf, VIEWS_OF.executions)).models.executions({
        first: pageSize(first, PAGE_DEFAULT, limits, "first"),
        after: after ?? null,
      }),
  }),
);

builder.subscriptionField("executions", (t) =>
  t.field({
    type: executionPageType,
    subscribe: (_root, _args, context) =>
      subscribed(context, {
        views: ["executions"],
        intervalMs: 50,
        snapshot: () => context.models.executions({ first: PAGE_DEFAULT, after: null }),
      }),
    resolve: (read) => read(),
  }),
);

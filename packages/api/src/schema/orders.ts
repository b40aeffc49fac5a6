import type { OrderModel } from "../models/order.ts";
import type { Page } from "../models/page.ts";
import { VIEWS_OF } from "../models/models.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { orderPhaseEnum, rightEnum, spreadSideEnum, timeInForceEnum } from "./enums.ts";
import { pageSize } from "./page-size.ts";
import { commandRefusedType, refusedWithField } from "./refusal.ts";
import { subscribed } from "../subscriptions/subscribed.ts";
import { ruleVerdictType } from "./verdict.ts";

const PAGE_DEFAULT = 100;

/** The engine's price policy is two fields here. */
export function orderField(field: string): string {
  return field === "price" ? "limitPrice" : field;
}

export const orderType = builder.objectRef<OrderModel>("Order").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    orderRef: t.exposeID("orderRef"),
    account: t.exposeString("account"),
    symbol: t.exposeString("symbol"),
    words: t.exposeStringList("words", { description: "In words: Sell 1 GOOG 15 Jan 745 put, ..." }),
    expiry: t.expose("expiry", { type: "Date", nullable: true }),
    right: t.expose("right", { type: rightEnum, nullable: true }),
    side: t.expose("side", { type: spreadSideEnum, nullable: true }),
    longStrike: t.expose("longStrike", { type: "Price", nullable: true }),
    shortStrike: t.expose("shortStrike", { type: "Price", nullable: true }),
    width: t.expose("width", { type: "Price", nullable: true }),
    quantity: t.exposeFloat("quantity"),
    filled: t.exposeFloat("filled"),
    remaining: t.exposeFloat("remaining"),
    limitPrice: t.expose("limitPrice", { type: "Price", nullable: true, description: "Signed." }),
    averageFillPrice: t.expose("averageFillPrice", { type: "Price", nullable: true }),
    commission: t.expose("commission", { type: "Money", nullable: true }),
    timeInForce: t.expose("timeInForce", {
      type: timeInForceEnum,
      nullable: true,
      description: "Null for a refused order that named none of them.",
    }),
    phase: t.expose("phase", { type: orderPhaseEnum }),
    working: t.exposeBoolean("working"),
    brokerStatus: t.exposeString("brokerStatus", { nullable: true }),
    permId: t.exposeString("permId", { nullable: true }),
    orderId: t.exposeInt("orderId", { nullable: true }),
    note: t.exposeString("note", {
      nullable: true,
      description: "One sentence about where it stands, with the broker's code where there is one.",
    }),
    refusal: t.field({
      type: commandRefusedType,
      nullable: true,
      resolve: ({ refusal }) => (refusal === null ? null : refusedWithField(refusal, orderField)),
    }),
    verdicts: t.expose("verdicts", { type: [ruleVerdictType] }),
    requestedAt: t.expose("requestedAt", { type: "DateTime" }),
    updatedAt: t.expose("updatedAt", { type: "DateTime" }),
    requestedBy: t.exposeString("requestedBy"),
  }),
});

const orderPageType = builder.objectRef<Page<OrderModel>>("OrderPage").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    nodes: t.expose("nodes", { type: [orderType] }),
    endCursor: t.exposeString("endCursor", { nullable: true }),
    hasNextPage: t.exposeBoolean("hasNextPage"),
    totalCount: t.exposeInt("totalCount"),
  }),
});

builder.queryField("orders", (t) =>
  t.field({
    type: orderPageType,
    args: {
      first: t.arg.int({ defaultValue: PAGE_DEFAULT }),
      after: t.arg.string(),
      workingOnly: t.arg.boolean({ defaultValue: false }),
      asOf: t.arg(AS_OF),
    },
    resolve: async (_root, { first, after, workingOnly, asOf }, { viewpoint, limits }) =>
      (await viewpoint(asOf, VIEWS_OF.orders)).models.orders({
        first: pageSize(first, PAGE_DEFAULT, limits, "first"),
        after: after ?? null,
        workingOnly: workingOnly ?? false,
      }),
  }),
);

builder.queryField("order", (t) =>
  t.field({
    type: orderType,
    nullable: true,
    args: { orderRef: t.arg.id({ required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { orderRef, asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.orders)).models.order(orderRef),
  }),
);

builder.subscriptionField("orders", (t) =>
  t.field({
    type: orderPageType,
    args: { workingOnly: t.arg.boolean({ defaultValue: false }) },
    subscribe: (_root, { workingOnly }, context) =>
      subscribed(context, {
        views: ["orders"],
        intervalMs: 50,
        snapshot: () =>
          context.models.orders({ first: PAGE_DEFAULT, after: null, workingOnly: workingOnly ?? false }),
      }),
    resolve: (read) => read(),
  }),
);

import type { Position } from "@legbook/domain";
import type { CommandAnswer, VerticalOrderInput } from "@legbook/engine/ports";
import type { ApiContext } from "../context.ts";
import { VIEWS_OF } from "../models/models.ts";
import {
  type MarginModel,
  type OrderModel,
  type OrderPreviewModel,
  orderPreviewModel,
} from "../models/order.ts";
import { builder } from "./builder.ts";
import { priceKindEnum } from "./enums.ts";
import { orderField, orderType } from "./orders.ts";
import { assertThere, shown } from "./read-your-writes.ts";
import { type RefusedCommand, refusedWithField, resultUnion } from "./refusal.ts";
import { ruleVerdictType } from "./verdict.ts";

const verticalOrderInput = builder.inputType("VerticalOrderInput", {
  fields: (t) => ({
    orderRef: t.id({
      required: true,
      description: "Made by the client, at most 40 letters, digits and hyphens; repeating it is harmless.",
    }),
    account: t.string({ required: true }),
    symbol: t.string({ required: true }),
    expiry: t.string({ required: true }),
    right: t.string({ required: true, description: "`call` or `put`, or as the enum `Right` spells them." }),
    longStrike: t.string({ required: true }),
    shortStrike: t.string({ required: true }),
    quantity: t.float({ required: true }),
    priceKind: t.field({ type: priceKindEnum, required: true }),
    limitPrice: t.string({
      description: "Signed, for LIMIT: what the buyer of the combo pays; a credit is negative.",
    }),
    timeInForce: t.string({ required: true, defaultValue: "day" }),
  }),
});

const cancelOrderInput = builder.inputType("CancelOrderInput", {
  fields: (t) => ({
    orderRef: t.id({ required: true }),
    reason: t.string({ required: true, defaultValue: "asked for" }),
  }),
});

export const marginType = builder.objectRef<MarginModel>("Margin").implement({
  fields: (t) => ({
    initialBefore: t.expose("initialBefore", { type: "Money", nullable: true }),
    initialAfter: t.expose("initialAfter", { type: "Money", nullable: true }),
    maintenanceBefore: t.expose("maintenanceBefore", { type: "Money", nullable: true }),
    maintenanceAfter: t.expose("maintenanceAfter", { type: "Money", nullable: true }),
    equityAfter: t.expose("equityAfter", { type: "Money", nullable: true }),
    commission: t.expose("commission", { type: "Money", nullable: true }),
    warning: t.exposeString("warning"),
  }),
});

const orderPreviewType = builder.objectRef<OrderPreviewModel>("OrderPreview").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    orderRef: t.exposeID("orderRef"),
    limitPrice: t.expose("limitPrice", { type: "Price" }),
    margin: t.expose("margin", { type: marginType, nullable: true }),
    marginFailure: t.exposeString("marginFailure", {
      nullable: true,
      description: "Why there is no margin preview.",
    }),
    passed: t.exposeBoolean("passed"),
    verdicts: t.expose("verdicts", { type: [ruleVerdictType] }),
  }),
});

interface OrderAccepted {
  readonly position: Position;
  readonly order: OrderModel;
}

const orderAcceptedType = builder.objectRef<OrderAccepted>("OrderAccepted").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    order: t.expose("order", { type: orderType }),
  }),
});

/** Texts go to the engine as they came: its refusals name the field. A limit without a price is an empty text. */
function engineInput({
  priceKind,
  limitPrice,
  right,
  ...input
}: typeof verticalOrderInput.$inferInput): VerticalOrderInput {
  const price = priceKind === "limit" ? { kind: priceKind, price: limitPrice ?? "" } : { kind: priceKind };
  const spelled = right === "CALL" || right === "PUT" ? right.toLowerCase() : right;
  return { ...input, right: spelled, price };
}

async function acceptedOrder(
  context: ApiContext,
  answer: CommandAnswer<{ orderRef: string }>,
): Promise<OrderAccepted | RefusedCommand> {
  if (answer.kind === "refused") return refusedWithField(answer.refusal, orderField);
  await shown(context, answer.position, VIEWS_OF.orders);
  const order = context.models.order(answer.orderRef);
  if (order === null) throw new Error(`${answer.orderRef} was accepted and is not in the views`);
  return { position: answer.position, order };
}

builder.mutationField("previewOrder", (t) =>
  t.field({
    type: resultUnion("PreviewOrderResult", orderPreviewType),
    description: "What-if margin and every risk rule's verdict, without sending an order.",
    args: { input: t.arg({ type: verticalOrderInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      assertThere(context, VIEWS_OF.profitAndLoss);
      const answer = await context.engine.previewOrder(engineInput(input), context.user);
      if (answer.kind === "refused") return refusedWithField(answer.refusal, orderField);
      await shown(context, answer.position, VIEWS_OF.profitAndLoss);
      const currency = context.models.currencyOf(input.account);
      return orderPreviewModel(answer.preview, answer.position, currency);
    },
  }),
);

builder.mutationField("submitOrder", (t) =>
  t.field({
    type: resultUnion("SubmitOrderResult", orderAcceptedType),
    args: { input: t.arg({ type: verticalOrderInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      assertThere(context, [...VIEWS_OF.orders, ...VIEWS_OF.risk]);
      return acceptedOrder(context, await context.engine.submitOrder(engineInput(input), context.user));
    },
  }),
);

builder.mutationField("cancelOrder", (t) =>
  t.field({
    type: resultUnion("CancelOrderResult", orderAcceptedType),
    args: { input: t.arg({ type: cancelOrderInput, required: true }) },
    resolve: async (_root, { input }, context) =>
      acceptedOrder(context, await context.engine.cancelOrder(input.orderRef, input.reason, context.user)),
  }),
);

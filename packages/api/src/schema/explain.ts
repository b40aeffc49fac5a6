import { parseOrderRef } from "@legbook/domain";
import {
  type DecisionEvidence,
  type ExplainedEvent,
  explainEvent,
  type Explanation,
  explainOrder,
  type LegEvidence,
  type MarketEvidence,
  type SessionEvidence,
} from "@legbook/projections";
import type { ApiContext } from "../context.ts";
import { marginModel } from "../models/order.ts";
import { riskLimitsModel } from "../models/risk.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { orderPhaseEnum, tradingModeEnum } from "./enums.ts";
import { marginType } from "./order-commands.ts";
import { orderField } from "./orders.ts";
import { commandRefusedType, refusedWithField } from "./refusal.ts";
import { riskLimitsType } from "./risk.ts";
import { ruleVerdictType } from "./verdict.ts";

const explainedEventType = builder.objectRef<ExplainedEvent>("ExplainedEvent").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    id: t.exposeID("id"),
    stream: t.exposeString("stream"),
    type: t.exposeString("type"),
    words: t.exposeString("words"),
    actor: t.exposeString("actor"),
    at: t.expose("at", { type: "DateTime", description: "Gateway time." }),
    recordedAt: t.expose("recordedAt", { type: "DateTime" }),
    causedBy: t.expose("causedBy", {
      type: "LogPosition",
      nullable: true,
      description: "The event that it answers; null for what came from outside.",
    }),
    depth: t.exposeInt("depth", { description: "Steps from the event that came from outside." }),
    brokerCode: t.int({ nullable: true, resolve: ({ broker }) => broker?.code ?? null }),
    brokerMessage: t.string({ nullable: true, resolve: ({ broker }) => broker?.message ?? null }),
    asked: t.exposeBoolean("asked", { description: "Whether it is what was asked about." }),
  }),
});

const legEvidenceType = builder.objectRef<LegEvidence>("LegEvidence").implement({
  description: "A leg's quote as the decision saw it.",
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    words: t.exposeString("words"),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    quotedAt: t.expose("quotedAt", { type: "DateTime", nullable: true }),
    ageMs: t.float({
      nullable: true,
      description: "From its newest side to the decision; null when it was never quoted.",
      resolve: ({ ageMs }) => ageMs,
    }),
  }),
});

const marketEvidenceType = builder.objectRef<MarketEvidence>("MarketEvidence").implement({
  description: "The market that a decision rested on; prices of the combo are signed.",
  fields: (t) => ({
    bid: t.expose("bid", { type: "Price", nullable: true }),
    mid: t.expose("mid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    underlying: t.expose("underlying", { type: "Price", nullable: true }),
    at: t.expose("at", { type: "DateTime" }),
    oldestQuoteAgeMs: t.float({ nullable: true, resolve: (market) => market.oldestQuoteAgeMs }),
    legs: t.field({ type: [legEvidenceType], resolve: ({ legs }) => [...legs] }),
  }),
});

const decisionType = builder.objectRef<DecisionEvidence>("DecisionEvidence").implement({
  description: "One assessment by the risk rules with everything that it rested on.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    at: t.expose("at", { type: "DateTime" }),
    passed: t.exposeBoolean("passed"),
    limitPrice: t.expose("limitPrice", { type: "Price" }),
    verdicts: t.field({ type: [ruleVerdictType], resolve: ({ verdicts }) => [...verdicts] }),
    market: t.expose("market", { type: marketEvidenceType }),
    limits: t.field({
      type: riskLimitsType,
      resolve: ({ limits }, _args, { session }) => riskLimitsModel(limits.limits, session.currency),
    }),
    limitsSetBy: t.string({
      nullable: true,
      description: "Who had set the limits; null while the defaults held.",
      resolve: ({ limits }) => limits.setBy?.actor ?? null,
    }),
    limitsSetAt: t.field({
      type: "DateTime",
      nullable: true,
      resolve: ({ limits }) => limits.setBy?.at ?? null,
    }),
    limitsReason: t.string({ nullable: true, resolve: ({ limits }) => limits.setBy?.reason ?? null }),
    limitsPosition: t.field({
      type: "LogPosition",
      nullable: true,
      description: "The version of the configuration: the event that set it.",
      resolve: ({ limits }) => limits.setBy?.position ?? null,
    }),
    limitsAgree: t.boolean({
      description: "Whether the assessment took the limits as they had been set.",
      resolve: ({ limits }) => limits.agrees,
    }),
    margin: t.field({
      type: marginType,
      nullable: true,
      resolve: ({ margin }, _args, { session }) =>
        margin === null ? null : marginModel(margin, session.currency),
    }),
    marginFailure: t.exposeString("marginFailure", { nullable: true }),
  }),
});

const sessionEvidenceType = builder.objectRef<SessionEvidence>("SessionEvidence").implement({
  description: "The engine's run in which it happened.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    version: t.exposeString("version"),
    mode: t.expose("mode", { type: tradingModeEnum }),
    configuration: t.field({ type: "JSON", resolve: ({ configuration }) => configuration }),
  }),
});

const explanationType = builder.objectRef<Explanation>("Explanation").implement({
  description: "Why something is as it is: the answer in a sentence, and all that it rests on.",
  fields: (t) => ({
    orderRef: t.id({
      nullable: true,
      resolve: ({ subject }) => (subject.kind === "order" ? subject.orderRef : null),
    }),
    answer: t.exposeString("answer"),
    phase: t.field({
      type: orderPhaseEnum,
      nullable: true,
      description: "Where an order stands at the end of the chain.",
      resolve: ({ phase }) => (phase === "none" ? null : phase),
    }),
    chain: t.field({
      type: [explainedEventType],
      description: "The events that led to it, in the order of the log.",
      resolve: ({ chain }) => [...chain],
    }),
    incomplete: t.exposeBoolean("incomplete", { description: "More may lie beyond what was looked at." }),
    refusal: t.field({
      type: commandRefusedType,
      nullable: true,
      resolve: ({ refusal }) => (refusal === null ? null : refusedWithField(refusal, orderField)),
    }),
    decision: t.expose("decision", { type: decisionType, nullable: true }),
    session: t.expose("session", { type: sessionEvidenceType, nullable: true }),
  }),
});

const explainInput = builder.inputType("ExplainInput", {
  description: "An order, or any event. One of the two.",
  isOneOf: true,
  fields: (t) => ({
    orderRef: t.id(),
    position: t.field({ type: "LogPosition" }),
  }),
});

async function explained(
  { store, viewpoint }: ApiContext,
  { orderRef, position }: typeof explainInput.$inferInput,
  asOf: Parameters<ApiContext["viewpoint"]>[0],
): Promise<Explanation | null> {
  const { past } = await viewpoint(asOf, []);
  if (position !== null && position !== undefined) {
    await viewpoint({ position }, []);
    return past !== null && position > past ? null : explainEvent(store, position);
  }
  const ref = parseOrderRef(orderRef ?? "");
  return ref === null ? null : explainOrder(store, ref, { until: past });
}

builder.queryField("explain", (t) =>
  t.field({
    type: explanationType,
    nullable: true,
    description: "Why an order or event is as it is; null when the log, up to then, has no such thing.",
    args: { of: t.arg({ type: explainInput, required: true }), asOf: t.arg(AS_OF) },
    resolve: (_root, { of, asOf }, context) => explained(context, of, asOf),
  }),
);

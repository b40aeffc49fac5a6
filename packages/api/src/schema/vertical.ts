import type {
  PayoffCurveModel,
  PositionGreeksModel,
  VerticalLegModel,
  VerticalModel,
} from "../models/vertical.ts";
import { openTicket, ticketUpdates, type VerticalInput } from "../subscriptions/vertical-ticket.ts";
import { ageInt } from "./age.ts";
import { builder } from "./builder.ts";
import { rightEnum, spreadSideEnum } from "./enums.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";

const verticalLegType = builder.objectRef<VerticalLegModel>("VerticalLeg").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    action: t.exposeString("action"),
    words: t.exposeString("words"),
    strike: t.expose("strike", { type: "Price" }),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    volatility: t.exposeFloat("volatility", { nullable: true }),
    delta: t.exposeFloat("delta", { nullable: true }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const positionGreeksType = builder.objectRef<PositionGreeksModel>("PositionGreeks").implement({
  fields: (t) => ({
    delta: t.exposeFloat("delta", { nullable: true }),
    gamma: t.exposeFloat("gamma", { nullable: true }),
    vega: t.exposeFloat("vega", { nullable: true }),
    theta: t.exposeFloat("theta", { nullable: true }),
  }),
});

const payoffCurveType = builder.objectRef<PayoffCurveModel>("PayoffCurve").implement({
  description: "Profit of the whole quantity against the underlying, in the account's currency.",
  fields: (t) => ({
    underlying: t.exposeFloatList("underlying"),
    atExpiry: t.exposeFloatList("atExpiry"),
    today: t.exposeFloatList("today", { nullable: true }),
    oneSigmaLow: t.exposeFloat("oneSigmaLow", { nullable: true }),
    oneSigmaHigh: t.exposeFloat("oneSigmaHigh", { nullable: true }),
  }),
});

const verticalType = builder.objectRef<VerticalModel>("Vertical").implement({
  fields: (t) => ({
    symbol: t.exposeString("symbol"),
    expiry: t.expose("expiry", { type: "Date" }),
    right: t.expose("right", { type: rightEnum }),
    side: t.expose("side", { type: spreadSideEnum }),
    words: t.exposeStringList("words"),
    width: t.expose("width", { type: "Price" }),
    tick: t.expose("tick", { type: "Price" }),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    mid: t.expose("mid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    price: t.expose("price", {
      type: "Price",
      nullable: true,
      description: "The price that the figures below rest on.",
    }),
    underlying: t.expose("underlying", { type: "Price", nullable: true }),
    maxGain: t.expose("maxGain", { type: "Money", nullable: true }),
    maxLoss: t.expose("maxLoss", { type: "Money", nullable: true }),
    breakeven: t.expose("breakeven", { type: "Price", nullable: true }),
    rewardToRisk: t.exposeFloat("rewardToRisk", { nullable: true }),
    probabilityOfProfit: t.exposeFloat("probabilityOfProfit", { nullable: true }),
    greeks: t.expose("greeks", {
      type: positionGreeksType,
      nullable: true,
      description: "For the whole quantity; vega per volatility point, theta per calendar day.",
    }),
    payoff: t.expose("payoff", { type: payoffCurveType, nullable: true }),
    legs: t.expose("legs", { type: [verticalLegType] }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

const verticalResult = resultUnion("VerticalResult", verticalType);

const verticalInput = builder.inputRef<VerticalInput>("VerticalInput").implement({
  fields: (t) => ({
    symbol: t.string({ required: true }),
    expiry: t.field({ type: "Date", required: true }),
    right: t.field({ type: rightEnum, required: true }),
    longStrike: t.field({ type: "Price", required: true }),
    shortStrike: t.field({ type: "Price", required: true }),
    quantity: t.int({ required: true }),
    price: t.field({
      type: "Price",
      description: "Signed price to work the figures with; the mid when absent.",
    }),
  }),
});

builder.queryField("vertical", (t) =>
  t.field({
    type: verticalResult,
    description: "Payoff, greeks, bounds and current prices of a vertical; opens its legs' lines.",
    args: { input: t.arg({ type: verticalInput, required: true }) },
    resolve: async (_root, { input }, context) => {
      const ticket = await openTicket(context, input);
      const figures = ticket.kind === "refused" ? ticket : ticket.figures();
      return figures.kind === "refused" ? new RefusedCommand(figures.refusal) : figures.model;
    },
  }),
);

builder.subscriptionField("vertical", (t) =>
  t.field({
    type: verticalResult,
    args: { input: t.arg({ type: verticalInput, required: true }) },
    subscribe: (_root, { input }, context) => ticketUpdates(context, input),
    resolve: (read) => {
      const figures = read();
      return figures.kind === "refused" ? new RefusedCommand(figures.refusal) : figures.model;
    },
  }),
);

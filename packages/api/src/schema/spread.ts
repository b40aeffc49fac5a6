import type { ProbabilityBand } from "@legbook/domain";
import type { ApiContext } from "../context.ts";
import type { PositionGreeksModel, SpreadFigures, SpreadModelView } from "../models/spread.ts";
import type { SpreadRequest } from "../models/spread-at.ts";
import type { SpreadLegModel } from "../models/spread-market.ts";
import type { PayoffModel } from "../models/spread-payoff.ts";
import type { AsOf } from "../past/as-of.ts";
import { PAST_CHAIN_VIEWS } from "../past/past-chain.ts";
import { pastSpread } from "../past/past-spread.ts";
import { openSpread, spreadUpdates } from "../subscriptions/spread-analysis.ts";
import { ageInt } from "./age.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import {
  distributionSourceEnum,
  greeksSourceEnum,
  outcomeBasisEnum,
  rightEnum,
  spreadSideEnum,
  strategyKindEnum,
} from "./enums.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";
import { spreadLegInput } from "./spread-legs.ts";

const spreadLegType = builder.objectRef<SpreadLegModel>("SpreadLeg").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    action: t.exposeString("action", { description: "buy or sell." }),
    ratio: t.exposeInt("ratio", { description: "Of one spread, positive: contracts, or shares." }),
    words: t.exposeString("words"),
    right: t.expose("right", { type: rightEnum, nullable: true, description: "Null for shares." }),
    strike: t.expose("strike", { type: "Price", nullable: true }),
    expiry: t.expose("expiry", { type: "Date", nullable: true }),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    volatility: t.exposeFloat("volatility", { nullable: true }),
    delta: t.exposeFloat("delta", { nullable: true }),
    greeksSource: t.expose("greeksSource", { type: greeksSourceEnum, nullable: true }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const greeksType = builder.objectRef<PositionGreeksModel>("SpreadGreeks").implement({
  description: "Of the whole quantity, by the pricing formulas at each leg's volatility.",
  fields: (t) => ({
    delta: t.exposeFloat("delta"),
    gamma: t.exposeFloat("gamma"),
    vega: t.exposeFloat("vega", { description: "Per volatility point." }),
    theta: t.exposeFloat("theta", { description: "Per calendar day." }),
    rho: t.exposeFloat("rho", { description: "Per percentage point of all rates." }),
  }),
});

const bandType = builder.objectRef<ProbabilityBand>("ProbabilityBand").implement({
  description:
    "Where the underlying is at the front expiry with a probability, as much beyond at either side.",
  fields: (t) => ({
    probability: t.exposeFloat("probability"),
    low: t.exposeFloat("from"),
    high: t.exposeFloat("to"),
  }),
});

const payoffType = builder.objectRef<PayoffModel>("SpreadPayoff").implement({
  description: "Profit of the whole quantity against the underlying, in the spread's currency.",
  fields: (t) => ({
    underlying: t.expose("underlying", { type: "FloatColumn" }),
    atExpiry: t.expose("atExpiry", { type: "FloatColumn", description: "At the front expiry." }),
    today: t.expose("today", { type: "FloatColumn", nullable: true }),
    chosen: t.expose("chosen", {
      type: "FloatColumn",
      nullable: true,
      description: "On the chosen day, at the shifted volatilities.",
    }),
  }),
});

const spreadType = builder.objectRef<SpreadModelView>("Spread").implement({
  description: "What any spread of up to four legs can come to. Whatever the market does not tell is null.",
  fields: (t) => ({
    kind: t.expose("kind", { type: strategyKindEnum }),
    symbol: t.exposeString("symbol"),
    title: t.exposeString("title"),
    words: t.exposeStringList("words"),
    expiry: t.expose("expiry", { type: "Date", description: "The front expiry." }),
    backExpiry: t.expose("backExpiry", { type: "Date", nullable: true }),
    daysToExpiry: t.exposeInt("daysToExpiry"),
    side: t.expose("side", { type: spreadSideEnum }),
    quantity: t.exposeInt("quantity", {
      description: "Spreads of the reduced legs: two of 2 against 2 are four of 1 against 1.",
    }),
    width: t.expose("width", { type: "Price", nullable: true }),
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
    basis: t.expose("basis", { type: outcomeBasisEnum, nullable: true }),
    maxGain: t.expose("maxGain", { type: "Money", nullable: true }),
    gainUnlimited: t.exposeBoolean("gainUnlimited"),
    maxLoss: t.expose("maxLoss", { type: "Money", nullable: true }),
    lossUnlimited: t.exposeBoolean("lossUnlimited"),
    breakevens: t.expose("breakevens", { type: ["Price"] }),
    rewardToRisk: t.exposeFloat("rewardToRisk", { nullable: true }),
    distribution: t.expose("distribution", { type: distributionSourceEnum, nullable: true }),
    probabilityOfProfit: t.exposeFloat("probabilityOfProfit", { nullable: true }),
    probabilityOfTouch: t.exposeFloat("probabilityOfTouch", {
      nullable: true,
      description: "Of the nearest sold strike, before the front expiry.",
    }),
    expectedProfit: t.expose("expectedProfit", { type: "Money", nullable: true }),
    marginInitial: t.expose("marginInitial", { type: "Money", nullable: true }),
    marginMaintenance: t.expose("marginMaintenance", { type: "Money", nullable: true }),
    tiedUp: t.expose("tiedUp", {
      type: "Money",
      nullable: true,
      description: "What opening takes of the available funds: the base of the return on margin.",
    }),
    returnOnMargin: t.exposeFloat("returnOnMargin", { nullable: true }),
    annualisedReturnOnMargin: t.exposeFloat("annualisedReturnOnMargin", { nullable: true }),
    greeks: t.expose("greeks", { type: greeksType, nullable: true }),
    bands: t.expose("bands", { type: [bandType] }),
    payoff: t.expose("payoff", { type: payoffType, nullable: true }),
    legs: t.expose("legs", { type: [spreadLegType] }),
    missing: t.exposeString("missing", {
      nullable: true,
      description: "Why greeks and curves are missing; null when they are there.",
    }),
    anchoredAt: t.expose("anchoredAt", {
      type: "DateTime",
      nullable: true,
      description: "When the distribution and the rates were worked out.",
    }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

const spreadResult = resultUnion("SpreadResult", spreadType);

const chosenDayInput = builder.inputType("ChosenDayInput", {
  fields: (t) => ({
    days: t.float({ required: true, description: "From now; beyond the front expiry it is that." }),
    volatilityShift: t.float({ required: true, description: "Added to every leg's: 0.02 is two points." }),
  }),
});

const spreadInput = builder.inputType("SpreadInput", {
  fields: (t) => ({
    symbol: t.string({ required: true }),
    legs: t.field({ type: [spreadLegInput], required: true, description: "Up to four." }),
    quantity: t.int({ required: true }),
    price: t.field({
      type: "Price",
      description: "Signed price to work the figures with; the mid when absent.",
    }),
    chosen: t.field({ type: chosenDayInput, description: "For one more curve of the payoff." }),
  }),
});

async function figuresOf(
  context: ApiContext,
  input: SpreadRequest,
  asOf: AsOf | null | undefined,
): Promise<SpreadFigures> {
  const viewpoint = await context.viewpoint(asOf, PAST_CHAIN_VIEWS);
  if (viewpoint.past !== null) return pastSpread(context.pastChains, viewpoint, context.pricing, input);
  const open = await openSpread(context, input);
  return open.kind === "open" ? open.figures() : open;
}

builder.queryField("spread", (t) =>
  t.field({
    type: spreadResult,
    description:
      "Payoff, probabilities, margin, greeks and prices of a spread; opens its legs' lines, but none of the past.",
    args: { input: t.arg({ type: spreadInput, required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { input, asOf }, context) => {
      const figures = await figuresOf(context, input, asOf);
      return figures.kind === "figures" ? figures.model : new RefusedCommand(figures.refusal);
    },
  }),
);

builder.subscriptionField("spread", (t) =>
  t.field({
    type: spreadResult,
    description: "The figures of a spread as its quotes change, at most four times a second.",
    args: { input: t.arg({ type: spreadInput, required: true }) },
    subscribe: (_root, { input }, context) => spreadUpdates(context, input),
    resolve: (read) => {
      const figures = read();
      return figures.kind === "figures" ? figures.model : new RefusedCommand(figures.refusal);
    },
  }),
);

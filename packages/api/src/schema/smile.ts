import type { SmilePointView, SmileView } from "@legbook/engine/ports";
import { type SmileCurveModel, smileCurve } from "../models/smile.ts";
import { PAST_CHAIN_VIEWS } from "../past/past-chain.ts";
import { subscribed } from "../subscriptions/subscribed.ts";
import { ageInt } from "./age.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { distributionSourceEnum, greeksSourceEnum, rightEnum } from "./enums.ts";

const REFRESHED_MS = 1_000;

const smilePointType = builder.objectRef<SmilePointView>("SmilePoint").implement({
  description: "One option's volatilities a year: 0.2 is 20 %.",
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    right: t.expose("right", { type: rightEnum }),
    strike: t.expose("strike", { type: "Price" }),
    bid: t.exposeFloat("bid", { nullable: true }),
    mid: t.exposeFloat("mid", { nullable: true }),
    ask: t.exposeFloat("ask", { nullable: true }),
    volatility: t.exposeFloat("volatility", {
      nullable: true,
      description: "What the scanner takes for it.",
    }),
    source: t.expose("source", { type: greeksSourceEnum, nullable: true }),
    used: t.exposeBoolean("used", { description: "Whether the curve was fitted to it." }),
    flags: t.exposeStringList("flags", { description: "What is wrong with its quote." }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const curveType = builder.objectRef<SmileCurveModel>("SmileCurve").implement({
  fields: (t) => ({
    strikes: t.expose("strikes", { type: "FloatColumn" }),
    volatilities: t.expose("volatilities", { type: "FloatColumn" }),
    points: t.exposeInt("points", { description: "Quotes that it was fitted to." }),
    strikeLow: t.exposeFloat("strikeLow", {
      description: "Below it, as above strikeHigh, it is extrapolated.",
    }),
    strikeHigh: t.exposeFloat("strikeHigh"),
    rmsError: t.exposeFloat("rmsError", { description: "Model less quoted volatility: 0.01 is one point." }),
    maxError: t.exposeFloat("maxError"),
  }),
});

const smileType = builder.objectRef<SmileView>("Smile").implement({
  description: "What the market says of one expiry, as the scanner sees it; worked out at `anchoredAt`.",
  fields: (t) => ({
    symbol: t.exposeString("symbol"),
    expiry: t.expose("expiry", { type: "Date" }),
    at: t.expose("at", { type: "DateTime" }),
    anchoredAt: t.expose("anchoredAt", { type: "DateTime" }),
    daysToExpiry: t.exposeInt("daysToExpiry"),
    underlying: t.expose("underlying", { type: "Price", nullable: true }),
    forward: t.exposeFloat("forward", { nullable: true }),
    forwardSource: t.exposeString("forwardSource", {
      nullable: true,
      description: "parity: from the options themselves; spot: from the underlying and the rate.",
    }),
    rate: t.exposeFloat("rate", { description: "Continuously compounded, a year." }),
    rateSource: t.exposeString("rateSource", {
      description:
        "given: by the user; parity: from the options themselves; none: nothing tells it, taken as 0.",
    }),
    dividendYield: t.exposeFloat("dividendYield"),
    distribution: t.field({
      type: distributionSourceEnum,
      nullable: true,
      resolve: ({ distribution }) => distribution?.source ?? null,
    }),
    curve: t.field({ type: curveType, nullable: true, resolve: smileCurve }),
    failure: t.exposeString("smileFailure", { nullable: true, description: "Why there is no curve." }),
    points: t.expose("points", { type: [smilePointType] }),
  }),
});

builder.queryField("smile", (t) =>
  t.field({
    type: smileType,
    nullable: true,
    description: "Null before the expiry's options were looked at.",
    args: {
      symbol: t.arg.string({ required: true }),
      expiry: t.arg({ type: "Date", required: true }),
      asOf: t.arg(AS_OF),
    },
    resolve: async (_root, { symbol, expiry, asOf }, { engine, viewpoint, pastChains }) => {
      const { past, views, now } = await viewpoint(asOf, PAST_CHAIN_VIEWS);
      if (past === null) return engine.smile(symbol, expiry);
      return pastChains.at(views, symbol, now)?.smile(expiry) ?? null;
    },
  }),
);

builder.subscriptionField("smile", (t) =>
  t.field({
    type: smileType,
    nullable: true,
    description: "The same each second.",
    args: { symbol: t.arg.string({ required: true }), expiry: t.arg({ type: "Date", required: true }) },
    subscribe: (_root, { symbol, expiry }, context) =>
      subscribed(context, {
        views: [],
        intervalMs: REFRESHED_MS,
        refreshMs: REFRESHED_MS,
        snapshot: () => context.engine.smile(symbol, expiry),
      }),
    resolve: (read) => read(),
  }),
);

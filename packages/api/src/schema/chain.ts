import type { ExpiryView } from "@legbook/projections";
import type {
  ChainQuotesModel,
  ChainRowModel,
  OptionChainModel,
  OptionQuoteModel,
  UnderlyingQuoteModel,
} from "../models/chain.ts";
import { chainQuotes } from "../subscriptions/chain-quotes.ts";
import { VIEWS_OF } from "../models/models.ts";
import { ageInt } from "./age.ts";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";

const underlyingQuoteType = builder.objectRef<UnderlyingQuoteModel>("UnderlyingQuote").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    symbol: t.exposeString("symbol"),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    last: t.expose("last", { type: "Price", nullable: true }),
    close: t.expose("close", { type: "Price", nullable: true }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const optionQuoteType = builder.objectRef<OptionQuoteModel>("OptionQuote").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    hasLine: t.exposeBoolean("hasLine"),
    bid: t.expose("bid", { type: "Price", nullable: true }),
    ask: t.expose("ask", { type: "Price", nullable: true }),
    bidSize: t.exposeInt("bidSize", { nullable: true }),
    askSize: t.exposeInt("askSize", { nullable: true }),
    last: t.expose("last", { type: "Price", nullable: true }),
    volume: t.exposeInt("volume", { nullable: true }),
    openInterest: t.exposeInt("openInterest", { nullable: true }),
    volatility: t.exposeFloat("volatility", { nullable: true }),
    delta: t.exposeFloat("delta", { nullable: true }),
    gamma: t.exposeFloat("gamma", { nullable: true }),
    vega: t.exposeFloat("vega", { nullable: true, description: "Per volatility point." }),
    theta: t.exposeFloat("theta", { nullable: true, description: "Per calendar day." }),
    quoteAgeMs: t.int({ nullable: true, resolve: ageInt }),
  }),
});

const chainRowType = builder.objectRef<ChainRowModel>("ChainRow").implement({
  fields: (t) => ({
    strike: t.expose("strike", { type: "Price" }),
    call: t.expose("call", { type: optionQuoteType, nullable: true }),
    put: t.expose("put", { type: optionQuoteType, nullable: true }),
  }),
});

const expiryType = builder.objectRef<ExpiryView>("Expiry").implement({
  fields: (t) => ({
    date: t.expose("date", { type: "Date" }),
    daysToExpiry: t.exposeInt("daysToExpiry"),
    opened: t.exposeBoolean("opened"),
  }),
});

export const optionChainType = builder.objectRef<OptionChainModel>("OptionChain").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    symbol: t.exposeString("symbol"),
    underlying: t.expose("underlying", { type: underlyingQuoteType, nullable: true }),
    expiries: t.expose("expiries", { type: [expiryType] }),
    strikes: t.expose("strikes", { type: ["Price"] }),
    multiplier: t.exposeInt("multiplier"),
    rows: t.field({
      type: [chainRowType],
      description: "One expiry's rows; empty until openExpiry was asked for it.",
      args: { expiry: t.arg({ type: "Date", required: true }) },
      resolve: (chain, { expiry }) => chain.rows(expiry),
    }),
  }),
});

const chainQuotesType = builder.objectRef<ChainQuotesModel>("ChainQuotes").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    symbol: t.exposeString("symbol"),
    expiry: t.expose("expiry", { type: "Date" }),
    underlying: t.expose("underlying", { type: underlyingQuoteType, nullable: true }),
    whole: t.exposeBoolean("whole", {
      description: "True for the first and after a slow reader missed some: replaces all rows.",
    }),
    rows: t.expose("rows", { type: [chainRowType] }),
  }),
});

builder.queryField("chain", (t) =>
  t.field({
    type: optionChainType,
    nullable: true,
    description: "What is known of an underlying's options; null until openChain was asked for it.",
    args: { symbol: t.arg.string({ required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { symbol, asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.chain)).models.chain(symbol),
  }),
);

builder.queryField("chains", (t) =>
  t.field({
    type: [optionChainType],
    description: "Every chain that was opened, by symbol.",
    args: { asOf: t.arg(AS_OF) },
    resolve: async (_root, { asOf }, { viewpoint }) =>
      (await viewpoint(asOf, VIEWS_OF.chain)).models.chains(),
  }),
);

builder.subscriptionField("chainQuotes", (t) =>
  t.field({
    type: chainQuotesType,
    description: "First every row of the expiry, then the rows that changed, at most 10 times a second.",
    args: {
      symbol: t.arg.string({ required: true }),
      expiry: t.arg({ type: "Date", required: true }),
    },
    subscribe: (_root, { symbol, expiry }, context) => chainQuotes(context, symbol, expiry),
    resolve: (read) => read(),
  }),
);

import type { ScanModel, ScanRowModel } from "../models/scan.ts";
import { scanUpdates } from "../subscriptions/scan-updates.ts";
import { builder } from "./builder.ts";
import { rightEnum, scanRankingEnum, spreadSideEnum } from "./enums.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";
import { countType } from "./risk.ts";

const scanRowType = builder.objectRef<ScanRowModel>("ScanRow").implement({
  fields: (t) => ({
    id: t.exposeID("id"),
    symbol: t.exposeString("symbol"),
    expiry: t.expose("expiry", { type: "Date" }),
    daysToExpiry: t.exposeInt("daysToExpiry"),
    right: t.expose("right", { type: rightEnum }),
    side: t.expose("side", { type: spreadSideEnum }),
    longStrike: t.expose("longStrike", { type: "Price" }),
    shortStrike: t.expose("shortStrike", { type: "Price" }),
    words: t.exposeString("words"),
    width: t.expose("width", { type: "Price" }),
    bid: t.expose("bid", {
      type: "Price",
      description: "Signed combo prices: what its buyer pays; a credit is negative.",
    }),
    mid: t.expose("mid", { type: "Price" }),
    ask: t.expose("ask", { type: "Price" }),
    maxGain: t.expose("maxGain", { type: "Money" }),
    maxLoss: t.expose("maxLoss", { type: "Money" }),
    breakeven: t.expose("breakeven", { type: "Price" }),
    rewardToRisk: t.exposeFloat("rewardToRisk"),
    probabilityOfProfit: t.exposeFloat("probabilityOfProfit", { nullable: true }),
    expectedReturn: t.exposeFloat("expectedReturn", { nullable: true }),
    shortDelta: t.exposeFloat("shortDelta", { nullable: true }),
    bidAskWidth: t.expose("bidAskWidth", { type: "Price" }),
    openInterest: t.exposeInt("openInterest", { nullable: true }),
    quoteAgeMs: t.exposeInt("quoteAgeMs"),
    greeksSource: t.exposeString("greeksSource", {
      nullable: true,
      description: "model: the gateway's greeks; computed: ours, from the mid.",
    }),
  }),
});

const scanType = builder.objectRef<ScanModel>("Scan").implement({
  fields: (t) => ({
    scanId: t.exposeID("scanId"),
    at: t.expose("at", { type: "DateTime" }),
    rows: t.expose("rows", { type: [scanRowType] }),
    matched: t.exposeInt("matched"),
    evaluated: t.exposeInt("evaluated"),
    excluded: t.expose("excluded", { type: [countType] }),
    unusable: t.expose("unusable", { type: [countType] }),
    waitingFor: t.exposeString("waitingFor", { nullable: true }),
  }),
});

const scanCriteriaInput = builder.inputType("ScanCriteriaInput", {
  fields: (t) => ({
    symbol: t.string({ required: true }),
    sides: t.field({ type: [spreadSideEnum] }),
    rights: t.field({ type: [rightEnum] }),
    daysToExpiryMin: t.int(),
    daysToExpiryMax: t.int(),
    shortDeltaMin: t.float({ description: "Absolute delta of the short leg, 0 to 1." }),
    shortDeltaMax: t.float(),
    widthMin: t.field({ type: "Price" }),
    widthMax: t.field({ type: "Price" }),
    netPriceMin: t.field({
      type: "Price",
      description: "Debit paid or credit received a share at the natural price, as a positive price.",
    }),
    netPriceMax: t.field({ type: "Price" }),
    rewardToRiskMin: t.float(),
    bidAskWidthMax: t.field({ type: "Price", description: "Of the combo, absolute." }),
    openInterestMin: t.int(),
    quoteAgeMaxMs: t.int(),
    rankBy: t.field({ type: scanRankingEnum }),
    limit: t.int(),
  }),
});

builder.subscriptionField("scan", (t) =>
  t.field({
    type: resultUnion("ScanResult", scanType),
    args: { criteria: t.arg({ type: scanCriteriaInput, required: true }) },
    subscribe: (_root, { criteria }, context) => scanUpdates(context, criteria),
    resolve: (read) => {
      const update = read();
      return update.kind === "refused" ? new RefusedCommand(update.refusal) : update.scan;
    },
  }),
);

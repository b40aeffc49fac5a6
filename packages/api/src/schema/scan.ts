import type { ArbitrageSighting, ScanMissing, ScanNotice, ScanRowLeg } from "@legbook/engine/ports";
import type { ScanFrameModel, ScanRowModel, ScanSummaryModel } from "../models/scan.ts";
import { PAST_CHAIN_VIEWS } from "../past/past-chain.ts";
import { pastScan } from "../past/past-scan.ts";
import { scanUpdates } from "../subscriptions/scan-updates.ts";
import { MOMENT } from "./as-of.ts";
import { builder } from "./builder.ts";
import {
  distributionSourceEnum,
  greeksSourceEnum,
  rightEnum,
  spreadSideEnum,
  strategyKindEnum,
} from "./enums.ts";
import { freshnessType } from "./freshness.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";
import { countType } from "./risk.ts";
import { engineCriteria, scanCriteriaInput } from "./scan-criteria.ts";

const scanLegType = builder.objectRef<ScanRowLeg>("ScanLeg").implement({
  fields: (t) => ({
    conId: t.exposeInt("conId"),
    action: t.exposeString("action", { description: "buy or sell." }),
    ratio: t.exposeInt("ratio", { description: "Contracts of an option, or shares." }),
    right: t.expose("right", { type: rightEnum, nullable: true, description: "Null for shares." }),
    strike: t.expose("strike", { type: "Price", nullable: true }),
    expiry: t.expose("expiry", { type: "Date", nullable: true }),
    bid: t.expose("bid", { type: "Price" }),
    ask: t.expose("ask", { type: "Price" }),
    volatility: t.exposeFloat("volatility", { nullable: true }),
    delta: t.exposeFloat("delta", { nullable: true }),
    quoteAgeMs: t.float({ resolve: ({ quoteAgeMs }) => Math.round(quoteAgeMs) }),
    greeksSource: t.expose("greeksSource", { type: greeksSourceEnum, nullable: true }),
    flags: t.exposeStringList("flags", { description: "What is odd about its quote: locked, wide." }),
  }),
});

const scanRowType = builder.objectRef<ScanRowModel>("ScanRow").implement({
  fields: (t) => ({
    id: t.exposeID("id"),
    place: t.exposeInt("place", { description: "Its place among the rows now, the best 0." }),
    strategy: t.expose("strategy", { type: strategyKindEnum }),
    side: t.expose("side", { type: spreadSideEnum }),
    symbol: t.exposeString("symbol"),
    expiry: t.expose("expiry", { type: "Date", description: "Of the first leg to expire." }),
    backExpiry: t.expose("backExpiry", { type: "Date", nullable: true }),
    words: t.exposeString("words"),
    legs: t.expose("legs", { type: [scanLegType] }),
    bid: t.expose("bid", {
      type: "Price",
      description: "Signed combo prices: what its buyer pays; a credit is negative.",
    }),
    mid: t.expose("mid", { type: "Price" }),
    ask: t.expose("ask", { type: "Price", description: "The natural price of opening it." }),
    maxGain: t.expose("maxGain", { type: "Money", nullable: true, description: "Null is unlimited." }),
    maxLoss: t.expose("maxLoss", { type: "Money", nullable: true, description: "Null is unlimited." }),
    breakevens: t.expose("breakevens", { type: ["Price"] }),
    values: t.expose("values", {
      type: "FloatColumn",
      description: "Of the frame's columns, in their order and units, to nine significant digits.",
    }),
    score: t.exposeFloat("score", { nullable: true, description: "What it is ranked by; null ranks last." }),
    quotedAt: t.expose("quotedAt", {
      type: "DateTime",
      description: "When the oldest side of any leg was confirmed.",
    }),
    dataType: t.string({
      nullable: true,
      description: "live, frozen, delayed or delayedFrozen.",
      resolve: ({ provenance }) => provenance.dataType,
    }),
    greeksSource: t.field({
      type: greeksSourceEnum,
      nullable: true,
      description: "The weakest of its legs'; null when a leg has none.",
      resolve: ({ provenance }) => provenance.greeksSource,
    }),
    distribution: t.field({
      type: distributionSourceEnum,
      nullable: true,
      description: "What probabilities rest on; null when there are none.",
      resolve: ({ provenance }) => provenance.distribution,
    }),
    anchoredAt: t.field({
      type: "DateTime",
      description: "When the forward, smile and distribution were worked out.",
      resolve: ({ provenance }) => provenance.anchoredAt,
    }),
  }),
});

const arbitrageType = builder.objectRef<ArbitrageSighting>("ArbitrageSighting").implement({
  description: "A spread that pays by itself at its natural price: a sign of wrong quotes.",
  fields: (t) => ({
    id: t.exposeID("id"),
    strategy: t.expose("strategy", { type: strategyKindEnum }),
    side: t.expose("side", { type: spreadSideEnum }),
    ask: t.expose("ask", { type: "Price" }),
    gainAtLeast: t.expose("gainAtLeast", { type: "Price" }),
  }),
});

const noticeType = builder.objectRef<ScanNotice>("ScanNotice").implement({
  description: "Why a strategy that was asked for was not scanned.",
  fields: (t) => ({
    code: t.exposeString("code"),
    strategy: t.expose("strategy", { type: strategyKindEnum }),
    candidates: t.exposeFloat("candidates"),
    message: t.exposeString("message"),
  }),
});

const missingType = builder.objectRef<ScanMissing>("ScanMissing").implement({
  fields: (t) => ({ code: t.exposeString("code"), message: t.exposeString("message") }),
});

const scannedExpiriesType = builder.objectRef<ScanSummaryModel["expiries"]>("ScannedExpiries").implement({
  fields: (t) => ({
    open: t.exposeInt("open", { description: "Expiries whose contracts are known." }),
    wanted: t.exposeInt("wanted", { description: "Expiries that the scan looks at." }),
    leftOut: t.exposeInt("leftOut", { description: "Further ones that would pass, beyond the limit." }),
  }),
});

const scanSummaryType = builder.objectRef<ScanSummaryModel>("ScanSummary").implement({
  fields: (t) => ({
    matched: t.exposeFloat("matched", { description: "Candidates that passed, before the cut to the best." }),
    evaluated: t.exposeFloat("evaluated"),
    excluded: t.expose("excluded", {
      type: [countType],
      description: "Candidates by the first filter that they failed, the filter that excluded most first.",
    }),
    unusable: t.expose("unusable", { type: [countType] }),
    arbitrageCount: t.exposeFloat("arbitrageCount"),
    arbitrages: t.expose("arbitrages", { type: [arbitrageType] }),
    notices: t.expose("notices", { type: [noticeType] }),
    missing: t.expose("missing", { type: missingType, nullable: true }),
    waitingFor: t.exposeString("waitingFor", { nullable: true }),
    expiries: t.expose("expiries", { type: scannedExpiriesType }),
    freshness: t.expose("freshness", { type: freshnessType, nullable: true }),
  }),
});

const scanFrameType = builder.objectRef<ScanFrameModel>("ScanFrame").implement({
  description:
    "A part of a change of a scan's rows. Frames are taken together until one says that no more belong to the change.",
  fields: (t) => ({
    scanId: t.exposeID("scanId"),
    at: t.expose("at", { type: "DateTime" }),
    whole: t.exposeBoolean("whole", {
      description: "The change replaces every row: the first one, and when a slow reader missed too many.",
    }),
    more: t.exposeBoolean("more", { description: "The change goes on in the next frame." }),
    columns: t.exposeStringList("columns", { description: "Names of `scanFields`, for the rows' values." }),
    rows: t.expose("rows", {
      type: [scanRowType],
      description:
        "New and changed rows, each to be put at its place, lowest first; the others keep their order among themselves.",
    }),
    removed: t.expose("removed", { type: ["ID"], description: "Ids of rows that are no more." }),
    summary: t.expose("summary", {
      type: scanSummaryType,
      nullable: true,
      description: "With the last frame of a change.",
    }),
  }),
});

const scanResult = resultUnion("ScanResult", scanFrameType);

builder.queryField("scanAt", (t) =>
  t.field({
    type: scanResult,
    description:
      "What a scan would have shown at a moment of the past, over the quotes recorded until then: the whole, once.",
    args: {
      criteria: t.arg({ type: scanCriteriaInput, required: true }),
      columns: t.arg.stringList({ description: "As of `scan`." }),
      asOf: t.arg(MOMENT),
    },
    resolve: async (_root, { criteria, columns, asOf }, { viewpoint, pastChains }) => {
      const then = await viewpoint(asOf, PAST_CHAIN_VIEWS);
      const answer = await pastScan(pastChains, then, engineCriteria(criteria), columns);
      return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : answer.frame;
    },
  }),
);

builder.subscriptionField("scan", (t) =>
  t.field({
    type: scanResult,
    description: "Spreads that match, best first: the whole, then changes. Ends when the scan is refused.",
    args: {
      criteria: t.arg({ type: scanCriteriaInput, required: true }),
      columns: t.arg.stringList({
        description: "Names of `scanFields` whose values are wanted; all when absent.",
      }),
    },
    subscribe: (_root, { criteria, columns }, context) => scanUpdates(context, criteria, columns),
    resolve: (read) => {
      const answer = read();
      return answer.kind === "refused" ? new RefusedCommand(answer.refusal) : answer.frame;
    },
  }),
);

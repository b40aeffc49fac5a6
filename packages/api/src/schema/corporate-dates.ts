import type { ExDividend, Position, VolatilityRank } from "@legbook/domain";
import { type CorporateDatesView, corporateDatesView, volatilityRankView } from "@legbook/projections";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";
import { shown } from "./read-your-writes.ts";
import { RefusedCommand, resultUnion } from "./refusal.ts";

interface CorporateDatesSet {
  readonly position: Position;
  readonly dates: CorporateDatesView;
}

const exDividendType = builder.objectRef<ExDividend>("ExDividend").implement({
  fields: (t) => ({
    date: t.expose("date", { type: "Date" }),
    amount: t.expose("amount", {
      type: "Price",
      nullable: true,
      description: "A share; null while it is not known.",
    }),
  }),
});

const corporateDatesType = builder.objectRef<CorporateDatesView>("CorporateDates").implement({
  description: "Dates of an underlying that have not passed, as a person gave them.",
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition", nullable: true }),
    symbol: t.exposeString("symbol"),
    earnings: t.field({ type: ["Date"], resolve: ({ earnings }) => [...earnings] }),
    exDividends: t.field({ type: [exDividendType], resolve: ({ exDividends }) => [...exDividends] }),
    setBy: t.exposeString("setBy", { nullable: true }),
    setAt: t.expose("setAt", { type: "DateTime", nullable: true }),
  }),
});

const volatilityRankType = builder.objectRef<VolatilityRank>("VolatilityRank").implement({
  description:
    "Where the underlying's volatility at the money, thirty days ahead, stands among the trading dates of a year.",
  fields: (t) => ({
    current: t.float({ nullable: true, resolve: (rank) => (rank.kind === "ranked" ? rank.current : null) }),
    rank: t.float({
      nullable: true,
      description: "0 at the lowest, 1 at the highest; null while it is not known.",
      resolve: (rank) => (rank.kind === "ranked" ? rank.rank : null),
    }),
    percentile: t.float({
      nullable: true,
      description: "Share of the dates that had a lower one.",
      resolve: (rank) => (rank.kind === "ranked" ? rank.percentile : null),
    }),
    lowest: t.float({ nullable: true, resolve: (rank) => (rank.kind === "ranked" ? rank.lowest : null) }),
    highest: t.float({ nullable: true, resolve: (rank) => (rank.kind === "ranked" ? rank.highest : null) }),
    dates: t.exposeInt("dates", { description: "Earlier trading dates that it rests on." }),
    since: t.field({
      type: "Date",
      nullable: true,
      resolve: (rank) => (rank.kind === "ranked" ? rank.since : null),
    }),
    unknownBecause: t.string({
      nullable: true,
      description: "Why there is no rank, as a sentence; null when there is one.",
      resolve: unknownBecause,
    }),
  }),
});

function unknownBecause(rank: VolatilityRank): string | null {
  if (rank.kind === "ranked") return rank.rank === null ? "All dates had the same volatility." : null;
  return rank.reason === "tooFewDates"
    ? `The log holds ${rank.dates} earlier trading dates; ${rank.datesMin} are needed.`
    : "No volatility was recorded today.";
}

const exDividendInput = builder.inputType("ExDividendInput", {
  fields: (t) => ({
    date: t.string({ required: true, description: "YYYY-MM-DD." }),
    amount: t.string({ description: "A share, as decimal text; left out while it is not known." }),
  }),
});

const corporateDatesInput = builder.inputType("CorporateDatesInput", {
  description: "All dates that are known: they take the place of those given before.",
  fields: (t) => ({
    symbol: t.string({ required: true }),
    earnings: t.stringList({ required: true, description: "YYYY-MM-DD." }),
    exDividends: t.field({ type: [exDividendInput], required: true }),
  }),
});

const corporateDatesSetType = builder.objectRef<CorporateDatesSet>("CorporateDatesSet").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    dates: t.expose("dates", { type: corporateDatesType }),
  }),
});

builder.queryField("corporateDates", (t) =>
  t.field({
    type: corporateDatesType,
    args: { symbol: t.arg.string({ required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { symbol, asOf }, { viewpoint }) => {
      const { views, now } = await viewpoint(asOf, ["underlyings"]);
      return corporateDatesView(views, symbol, now);
    },
  }),
);

builder.queryField("volatilityRank", (t) =>
  t.field({
    type: volatilityRankType,
    args: { symbol: t.arg.string({ required: true }), asOf: t.arg(AS_OF) },
    resolve: async (_root, { symbol, asOf }, { viewpoint }) => {
      const { views, now } = await viewpoint(asOf, ["underlyings"]);
      return volatilityRankView(views, symbol, now);
    },
  }),
);

builder.mutationField("setCorporateDates", (t) =>
  t.field({
    type: resultUnion("SetCorporateDatesResult", corporateDatesSetType),
    args: { input: t.arg({ type: corporateDatesInput, required: true }) },
    resolve: async (_root, { input: { symbol, earnings, exDividends } }, context) => {
      const { engine, user, views } = context;
      const dividends = exDividends.map(({ date, amount }) => ({ date, amount: amount ?? null }));
      const answer = await engine.setCorporateDates({ symbol, earnings, exDividends: dividends }, user);
      if (answer.kind === "refused") return new RefusedCommand(answer.refusal);
      const { position } = answer;
      await shown(context, position, ["underlyings"]);
      return { position, dates: corporateDatesView(views, symbol, engine.now()) };
    },
  }),
);

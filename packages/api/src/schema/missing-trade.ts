import {
  explainMissingTrade,
  type Hindrance,
  type MissingTrade,
  type ScanEvidence,
} from "@legbook/projections";
import { AS_OF } from "./as-of.ts";
import { builder } from "./builder.ts";

const hindranceType = builder.objectRef<Hindrance>("Hindrance").implement({
  description: "What stood between a symbol and a trade.",
  fields: (t) => ({
    kind: t.exposeString("kind"),
    position: t.expose("position", { type: "LogPosition" }),
    at: t.expose("at", { type: "DateTime" }),
    inForce: t.exposeBoolean("inForce", { description: "Whether it stood at the moment asked about." }),
    words: t.exposeString("words"),
    code: t.exposeString("code", { nullable: true }),
    remedy: t.exposeString("remedy", { nullable: true }),
    orderRef: t.id({ nullable: true, resolve: ({ orderRef }) => orderRef }),
  }),
});

const scanEvidenceType = builder.objectRef<ScanEvidence>("ScanEvidence").implement({
  fields: (t) => ({
    scanId: t.exposeID("scanId"),
    criteria: t.exposeString("criteria"),
    startedAt: t.expose("startedAt", { type: "DateTime" }),
    stoppedAt: t.expose("stoppedAt", { type: "DateTime", nullable: true }),
    position: t.expose("position", { type: "LogPosition" }),
  }),
});

const missingTradeType = builder.objectRef<MissingTrade>("MissingTrade").implement({
  fields: (t) => ({
    symbol: t.exposeString("symbol"),
    answer: t.exposeString("answer"),
    at: t.expose("at", { type: "DateTime", nullable: true }),
    hindrances: t.field({
      type: [hindranceType],
      description: "What still stands first, then the newest first.",
      resolve: ({ hindrances }) => [...hindrances],
    }),
    filled: t.field({ type: ["ID"], resolve: ({ filled }) => [...filled] }),
    scans: t.field({ type: [scanEvidenceType], resolve: ({ scans }) => [...scans] }),
    lookedBackTo: t.expose("lookedBackTo", { type: "DateTime", nullable: true }),
  }),
});

builder.queryField("missingTrade", (t) =>
  t.field({
    type: missingTradeType,
    description: "Why there was no trade in a symbol, or in one spread of it.",
    args: {
      symbol: t.arg.string({ required: true }),
      conIds: t.arg.intList({ description: "Contracts of the spread; none asks of the whole symbol." }),
      asOf: t.arg(AS_OF),
    },
    resolve: async (_root, { symbol, conIds, asOf }, { store, viewpoint }) => {
      const { past } = await viewpoint(asOf, []);
      return explainMissingTrade(store, {
        symbol,
        conIds: conIds ?? [],
        ...(past === null ? {} : { until: past }),
      });
    },
  }),
);

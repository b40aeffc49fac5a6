import { GraphQLError } from "graphql";
import { type ChangeModel, type DifferenceModel, differenceModel } from "../models/view-difference.ts";
import type { ChangeKind, FieldChange } from "../models/difference.ts";
import { AS_OF, MOMENT } from "./as-of.ts";
import { builder } from "./builder.ts";
import { eventType } from "./events.ts";
import { pageSize } from "./page-size.ts";

/** Views by their query, each with the argument that it cannot do without. */
const NEEDS = {
  connection: null,
  subscriptionLines: null,
  chain: "symbol",
  orders: null,
  executions: null,
  positions: null,
  profitAndLoss: "account",
  risk: "account",
  corporateDates: "symbol",
  volatilityRank: "symbol",
  scanPresets: null,
} as const satisfies Record<string, "account" | "symbol" | null>;

const VIEWS = {
  CONNECTION: { value: "connection" },
  SUBSCRIPTION_LINES: { value: "subscriptionLines" },
  CHAIN: { value: "chain" },
  ORDERS: { value: "orders" },
  EXECUTIONS: { value: "executions" },
  POSITIONS: { value: "positions" },
  PROFIT_AND_LOSS: { value: "profitAndLoss" },
  RISK: { value: "risk" },
  CORPORATE_DATES: { value: "corporateDates" },
  VOLATILITY_RANK: { value: "volatilityRank" },
  SCAN_PRESETS: { value: "scanPresets" },
} as const satisfies Record<string, { readonly value: keyof typeof NEEDS }>;

const viewEnum = builder.enumType("DifferenceView", { values: VIEWS });

const KINDS = {
  ADDED: { value: "added" },
  REMOVED: { value: "removed" },
  CHANGED: { value: "changed" },
} as const satisfies Record<string, { readonly value: ChangeKind }>;

const changeKindEnum = builder.enumType("ChangeKind", { values: KINDS });

const fieldChangeType = builder.objectRef<FieldChange>("FieldChange").implement({
  fields: (t) => ({
    path: t.exposeString("path", {
      description:
        "legs[101].quantity: within lists by what names their entries; empty for the entry itself.",
    }),
    before: t.field({ type: "JSON", nullable: true, resolve: ({ before }) => before }),
    after: t.field({ type: "JSON", nullable: true, resolve: ({ after }) => after }),
  }),
});

const changeType = builder.objectRef<ChangeModel>("Change").implement({
  description: "An entry of a view that came, went or changed: one of a list, a part, or a figure.",
  fields: (t) => ({
    part: t.exposeString("part", {
      description:
        "The view's field, or the name of several that change together; empty for the view itself.",
    }),
    name: t.exposeString("name", {
      nullable: true,
      description: "What names it within a list, such as an order's reference.",
    }),
    kind: t.expose("kind", { type: changeKindEnum }),
    entry: t.field({
      type: "JSON",
      nullable: true,
      description: "The whole of it: after, or before where it went.",
      resolve: ({ entry }) => entry,
    }),
    fields: t.field({
      type: [fieldChangeType],
      description: "Of what changed.",
      resolve: ({ fields }) => [...fields],
    }),
    event: t.field({
      type: eventType,
      nullable: true,
      description:
        "The event that made it, the newest of several; null for what quotes or the clock moved, and where it lies too far back to be looked for.",
      resolve: ({ event }) => event,
    }),
  }),
});

const endType = builder.objectRef<DifferenceModel["from"]>("DifferenceEnd").implement({
  fields: (t) => ({
    position: t.expose("position", { type: "LogPosition" }),
    at: t.expose("at", { type: "DateTime" }),
  }),
});

const differenceType = builder.objectRef<DifferenceModel>("Difference").implement({
  description: "What changed in a view between two moments.",
  fields: (t) => ({
    from: t.expose("from", { type: endType }),
    to: t.expose("to", { type: endType, description: "Ask with its position for further pages." }),
    added: t.exposeInt("added"),
    removed: t.exposeInt("removed"),
    changed: t.exposeInt("changed"),
    totalCount: t.exposeInt("totalCount"),
    incomplete: t.exposeBoolean("incomplete", {
      description: "Of a long list the newest entries that changed are here; older ones changed too.",
    }),
    nodes: t.field({ type: [changeType], resolve: ({ nodes }) => [...nodes] }),
    endCursor: t.exposeString("endCursor", { nullable: true }),
    hasNextPage: t.exposeBoolean("hasNextPage"),
  }),
});

const PAGE_DEFAULT = 50;

function named(
  needs: "account" | "symbol",
  given: Readonly<Record<"account" | "symbol", string | null | undefined>>,
): string {
  const name = given[needs];
  if (name !== null && name !== undefined) return name;
  throw new GraphQLError(`${needs}: this view is of one ${needs}; name it.`, {
    extensions: { code: "BAD_USER_INPUT", field: needs },
  });
}

builder.queryField("difference", (t) =>
  t.field({
    type: differenceType,
    description:
      "What changed in a view between two moments; ages, clocks and positions in the log are left out.",
    args: {
      view: t.arg({ type: viewEnum, required: true }),
      from: t.arg(MOMENT),
      to: t.arg({ ...AS_OF, description: "Not earlier than `from`. Left out: now." }),
      account: t.arg.string(),
      symbol: t.arg.string(),
      first: t.arg.int({ defaultValue: PAGE_DEFAULT }),
      after: t.arg.string(),
    },
    resolve: async (_root, { view, from, to, account, symbol, first, after }, context, info) => {
      const needs = NEEDS[view];
      const own = needs === null ? {} : { [needs]: JSON.stringify(named(needs, { account, symbol })) };
      return differenceModel(info.schema, context, {
        view,
        own,
        between: { from, to: to ?? null },
        scope: { account: account ?? null, symbol: symbol ?? null },
        page: { first: pageSize(first, PAGE_DEFAULT, context.limits, "first"), after: after ?? null },
      });
    },
  }),
);

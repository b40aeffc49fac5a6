import { GraphQLError } from "graphql";
import { type ChangeModel, changesOf } from "../models/difference.ts";
import type { AsOf } from "../past/as-of.ts";
import { MOVING, wholeView } from "../past/whole-view.ts";
import { AS_OF, MOMENT } from "./as-of.ts";
import { builder } from "./builder.ts";
import { formatInstant } from "./scalars.ts";

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

const changeType = builder.objectRef<ChangeModel>("Change").implement({
  description: "One place at which a view differs between two moments.",
  fields: (t) => ({
    path: t.exposeString("path", { description: "nodes[o-1].filled: entries of lists by what names them." }),
    before: t.field({ type: "JSON", nullable: true, resolve: ({ before }) => before }),
    after: t.field({ type: "JSON", nullable: true, resolve: ({ after }) => after }),
  }),
});

/** As an argument in a document. */
function asOfText({ position, time }: AsOf): string {
  return position === null || position === undefined
    ? `{ time: ${JSON.stringify(formatInstant(time as NonNullable<typeof time>))} }`
    : `{ position: ${JSON.stringify(position)} }`;
}

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
    type: [changeType],
    description:
      "What changed in a view between two moments; ages, clocks and positions are left out, and lists are compared over their first page.",
    args: {
      view: t.arg({ type: viewEnum, required: true }),
      from: t.arg(MOMENT),
      to: t.arg({ ...AS_OF, description: "Left out: now." }),
      account: t.arg.string(),
      symbol: t.arg.string(),
    },
    resolve: async (_root, { view, from, to, account, symbol }, context, info) => {
      const needs = NEEDS[view];
      const own = needs === null ? {} : { [needs]: JSON.stringify(named(needs, { account, symbol })) };
      const at = (asOf: AsOf | null | undefined): Promise<unknown> =>
        wholeView(
          info.schema,
          context,
          view,
          { ...own, ...(asOf === null || asOf === undefined ? {} : { asOf: asOfText(asOf) }) },
          MOVING,
        );
      const [before, after] = [await at(from), await at(to)];
      return [...changesOf(before, after)];
    },
  }),
);

import type { Position } from "@legbook/domain";
import type { GraphQLSchema } from "graphql";
import type { ApiContext } from "../context.ts";
import { changesOf, type EntryChange } from "../models/difference.ts";
import { VIEWS_OF } from "../models/models.ts";
import { formatInstant } from "../schema/scalars.ts";
import type { AsOf } from "./as-of.ts";
import { changedEntries, isListed, type ListedView } from "./changed-entries.ts";
import { wholeView } from "./whole-view.ts";

/** Moves with the clock or the log, whatever the view says: no difference of the view. */
const MOVING: readonly string[] = [
  "position",
  "endCursor",
  "quoteAgeMs",
  "time",
  "minutesToClose",
  "history",
  "updatedAt",
];

/** Of a view: what only counts its entries, moves by itself, or is another view's to tell. */
const LEFT_OUT: Readonly<Record<string, readonly string[]>> = {
  connection: ["timeOffsetMs", "requestQueueSize"],
  subscriptionLines: ["bid", "ask", "lastUsedAt"],
};

/** Fields of a view that change together, under one name. */
const TOGETHER: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  connection: { link: ["phase", "ready", "reasons", "attempts", "serverVersion"] },
  subscriptionLines: { use: ["used", "max", "usagePercent", "pinned", "evictions"] },
  profitAndLoss: {
    reported: ["daily", "unrealised", "realised"],
    own: ["ownRealised", "ownUnrealised", "commissions"],
    summary: ["netLiquidation", "buyingPower", "initialMargin", "maintenanceMargin"],
  },
  risk: { killSwitch: ["killSwitchEngaged", "killSwitchReason", "killSwitchBy"] },
};

/** Two moments that a view is compared between. */
export interface Between {
  readonly from: AsOf;
  /** Null for now. */
  readonly to: AsOf | null;
}

export interface ComparedView {
  readonly changes: readonly EntryChange[];
  /** By an entry's name, where the view itself knows the event that last changed it. */
  readonly positions: ReadonlyMap<string, Position>;
  /** Older entries changed too, and are left out. */
  readonly incomplete: boolean;
}

/** What changed in a view; `own` are the arguments of its query. The earlier moment is of the past. */
export async function comparedView(
  schema: GraphQLSchema,
  context: ApiContext,
  view: string,
  own: Readonly<Record<string, string>>,
  between: Between,
): Promise<ComparedView> {
  const leftOut = new Set([...MOVING, ...(LEFT_OUT[view] ?? [])]);
  if (isListed(view)) return comparedList(schema, context, view, between, leftOut);
  const at = (asOf: AsOf | null): Promise<unknown> =>
    wholeView(schema, context, view, { ...own, ...(asOf === null ? {} : { asOf: asOfText(asOf) }) }, leftOut);
  const [before, after] = [await at(between.from), await at(between.to)];
  const changes = changesOf(together(view, before), together(view, after)).filter(isNews);
  return { changes, positions: new Map(), incomplete: false };
}

async function comparedList(
  schema: GraphQLSchema,
  context: ApiContext,
  view: ListedView,
  { from, to }: Between,
  leftOut: ReadonlySet<string>,
): Promise<ComparedView> {
  const before = await context.viewpoint(from, VIEWS_OF[view]);
  const after = await context.viewpoint(to, VIEWS_OF[view]);
  if (before.past === null) throw new Error("a moment that was given is of the past");
  const sides = await changedEntries(
    schema,
    context,
    view,
    { position: before.past, models: before.models },
    after,
    leftOut,
  );
  return { ...sides, changes: changesOf(sides.before, sides.after) };
}

/** The age of the oldest quote that a rule looks at grows with the clock. */
function isNews({ part, name, fields }: EntryChange): boolean {
  return part !== "usage" || name !== "quoteAge" || fields.some(({ path }) => path === "limit");
}

function together(view: string, answer: unknown): unknown {
  const groups = Object.entries(TOGETHER[view] ?? {});
  if (groups.length === 0 || typeof answer !== "object" || answer === null) return answer;
  const left = { ...answer } as Record<string, unknown>;
  for (const [group, fields] of groups) {
    const entries = fields.map((field) => [field, left[field]] as const);
    for (const field of fields) delete left[field];
    left[group] = Object.fromEntries(entries);
  }
  return left;
}

/** As an argument in a document. */
function asOfText({ position, time }: AsOf): string {
  if (position !== null && position !== undefined) return `{ position: ${JSON.stringify(position)} }`;
  if (time === null || time === undefined) throw new Error("asOf names neither a position nor a time");
  return `{ time: ${JSON.stringify(formatInstant(time))} }`;
}

import type { Position } from "@legbook/domain";
import { PAGE_ROWS_MAX, type PageRequest } from "@legbook/projections";
import { execute, GraphQLList, GraphQLObjectType, GraphQLSchema, isObjectType, parse } from "graphql";
import type { ApiContext } from "../context.ts";
import type { Models } from "../models/models.ts";
import type { Page } from "../models/page.ts";
import { selectionOf } from "./whole-view.ts";

/** Entries of a list that an answer holds, at most: the newest. */
const ENTRIES_MAX = 1_000;

interface Entry {
  readonly position: Position;
}

interface List {
  /** In the schema. */
  readonly type: string;
  readonly page: (models: Models, request: PageRequest) => Page<Entry>;
  readonly nameOf: (entry: Entry) => string;
}

/** Lists too long to be compared whole. Their entries know the event that last changed them, and none ever goes. */
const LISTS = {
  orders: {
    type: "Order",
    page: (models, request) => models.orders({ ...request, workingOnly: false }),
    nameOf: (entry) => (entry as ReturnType<Models["orders"]>["nodes"][number]).orderRef,
  },
  executions: {
    type: "Execution",
    page: (models, request) => models.executions(request),
    nameOf: (entry) => (entry as ReturnType<Models["executions"]>["nodes"][number]).execId,
  },
} as const satisfies Readonly<Record<string, List>>;

export type ListedView = keyof typeof LISTS;

export function isListed(view: string): view is ListedView {
  return view in LISTS;
}

/** Both sides of a list, its changed entries alone. */
export interface ChangedEntries {
  readonly before: unknown;
  readonly after: unknown;
  /** By name: the event that last changed an entry. */
  readonly positions: ReadonlyMap<string, Position>;
  /** Older entries changed too, and are left out. */
  readonly incomplete: boolean;
}

function* entriesOf({ page }: List, models: Models): Generator<Entry> {
  let after: string | null = null;
  do {
    const { nodes, endCursor, hasNextPage }: Page<Entry> = page(models, { first: PAGE_ROWS_MAX, after });
    yield* nodes;
    after = hasNextPage ? endCursor : null;
  } while (after !== null);
}

/** What an object type answers of its entries, leaves as they are sent. */
async function rendered(
  schema: GraphQLSchema,
  context: ApiContext,
  { type }: List,
  entries: readonly Entry[],
  leftOut: ReadonlySet<string>,
): Promise<unknown> {
  const named = schema.getType(type);
  if (!isObjectType(named)) throw new Error(`there is no type ${type}`);
  const query = new GraphQLObjectType({
    name: "ChangedEntries",
    fields: { nodes: { type: new GraphQLList(named) } },
  });
  const { data, errors } = await execute({
    schema: new GraphQLSchema({ query }),
    document: parse(`{ nodes ${selectionOf(named, leftOut)} }`),
    rootValue: { nodes: entries },
    contextValue: context,
  });
  const [first] = errors ?? [];
  if (first !== undefined) throw first;
  return data;
}

/** The entries of a list that changed after an event, as they were there and as they are in `to`. */
export async function changedEntries(
  schema: GraphQLSchema,
  context: ApiContext,
  view: ListedView,
  from: { readonly position: Position; readonly models: Models },
  to: { readonly models: Models },
  leftOut: ReadonlySet<string>,
): Promise<ChangedEntries> {
  const list: List = LISTS[view];
  const after: Entry[] = [];
  let incomplete = false;
  for (const entry of entriesOf(list, to.models)) {
    if (entry.position <= from.position) continue;
    incomplete = after.length === ENTRIES_MAX;
    if (incomplete) break;
    after.push(entry);
  }
  const positions = new Map(after.map((entry) => [list.nameOf(entry), entry.position]));
  const before: Entry[] = [];
  for (const entry of entriesOf(list, from.models)) {
    if (positions.has(list.nameOf(entry))) before.push(entry);
  }
  return {
    before: await rendered(schema, context, list, before, leftOut),
    after: await rendered(schema, context, list, after, leftOut),
    positions,
    incomplete,
  };
}

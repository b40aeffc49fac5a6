import type { DomainRecord, EpochMs, Position } from "@legbook/domain";
import { type PageRequest, parseCursor } from "@legbook/projections";
import { GraphQLError, type GraphQLSchema } from "graphql";
import type { ApiContext } from "../context.ts";
import { type Between, comparedView } from "../past/compared-view.ts";
import { makerOf, type Scope } from "./change-makers.ts";
import type { ChangeKind, EntryChange } from "./difference.ts";
import { madeBy } from "./made-by.ts";
import { momentModel } from "./moment.ts";

export interface ChangeModel extends EntryChange {
  /** That made it; null where no one event did, or it was not found. */
  readonly event: DomainRecord | null;
}

interface End {
  readonly position: Position;
  readonly at: EpochMs;
}

export interface DifferenceModel extends Readonly<Record<ChangeKind, number>> {
  readonly from: End;
  readonly to: End;
  readonly totalCount: number;
  readonly incomplete: boolean;
  readonly nodes: readonly ChangeModel[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
}

interface DifferenceRequest {
  readonly view: string;
  /** Arguments of the view's query, as in a document. */
  readonly own: Readonly<Record<string, string>>;
  readonly between: Between;
  readonly scope: Scope;
  readonly page: PageRequest;
}

/** One page of what changed in a view, each change with the event that made it. */
export async function differenceModel(
  schema: GraphQLSchema,
  context: ApiContext,
  { view, own, between, scope, page }: DifferenceRequest,
): Promise<DifferenceModel> {
  const { from, to } = await endsOf(context, between);
  const { changes, positions, incomplete } = await comparedView(schema, context, view, own, between);
  const begin = page.after === null ? 0 : placeAfter(page.after);
  const shown = changes.slice(begin, begin + page.first);
  const end = begin + shown.length;
  const count = (kind: ChangeKind): number => changes.filter((change) => change.kind === kind).length;
  const makers = shown.map((change) => makerOf(view, change, scope));
  const until = between.to === null ? null : to.position;
  const found = await madeBy(context.store, { from: from.position, to: until }, makers);
  const eventOf = async ({ name }: EntryChange, place: number): Promise<DomainRecord | null> => {
    const position = name === null ? undefined : positions.get(name);
    if (position === undefined) return found[place] ?? null;
    return (await momentModel(context.store, position)).event;
  };
  return {
    from,
    to,
    added: count("added"),
    removed: count("removed"),
    changed: count("changed"),
    totalCount: changes.length,
    incomplete,
    nodes: await Promise.all(
      shown.map(async (change, place) => ({ ...change, event: await eventOf(change, place) })),
    ),
    endCursor: shown.length === 0 ? null : String(end),
    hasNextPage: end < changes.length,
  };
}

async function endsOf(context: ApiContext, between: Between): Promise<{ from: End; to: End }> {
  const from = await context.viewpoint(between.from, []);
  const to = await context.viewpoint(between.to, []);
  if (from.past === null) throw new Error("a moment that was given is of the past");
  const until = to.past ?? context.views.position;
  if (until === null || until < from.past) {
    throw new GraphQLError("from: it is later than `to`; give the earlier moment first.", {
      extensions: { code: "BAD_USER_INPUT", field: "from" },
    });
  }
  return {
    from: { position: from.past, at: from.now },
    to: { position: until, at: to.now },
  };
}

/** The place in the list of changes at which a page goes on. */
function placeAfter(cursor: string): number {
  const place = parseCursor(cursor);
  if (place !== null) return place;
  throw new GraphQLError(`after: not a cursor of this list: ${cursor}`, {
    extensions: { code: "BAD_USER_INPUT", field: "after" },
  });
}

import { client } from "../../graphql/client.ts";
import { failureOf, failureOrNone, type Failure } from "../../graphql/failure.ts";
import {
  MomentDocument,
  MoreChangesDocument,
  TimelineDocument,
  WhatChangedDocument,
  type AsOf,
  type DifferenceFieldsFragment,
  type DifferenceView,
  type WhatChangedQuery,
} from "../../gql/graphql.ts";
import { runningNow } from "../../market/gateway-time.ts";
import type { Mark } from "../../past/mark.ts";
import { dateShown } from "../../past/timeline-data.ts";

export type Difference = DifferenceFieldsFragment;
export type Change = Difference["nodes"][number];
export type ComparedView = Exclude<keyof WhatChangedQuery, "__typename">;

/** What a comparison came to: a difference of each view, or why there is none. */
export type Comparison =
  | {
      readonly phase: "compared";
      readonly views: Readonly<Record<ComparedView, Difference>>;
      /** The mark lies after the moment that is shown: read from the moment on. */
      readonly turned: boolean;
    }
  | { readonly phase: "nothing"; readonly reason: string }
  | { readonly phase: "failed"; readonly failure: Failure };

const hourMs = 3_600_000;
const slotMs = 60_000;

/** Where a rule puts the mark for a moment; a sentence where it puts it nowhere. */
async function markOf(mark: Mark, at: string | null, atTime: number): Promise<AsOf | string> {
  switch (mark.kind) {
    case "fixed":
      return { position: mark.position };
    case "session": {
      const asOf = at === null ? {} : { asOf: { position: at } };
      const { data, error } = await client.query(MomentDocument, asOf).toPromise();
      if (error) throw error;
      const start = data?.moment.sessionStart ?? null;
      return start === null ? "The log has no start of the engine before this moment." : { position: start };
    }
    case "hour":
      return anHourBefore(atTime);
    case "marker":
      return markerBefore(at);
  }
}

/** An hour before a time, or the log's first time where it began later. */
async function anHourBefore(atTime: number): Promise<AsOf | string> {
  const { data, error } = await client.query(TimelineDocument, { slotMs }).toPromise();
  if (error) throw error;
  const begin = data?.timeline.days.at(-1)?.from;
  if (begin === undefined) return "The log knows of no moment yet.";
  return { time: new Date(Math.max(atTime - hourMs, Date.parse(begin))).toISOString() };
}

async function markerBefore(at: string | null): Promise<AsOf | string> {
  const { data, error } = await client.query(TimelineDocument, { date: dateShown(), slotMs }).toPromise();
  if (error) throw error;
  const before = (data?.timeline.markers ?? [])
    .flatMap(({ position, lastPosition }) => [position, lastPosition])
    .filter((position) => at === null || position < at)
    .toSorted()
    .at(-1);
  return before === undefined ? "No marker of this day lies before this moment." : { position: before };
}

/** The earlier of two moments first. */
async function inOrder(
  from: AsOf,
  at: string | null,
): Promise<{ from: AsOf; to: AsOf | null; turned: boolean }> {
  if (at === null) return { from, to: null, turned: false };
  const turned = typeof from.position === "string" && from.position > at;
  return turned ? { from: { position: at }, to: from, turned } : { from, to: { position: at }, turned };
}

/** Compares every view between the mark and a moment; null for now. */
export async function compare(
  mark: Mark,
  at: { readonly position: string; readonly time: number } | null,
  account: string,
): Promise<Comparison> {
  try {
    const marked = await markOf(mark, at?.position ?? null, at?.time ?? runningNow().getTime());
    if (typeof marked === "string") return { phase: "nothing", reason: marked };
    const { from, to, turned } = await inOrder(marked, at?.position ?? null);
    const ends = to === null ? { from } : { from, to };
    const { data, error } = await client.query(WhatChangedDocument, { ...ends, account }).toPromise();
    if (error) throw error;
    if (data === undefined) return { phase: "nothing", reason: "No answer came." };
    return { phase: "compared", views: data, turned };
  } catch (error) {
    if (!isCombined(error)) throw error;
    return { phase: "failed", failure: failureOf(error) };
  }
}

type Combined = Parameters<typeof failureOf>[0];

function isCombined(error: unknown): error is Combined {
  return error instanceof Error && "graphQLErrors" in error;
}

/** How many more changes one press shows. */
export const morePage = 50;

/** The page of a view's changes after one that is shown, between the same two moments. */
export async function moreChanges(
  view: DifferenceView,
  shown: Difference,
  account: string,
): Promise<Difference | Failure> {
  const { from, to, endCursor } = shown;
  const { data, error } = await client
    .query(MoreChangesDocument, {
      view,
      from: { position: from.position },
      to: { position: to.position },
      account,
      first: morePage,
      after: endCursor,
    })
    .toPromise();
  return data?.difference ?? failureOrNone(error);
}

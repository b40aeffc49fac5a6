import type { DomainEventType, DomainRecord, Position, RecordedEvent, StreamName } from "@legbook/domain";
import type { EventStore } from "@legbook/engine/ports";
import { EVENT_TYPES } from "@legbook/projections";
import { GraphQLError } from "graphql";
import type { ApiLimits } from "../limits/limits.ts";

export interface EventPageModel {
  readonly nodes: readonly DomainRecord[];
  /** Of the last event looked at: where the next page goes on, even when a filter let nothing through. */
  readonly endCursor: Position | null;
  readonly hasNextPage: boolean;
}

export interface EventPageRequest {
  readonly first: number;
  /** Exclusive. */
  readonly before: Position | null;
  /** Inclusive: later events had not happened yet. */
  readonly until: Position | null;
  readonly stream: string | null;
  readonly type: string | null;
  /** Market ticks too. */
  readonly ticks: boolean;
}

/** The store's contract: its codecs let known types through only. */
export function asDomainRecord(record: RecordedEvent): DomainRecord {
  return record as DomainRecord;
}

/**
 * One page of the log, newest first. With a filter it looks at no more than `eventsScannedMax` events; when that ends
 * the page early, `hasNextPage` is true and `endCursor` is where to go on.
 */
export async function readEventPage(
  store: EventStore,
  limits: Pick<ApiLimits, "eventsScannedMax">,
  request: EventPageRequest,
): Promise<EventPageModel> {
  const { first, before, until, ticks } = request;
  const type = knownType(request.type);
  const nodes: DomainRecord[] = [];
  let endCursor: Position | null = null;
  let scanned = 0;
  for await (const page of pagesBackwards(store, request)) {
    for (const record of page) {
      if (before !== null && record.position >= before) continue;
      if (until !== null && record.position > until) continue;
      if (nodes.length === first || scanned === limits.eventsScannedMax) {
        return { nodes, endCursor, hasNextPage: true };
      }
      scanned += 1;
      endCursor = record.position;
      if (!ticks && isTicks(record)) continue;
      if (type === null || record.event.type === type) nodes.push(asDomainRecord(record));
    }
  }
  return { nodes, endCursor, hasNextPage: false };
}

function pagesBackwards(
  store: EventStore,
  { stream, before, until, ticks }: EventPageRequest,
): AsyncIterable<readonly RecordedEvent[]> {
  if (stream !== null) return store.readStream(knownStream(stream), { direction: "backwards" });
  const from = before === null || (until !== null && until < before) ? until : before;
  const types = ticks ? {} : { types: ALL_BUT_TICKS };
  return store.readAll({ direction: "backwards", ...types, ...(from === null ? {} : { from }) });
}

/** What comes with every turn of the engine, and is left out with the ticks. */
const OF_EVERY_TURN: ReadonlySet<string> = new Set(["TicksRecorded", "InputsTaken"]);
const ALL_BUT_TICKS = EVENT_TYPES.filter((type) => !OF_EVERY_TURN.has(type));

function isTicks({ event }: RecordedEvent): boolean {
  return OF_EVERY_TURN.has(event.type);
}

/** The newest `count` events that pass, oldest of them first, and the position after which to go on. */
export async function newestEvents(
  store: EventStore,
  limits: Pick<ApiLimits, "eventsScannedMax">,
  count: number,
  passes: (record: RecordedEvent) => boolean,
): Promise<{ readonly events: readonly DomainRecord[]; readonly head: Position | null }> {
  const events: DomainRecord[] = [];
  let head: Position | null = null;
  let scanned = 0;
  for await (const page of store.readAll({ direction: "backwards" })) {
    for (const record of page) {
      head ??= record.position;
      if (passes(record)) events.push(asDomainRecord(record));
      scanned += 1;
      if (events.length === count || scanned === limits.eventsScannedMax) {
        return { events: events.reverse(), head };
      }
    }
  }
  return { events: events.reverse(), head };
}

function knownType(type: string | null): DomainEventType | null {
  if (type === null) return null;
  const known = EVENT_TYPES.find((name) => name === type);
  if (known !== undefined) return known;
  throw badInput(
    `type: ${JSON.stringify(type)} is no type of event; one of ${EVENT_TYPES.join(", ")}`,
    "type",
  );
}

function knownStream(stream: string): StreamName {
  if (/^[a-z]+(?:-[a-z]+)*-[A-Za-z0-9._:-]{1,120}$/.test(stream)) return stream as StreamName;
  throw badInput(
    `stream: ${JSON.stringify(stream)} is not a stream's name, such as "order-lb1" or "gateway-0"`,
    "stream",
  );
}

function badInput(message: string, field: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: "BAD_USER_INPUT", field } });
}

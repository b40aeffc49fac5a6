import type { DomainEventType, DomainRecord, EventId, Position } from "@legbook/domain";
import { EVENT_TYPES, eventSummary } from "../event-words/summary.ts";
import { eventById, type LogReader, walk } from "./log-reader.ts";
import type { ExplainedEvent } from "./model.ts";

/** How far a chain is followed. Causes and effects stand close together: they are decided in one turn of the engine. */
export const EXPLAIN_LIMITS = {
  /** Events of a chain at most. */
  chainEventsMax: 2_000,
  /** Events looked at for one cause. */
  causeSearchMax: 1_000,
  /** Events looked at for what followed in the same turn. */
  turnEventsMax: 256,
  /** Causes of causes. */
  causesMax: 32,
} as const;

/** Quotes are no answer to anything, nor is the journal of what a turn took in; a day of them would have to be read. */
const TELLING: readonly DomainEventType[] = EVENT_TYPES.filter(
  (type) => type !== "TicksRecorded" && type !== "InputsTaken",
);

export interface Workflow {
  /** In the order of the log. */
  readonly records: readonly DomainRecord[];
  readonly incomplete: boolean;
}

/**
 * The events that led to `roots` by causation, and what followed from them in the turns that they were decided in.
 * Events of an order that came from outside later have its correlation: give them as roots too.
 */
export async function workflowOf(log: LogReader, roots: readonly DomainRecord[]): Promise<Workflow> {
  const found = new Map<EventId, DomainRecord>(roots.map((record) => [record.metadata.id, record]));
  let incomplete = false;
  for (const root of roots) {
    if (!(await addCauses(log, root, found))) incomplete = true;
  }
  const turns = new Map(roots.map((record) => [record.metadata.recordedAt, record] as const).reverse());
  for (const first of turns.values()) {
    if (!(await addEffects(log, first, found))) incomplete = true;
  }
  const records = [...found.values()].sort((a, b) => (a.position < b.position ? -1 : 1));
  return {
    records: records.slice(0, EXPLAIN_LIMITS.chainEventsMax),
    incomplete: incomplete || records.length > EXPLAIN_LIMITS.chainEventsMax,
  };
}

/** False when a cause was not to be found near enough. */
async function addCauses(
  log: LogReader,
  root: DomainRecord,
  found: Map<EventId, DomainRecord>,
): Promise<boolean> {
  let record = root;
  for (let step = 0; step < EXPLAIN_LIMITS.causesMax; step += 1) {
    const { causationId } = record.metadata;
    if (causationId === null) return true;
    const known = found.get(causationId);
    if (known !== undefined) {
      record = known;
      continue;
    }
    const cause = await eventById(log, causationId, {
      before: record.position,
      types: TELLING,
      eventsMax: EXPLAIN_LIMITS.causeSearchMax,
    });
    if (cause === null) return false;
    found.set(causationId, cause);
    record = cause;
  }
  return false;
}

/** All events of a turn carry one machine time: the first of another ends it. */
async function addEffects(
  log: LogReader,
  first: DomainRecord,
  found: Map<EventId, DomainRecord>,
): Promise<boolean> {
  const { turnEventsMax } = EXPLAIN_LIMITS;
  const { recordedAt } = first.metadata;
  let seen = 0;
  const options = { direction: "forwards", from: first.position, types: TELLING } as const;
  for await (const record of walk(log, { ...options, eventsMax: turnEventsMax })) {
    seen += 1;
    if (record.metadata.recordedAt !== recordedAt) return true;
    const { id, causationId } = record.metadata;
    if (causationId !== null && found.has(causationId)) found.set(id, record);
  }
  return seen < turnEventsMax;
}

function brokerWordsOf({ event: { data } }: DomainRecord): ExplainedEvent["broker"] {
  if (!("code" in data && "message" in data) || data.code === null) return null;
  return { code: data.code, message: data.message };
}

/** Events as a person reads them, each with its cause. `records` are in the order of the log: causes come first. */
export function explainedEvents(
  records: readonly DomainRecord[],
  asked: (record: DomainRecord) => boolean,
): readonly ExplainedEvent[] {
  const known = new Map<EventId, { readonly position: Position; readonly depth: number }>();
  return records.map((record) => {
    const { metadata, position, stream, revision, event } = record;
    const cause = metadata.causationId === null ? undefined : known.get(metadata.causationId);
    const depth = cause === undefined ? 0 : cause.depth + 1;
    known.set(metadata.id, { position, depth });
    return {
      position,
      id: metadata.id,
      stream,
      revision,
      type: event.type,
      words: eventSummary(event),
      actor: metadata.actor,
      at: metadata.occurredAt,
      recordedAt: metadata.recordedAt,
      causedBy: cause?.position ?? null,
      depth,
      broker: brokerWordsOf(record),
      asked: asked(record),
    };
  });
}

import {
  type DomainEvent,
  type EpochMs,
  epochMs,
  eventId,
  type EventId,
  type RecordedEvent,
  type StreamName,
  streamName,
} from "@legbook/domain";
import type { LogReader } from "../explain/log-reader.ts";
import { positionAt, TEN_O_CLOCK } from "./given.ts";

/** An event of a log told by hand. */
export interface LoggedEvent {
  readonly event: DomainEvent;
  /** Place (from 1) of the event that it answers. */
  readonly causedBy?: number;
  readonly actor?: string;
  /** Seconds since ten o'clock; absent: those of the event before, so that it is of the same turn. */
  readonly second?: number;
  readonly session?: string;
}

function streamFor({ type, data }: DomainEvent): StreamName {
  if ("orderRef" in data) return streamName("order", data.orderRef);
  if (type === "SessionStarted" || type === "SessionEnded") return streamName("session", data.sessionId);
  if (/^(?:RiskLimits|KillSwitch|VolatilityBreaker)/.test(type) && "account" in data)
    return streamName("risk", data.account);
  return streamName("sample", "all");
}

/** The events as a log holds them: streams by kind, correlation and causation as the engine gives them. */
export function loggedEvents(events: readonly LoggedEvent[]): readonly RecordedEvent[] {
  const revisions = new Map<StreamName, number>();
  const orders = new Map<StreamName, EventId>();
  const records: RecordedEvent[] = [];
  let at: EpochMs = TEN_O_CLOCK;
  for (const [index, { event, causedBy, actor = "engine", second, session = "s1" }] of events.entries()) {
    if (second !== undefined) at = epochMs(TEN_O_CLOCK + second * 1_000);
    const stream = streamFor(event);
    const revision = (revisions.get(stream) ?? -1) + 1;
    revisions.set(stream, revision);
    const id = eventId(`00000000-0000-7000-8000-${(index + 1).toString(16).padStart(12, "0")}`);
    const cause = causedBy === undefined ? null : (records[causedBy - 1]?.metadata ?? null);
    const ofOrder = stream.startsWith("order-") ? (orders.get(stream) ?? id) : id;
    if (stream.startsWith("order-")) orders.set(stream, ofOrder);
    records.push({
      event,
      stream,
      revision,
      position: positionAt(index + 1),
      metadata: {
        id,
        correlationId: cause?.correlationId ?? ofOrder,
        causationId: cause?.id ?? null,
        actor,
        session,
        occurredAt: at,
        recordedAt: at,
      },
    });
  }
  return records;
}

/** A log that can be read, in pages of two, and that counts the events that it gave. */
export function logOf(records: readonly RecordedEvent[]): LogReader & { readonly given: () => number } {
  let given = 0;
  async function* pages(found: readonly RecordedEvent[], limit = Infinity) {
    for (let from = 0; from < Math.min(found.length, limit); from += 2) {
      const page = found.slice(from, Math.min(from + 2, limit));
      given += page.length;
      yield await Promise.resolve(page);
    }
  }
  return {
    given: () => given,
    readStream(stream, { direction, limit }) {
      const found = records.filter((record) => record.stream === stream);
      return pages(direction === "forwards" ? found : found.toReversed(), limit);
    },
    readAll({ direction, from, limit, types }) {
      const isForwards = direction === "forwards";
      const found = records.filter(
        ({ position, event }) =>
          (from === undefined || (isForwards ? position >= from : position <= from)) &&
          (types === undefined || types.includes(event.type)),
      );
      return pages(isForwards ? found : found.toReversed(), limit);
    },
  };
}

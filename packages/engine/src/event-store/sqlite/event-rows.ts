import type { EpochMs, EventMetadata, RecordedEvent, StreamName } from "@legbook/domain";
import type { EventCodec, StoredRecord } from "../../ports/event-store.ts";
import { readEventId } from "../event-id-bytes.ts";
import { formatPosition } from "../position.ts";
import type { InternedTexts } from "./interned-texts.ts";

/** A row of the table of events, as `SELECT_EVENTS` gives it. */
export type EventRow = readonly [
  position: number,
  streamId: number,
  revision: number,
  eventId: Uint8Array,
  typeId: number,
  schemaVersion: number,
  payload: Uint8Array,
  correlationId: Uint8Array | null,
  causationId: Uint8Array | null,
  actorId: number,
  sessionId: number,
  occurredAt: number,
  recordedAt: number,
  hash: Uint8Array,
];

export const SELECT_EVENTS = `SELECT position, stream_id, revision, event_id, type_id, schema_version, payload, correlation_id,
  causation_id, actor_id, session_id, occurred_at, recorded_at, hash FROM events`;

/** Makes events of rows. */
export class EventRows {
  readonly #codec: EventCodec;
  readonly #streams: InternedTexts;
  readonly #names: InternedTexts;

  constructor(codec: EventCodec, streams: InternedTexts, names: InternedTexts) {
    this.#codec = codec;
    this.#streams = streams;
    this.#names = names;
  }

  decoded(row: EventRow): RecordedEvent {
    const [position, streamId, revision, , typeId, schemaVersion, payload] = row;
    return {
      stream: this.#streams.text(streamId) as StreamName,
      revision,
      position: formatPosition(position),
      event: this.#codec.decode({ type: this.#names.text(typeId), schemaVersion, payload }),
      metadata: this.#metadata(row),
    };
  }

  stored(row: EventRow): StoredRecord {
    const [position, streamId, revision, , typeId, schemaVersion, payload] = row;
    return {
      position: formatPosition(position),
      stream: this.#streams.text(streamId) as StreamName,
      revision,
      metadata: this.#metadata(row),
      stored: { type: this.#names.text(typeId), schemaVersion, payload },
      hash: row[13],
    };
  }

  #metadata(row: EventRow): EventMetadata {
    const [, , , eventId, , , , correlationId, causationId, actorId, sessionId, occurredAt, recordedAt] = row;
    const id = readEventId(eventId);
    return {
      id,
      correlationId: correlationId === null ? id : readEventId(correlationId),
      causationId: causationId === null ? null : readEventId(causationId),
      actor: this.#names.text(actorId),
      session: this.#names.text(sessionId),
      occurredAt: occurredAt as EpochMs,
      recordedAt: recordedAt as EpochMs,
    };
  }
}

import type { EpochMs, EventId, EventMetadata, RecordedEvent, StreamName } from "@legbook/domain";
import { type EventCodec, LogUnusable, type StoredRecord } from "../../ports/event-store.ts";
import { eventIdOfHex, readEventId } from "../event-id-bytes.ts";
import { HASH_BYTES } from "../hash-chain.ts";
import { formatPosition } from "../position.ts";
import { RESTORE_REMEDY } from "./failures.ts";
import type { InternedTexts } from "./interned-texts.ts";
import type { Segments } from "./segments.ts";

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

/** Ids as hexadecimal digits in lower case: text that SQLite makes is no garbage of bytes to be made text of again. */
export type DecodableRow = readonly [
  position: number,
  streamId: number,
  revision: number,
  eventId: string,
  typeId: number,
  schemaVersion: number,
  payload: Uint8Array,
  correlationId: string | null,
  causationId: string | null,
  actorId: number,
  sessionId: number,
  occurredAt: number,
  recordedAt: number,
];

/** What of a row an event is decoded from. SQLite's `hex` makes empty text of a null. */
export const SELECT_DECODABLE = `SELECT position, stream_id, revision, lower(hex(event_id)), type_id, schema_version, payload,
  iif(correlation_id IS NULL, NULL, lower(hex(correlation_id))), iif(causation_id IS NULL, NULL, lower(hex(causation_id))),
  actor_id, session_id, occurred_at, recorded_at FROM events`;

/** Makes events of rows. Throws `LogUnusable` with the position of a row that cannot be one. */
export class EventRows {
  readonly #path: string;
  readonly #streams: InternedTexts;
  readonly #names: InternedTexts;
  readonly #segments: Segments;

  constructor(path: string, streams: InternedTexts, names: InternedTexts, segments: Segments) {
    this.#path = path;
    this.#streams = streams;
    this.#names = names;
    this.#segments = segments;
  }

  decoded(row: DecodableRow, codec: EventCodec): RecordedEvent {
    const [position, streamId, revision, , typeId, schemaVersion, payload] = row;
    const type = this.#name(position, typeId, "type");
    return {
      stream: this.#stream(position, streamId),
      revision,
      position: formatPosition(position),
      event: codec.decode({ type, schemaVersion, payload: this.#payload(position, payload) }),
      metadata: this.#metadata(row),
    };
  }

  stored(row: EventRow): StoredRecord {
    const [position, streamId, revision, , typeId, schemaVersion, payload] = row;
    const [, , , , , , , , , , , , , hash] = row;
    if (!isBytes(hash) || hash.length !== HASH_BYTES)
      throw this.#damaged(position, `its hash has not ${HASH_BYTES} bytes`);
    return {
      position: formatPosition(position),
      stream: this.#stream(position, streamId),
      revision,
      metadata: this.#metadata(row),
      stored: {
        type: this.#name(position, typeId, "type"),
        schemaVersion,
        payload: this.#payload(position, payload),
      },
      hash,
    };
  }

  #metadata(row: EventRow | DecodableRow): EventMetadata {
    const [position, , , eventId, , , , correlationId, causationId, actorId, sessionId] = row;
    const [, , , , , , , , , , , occurredAt, recordedAt] = row;
    const id = this.#eventId(position, eventId, "id");
    return {
      id,
      correlationId: correlationId === null ? id : this.#eventId(position, correlationId, "correlation"),
      causationId: causationId === null ? null : this.#eventId(position, causationId, "causation"),
      actor: this.#name(position, actorId, "actor"),
      session: this.#name(position, sessionId, "session"),
      occurredAt: occurredAt as EpochMs,
      recordedAt: recordedAt as EpochMs,
    };
  }

  #payload(position: number, payload: Uint8Array): Uint8Array {
    if (!isBytes(payload)) throw this.#damaged(position, "its payload is missing");
    return payload.length > 0 ? payload : this.#segments.payload(position);
  }

  #eventId(position: number, id: Uint8Array | string, what: string): EventId {
    if (typeof id === "string" && id.length === 32) return eventIdOfHex(id);
    if (isBytes(id) && id.length === 16) return readEventId(id);
    throw this.#damaged(position, `its ${what} has not the 16 bytes of a UUID`);
  }

  #stream(position: number, id: number): StreamName {
    const text = this.#streams.text(id);
    if (text === null) throw this.#damaged(position, `its stream, number ${id}, has no name`);
    return text as StreamName;
  }

  #name(position: number, id: number, what: "type" | "actor" | "session"): string {
    const text = this.#names.text(id);
    if (text === null) throw this.#damaged(position, `its ${what}, number ${id}, has no name`);
    return text;
  }

  #damaged(position: number, what: string): LogUnusable {
    return new LogUnusable("corrupt", `${this.#path}: event ${position}: ${what}`, RESTORE_REMEDY);
  }
}

/** A damaged row may hold anything in any column. */
function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array;
}

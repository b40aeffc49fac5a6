import { hash } from "node:crypto";
import type { EventId, EventMetadata, StreamName } from "@legbook/domain";
import type { StoredEvent } from "../ports/event-store.ts";
import { writeEventId } from "./event-id-bytes.ts";

/** Bytes of a hash (SHA-256, FIPS 180-4). */
export const HASH_BYTES = 32;

/** What the first event of a log follows. */
export const GENESIS_HASH: Uint8Array = new Uint8Array(HASH_BYTES);

/** What the hash of an event covers: all of it but its position, so that a copy of a log keeps every hash. */
export interface ChainedEvent {
  readonly stream: StreamName;
  readonly revision: number;
  readonly metadata: EventMetadata;
  readonly stored: StoredEvent;
}

/** The first of the canonical bytes: how the others are laid out. */
const LAYOUT = 1;

/** Where each field of fixed length begins, after the hash of the event before. Integers are big-endian. */
const AT = {
  layout: 32,
  revision: 33,
  schemaVersion: 41,
  occurredAt: 45,
  recordedAt: 53,
  eventId: 61,
  correlationId: 77,
  hasCausation: 93,
  causationId: 94,
  texts: 110,
} as const;

const BYTES_AT_FIRST = 8192;
/** UTF-8 needs three bytes at most for one unit of a string. */
const UTF8_BYTES_MAX = 3;

/**
 * The hash of an event: SHA-256 of the hash of the event before it in the log, followed by the event's canonical
 * bytes: the fields of `AT`, then stream, type, actor, session and payload, each after its length in four bytes.
 *
 * The result is the caller's. `idBytes` are those of the event's id, for a caller that has them. Throws `RangeError`
 * for an id that is no UUID or a number that is no safe integer.
 */
export function chainHash(previous: Uint8Array, event: ChainedEvent, idBytes?: Uint8Array): Uint8Array {
  return digest(canonicalBytes(previous, event, idBytes));
}

/** SHA-256. A short text is made into bytes in a shared block: half the time of a buffer of its own. */
export function digest(bytes: Uint8Array): Uint8Array {
  return Buffer.from(hash("sha256", bytes, "latin1"), "latin1");
}

let scratch = Buffer.alloc(BYTES_AT_FIRST);
let view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);

/** What the scratch holds of the event before: events in a row share most texts, workflow and cause. */
const held = {
  stream: "",
  type: "",
  actor: "",
  session: "",
  /** Where the texts end. */
  end: 0,
  correlationId: "",
  causationId: "" as string | null,
};

/** Of the previous hash and the event, in a buffer that the next call uses again. */
function canonicalBytes(previous: Uint8Array, event: ChainedEvent, idBytes?: Uint8Array): Uint8Array {
  const { stream, revision, metadata, stored } = event;
  const { payload } = stored;
  if (previous.length !== HASH_BYTES) throw new RangeError(`a hash has ${HASH_BYTES} bytes`);
  holdTexts(stream, stored.type, metadata.actor, metadata.session, payload.length);
  scratch.set(previous, 0);
  writeInteger(revision, AT.revision);
  writeSchemaVersion(stored.schemaVersion);
  writeInteger(metadata.occurredAt, AT.occurredAt);
  writeInteger(metadata.recordedAt, AT.recordedAt);
  if (idBytes === undefined) writeId(metadata.id, AT.eventId);
  else scratch.set(idBytes, AT.eventId);
  holdWorkflow(metadata);
  view.setUint32(held.end, payload.length);
  scratch.set(payload, held.end + 4);
  return scratch.subarray(0, held.end + 4 + payload.length);
}

function holdTexts(stream: string, type: string, actor: string, session: string, payloadBytes: number): void {
  const units = stream.length + type.length + actor.length + session.length;
  const bytesMax = AT.texts + 16 + units * UTF8_BYTES_MAX + 4 + payloadBytes;
  const isHeld =
    stream === held.stream && type === held.type && actor === held.actor && session === held.session;
  if (isHeld && bytesMax <= scratch.length) return;
  if (bytesMax > scratch.length) enlarge(bytesMax * 2);
  let end = writeText(stream, AT.texts);
  end = writeText(type, end);
  end = writeText(actor, end);
  held.end = writeText(session, end);
  held.stream = stream;
  held.type = type;
  held.actor = actor;
  held.session = session;
}

function enlarge(bytes: number): void {
  scratch = Buffer.alloc(bytes);
  view = new DataView(scratch.buffer, scratch.byteOffset, scratch.length);
  held.correlationId = "";
  held.causationId = "";
}

/** Where the next field begins. */
function writeText(text: string, at: number): number {
  const length = scratch.write(text, at + 4, "utf8");
  view.setUint32(at, length);
  return at + 4 + length;
}

function holdWorkflow({ correlationId, causationId }: EventMetadata): void {
  if (correlationId !== held.correlationId) {
    held.correlationId = "";
    writeId(correlationId, AT.correlationId);
    held.correlationId = correlationId;
  }
  if (causationId === held.causationId) return;
  held.causationId = "";
  scratch[AT.hasCausation] = causationId === null ? 0 : 1;
  if (causationId === null) scratch.fill(0, AT.causationId, AT.texts);
  else writeId(causationId, AT.causationId);
  held.causationId = causationId;
}

/** With the layout before it, which every event has. */
function writeSchemaVersion(schemaVersion: number): void {
  if (schemaVersion >>> 0 !== schemaVersion) throw new RangeError(`not a schema version: ${schemaVersion}`);
  scratch[AT.layout] = LAYOUT;
  view.setUint32(AT.schemaVersion, schemaVersion);
}

/** A safe integer in eight bytes, a negative one as its two's complement. */
function writeInteger(value: number, at: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`not a safe integer: ${value}`);
  view.setInt32(at, Math.floor(value / 2 ** 32));
  view.setUint32(at + 4, value);
}

const id16 = new Uint8Array(16);

function writeId(id: EventId, at: number): void {
  scratch.set(writeEventId(id, id16), at);
}

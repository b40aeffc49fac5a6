import { hash } from "node:crypto";
import type { EpochMs, EventId, EventMetadata, Message, NewEvent, StreamName } from "@legbook/domain";
import type { EventCodec } from "../../../ports/event-store.ts";

/** An event as the protocol carries it: the server knows nothing of what its bytes mean. */
export interface Proposal {
  readonly id: string;
  readonly type: string;
  readonly contentType: string;
  readonly data: Uint8Array;
  readonly customMetadata: Uint8Array;
}

type Opaque = Omit<Proposal, "type">;

/**
 * Keeps the bytes of a proposal as one payload: the lengths of id and content type in one byte each, that of the metadata
 * in four, then id, content type, metadata and data.
 */
export function proposalCodec(): EventCodec {
  return {
    newest: () => Infinity,
    encode: ({ type, data }) => ({ type, schemaVersion: 1, payload: pack(data as Opaque) }),
    decode: ({ type, payload }): Message => ({ type, data: unpack(payload) }),
  };
}

/**
 * What the port appends for a proposal that arrived at `at`. A server minds an event's id in its stream only, the port in
 * the whole log: so the port's id is made of both.
 */
export function eventOf({ type, ...opaque }: Proposal, stream: StreamName, at: EpochMs): NewEvent {
  const digest = hash("sha256", `${stream}\n${opaque.id}`, "hex");
  const id =
    `${digest.slice(0, 8)}-${digest.slice(8, 12)}-8${digest.slice(13, 16)}-8${digest.slice(17, 20)}-${digest.slice(20, 32)}` as EventId;
  const metadata: EventMetadata = {
    id,
    correlationId: id,
    causationId: null,
    actor: "client",
    session: "stand-in",
    occurredAt: at,
    recordedAt: at,
  };
  return { event: { type, data: opaque }, metadata };
}

export function proposalOf({ event }: NewEvent): Proposal {
  return { type: event.type, ...(event.data as Opaque) };
}

const LENGTHS_BYTES = 6;

function pack({ id, contentType, customMetadata, data }: Opaque): Uint8Array {
  const idBytes = Buffer.from(id, "utf8");
  const content = Buffer.from(contentType, "utf8");
  const lengths = Buffer.alloc(LENGTHS_BYTES);
  lengths.writeUInt8(idBytes.length, 0);
  lengths.writeUInt8(content.length, 1);
  lengths.writeUInt32BE(customMetadata.length, 2);
  return Buffer.concat([lengths, idBytes, content, customMetadata, data]);
}

function unpack(payload: Uint8Array): Opaque {
  const bytes = Buffer.from(payload.buffer, payload.byteOffset, payload.length);
  const contentFrom = LENGTHS_BYTES + bytes.readUInt8(0);
  const metadataFrom = contentFrom + bytes.readUInt8(1);
  const dataFrom = metadataFrom + bytes.readUInt32BE(2);
  return {
    id: bytes.toString("utf8", LENGTHS_BYTES, contentFrom),
    contentType: bytes.toString("utf8", contentFrom, metadataFrom),
    customMetadata: bytes.subarray(metadataFrom, dataFrom),
    data: bytes.subarray(dataFrom),
  };
}

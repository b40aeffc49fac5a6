import type { EpochMs, EventId, EventMetadata, StreamName } from "@legbook/domain";
import { LogUnusable, type StoredEvent, type StoredRecord } from "../../ports/event-store.ts";
import { HASH_BYTES } from "../hash-chain.ts";
import { formatServerPosition } from "./positions.ts";
import type { ServerEvent, ServerProposal } from "./server-events.ts";

/**
 * What stands in an event's metadata on the server, as JSON. Correlation and causation have the names that the server's
 * own projections know; times are ours, since the server's are not handed out exactly by every client. The data are the
 * stored payload, as bytes: JSON would be parsed and written anew by the client library, and its hash would not hold.
 */
type ServerMetadata = {
  readonly $correlationId: string;
  readonly $causationId: string | null;
  readonly schemaVersion: number;
  readonly actor: string;
  readonly session: string;
  readonly occurredAt: number;
  readonly recordedAt: number;
  /** Hexadecimal, of this event and of the one before it in the log. */
  readonly hash: string;
  readonly previousHash: string;
};

/** The stream's name on the server. The log's name and a dot come first, so that a server may hold several logs. */
export function serverStream(log: string, stream: StreamName): string {
  return `${log}.${stream}`;
}

export interface ChainedProposal {
  readonly metadata: EventMetadata;
  readonly stored: StoredEvent;
  readonly hash: Uint8Array;
  readonly previousHash: Uint8Array;
}

export function proposalOf({ metadata, stored, hash, previousHash }: ChainedProposal): ServerProposal {
  const { id, correlationId, causationId, actor, session, occurredAt, recordedAt } = metadata;
  const serverMetadata: ServerMetadata = {
    $correlationId: correlationId,
    $causationId: causationId,
    schemaVersion: stored.schemaVersion,
    actor,
    session,
    occurredAt,
    recordedAt,
    hash: hash.toHex(),
    previousHash: previousHash.toHex(),
  };
  return { id, type: stored.type, data: stored.payload, metadata: serverMetadata };
}

/** Bytes that a server counts for an event: payload, metadata, and its type in UTF-16. */
export function serverBytes({ type, data, metadata }: ServerProposal): number {
  return data.length + Buffer.byteLength(JSON.stringify(metadata)) + type.length * 2;
}

/**
 * The event as this log holds it. Throws `LogUnusable` for one that Legbook did not write, or whose server gives no
 * positions with a stream's events (EventStoreDB before 22.6).
 */
export function storedRecordOf(log: string, event: ServerEvent): StoredRecord {
  const { stream, revision, id, type, data, metadata, position } = event;
  if (!isServerMetadata(metadata)) {
    throw new LogUnusable(
      "not-a-log",
      `event ${revision} of ${stream} was not written by Legbook: its metadata are not those of this log`,
      "Choose another log=NAME, or leave this server's streams that begin with this name to Legbook alone.",
    );
  }
  if (position === null) {
    throw new LogUnusable(
      "not-a-log",
      "the server gives no positions with the events of a stream",
      "Use EventStoreDB 22.6 or later, or KurrentDB.",
    );
  }
  return {
    position: formatServerPosition(position),
    stream: stream.slice(log.length + 1) as StreamName,
    revision,
    metadata: {
      id: id as EventId,
      correlationId: metadata.$correlationId as EventId,
      causationId: metadata.$causationId as EventId | null,
      actor: metadata.actor,
      session: metadata.session,
      occurredAt: metadata.occurredAt as EpochMs,
      recordedAt: metadata.recordedAt as EpochMs,
    },
    stored: { type, schemaVersion: metadata.schemaVersion, payload: data },
    hash: Uint8Array.fromHex(metadata.hash),
  };
}

const HASH_TEXT = new RegExp(`^[0-9a-f]{${HASH_BYTES * 2}}$`);

function isServerMetadata(value: unknown): value is ServerMetadata {
  if (typeof value !== "object" || value === null) return false;
  const { $correlationId, $causationId, actor, session, schemaVersion, occurredAt, recordedAt, hash } =
    value as Record<keyof ServerMetadata, unknown>;
  return (
    typeof $correlationId === "string" &&
    ($causationId === null || typeof $causationId === "string") &&
    typeof actor === "string" &&
    typeof session === "string" &&
    Number.isSafeInteger(schemaVersion) &&
    Number.isSafeInteger(occurredAt) &&
    Number.isSafeInteger(recordedAt) &&
    typeof hash === "string" &&
    HASH_TEXT.test(hash)
  );
}

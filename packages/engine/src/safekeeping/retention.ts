import { statSync } from "node:fs";
import type { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import type { EpochMs } from "@legbook/domain";
import { openLogFile } from "../event-store/sqlite/log-file.ts";
import {
  type MovedPayload,
  readSegment,
  type Segment,
  writeSegment,
} from "../event-store/sqlite/segments.ts";
import { LogUnusable } from "../ports/event-store.ts";

export interface RetentionOptions {
  /** A log's file that no engine writes to. */
  readonly path: string;
  /** Ticks of a gateway time before it are moved, up to the first batch in the log that is not. */
  readonly before: EpochMs;
  /** Gives back to the disk what the file no longer needs; needs as much room again while it works. */
  readonly compact: boolean;
  readonly onProgress: (events: number) => void;
}

export interface RetentionResult {
  /** Batches of ticks whose payloads were moved. */
  readonly events: number;
  readonly segments: number;
  readonly payloadBytes: number;
  /** Of the log's file, before and after. */
  readonly bytesBefore: number;
  readonly bytesAfter: number;
}

/** The one type that is moved. What was ordered, decided, reported or asked stays where it is, for good. */
const MOVED_TYPE = "TicksRecorded";

const SEGMENT_EVENTS_MAX = 8_192;
const SEGMENT_BYTES_MAX = 8 * 1024 * 1024;

/** The gateway time of the log's newest event; null for an empty log. */
export function newestTime(path: string): EpochMs | null {
  const db = openLogFile(path, {});
  try {
    const row = db.prepare("SELECT occurred_at FROM events ORDER BY position DESC LIMIT 1").get();
    return row === undefined ? null : (Number(row["occurred_at"]) as EpochMs);
  } finally {
    db.close();
  }
}

/**
 * Moves the payloads of old ticks out of a log's file into compressed segments beside it. Rows and hashes stay, and
 * readers find the payloads there, so that reads and the chain of hashes are what they were.
 *
 * A segment is on the disk, read back and compared, before the log lets go of what is in it: a crash at any moment
 * leaves every payload in one of both places. Throws `LogUnusable`.
 */
export async function moveOldTicks(options: RetentionOptions): Promise<RetentionResult> {
  const { path, before, compact, onProgress } = options;
  const bytesBefore = statSync(path).size;
  const db = openLogFile(path, {});
  try {
    const total = { events: 0, segments: 0, payloadBytes: 0 };
    const end = firstYounger(db, before);
    for (let payloads = oldPayloads(db, end); payloads.length > 0; payloads = oldPayloads(db, end)) {
      moveInto(db, path, payloads);
      total.events += payloads.length;
      total.segments += 1;
      total.payloadBytes += bytesOf(payloads);
      onProgress(total.events);
      await setImmediate();
    }
    if (compact && total.events > 0) db.exec("VACUUM");
    db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    return { ...total, bytesBefore, bytesAfter: statSync(path).size };
  } finally {
    db.close();
  }
}

/** Position of the first batch that stays: segments follow each other in the order of the log. */
function firstYounger(db: DatabaseSync, before: EpochMs): number {
  const row = db
    .prepare(
      `SELECT min(position) AS position FROM events
        WHERE occurred_at >= ? AND type_id = (SELECT id FROM names WHERE name = '${MOVED_TYPE}')`,
    )
    .get(before);
  const position = row?.["position"];
  return typeof position === "number" ? position : Number.MAX_SAFE_INTEGER;
}

/** The oldest payloads that are still in the file, before the event at `end`, as many as a segment takes. */
function oldPayloads(db: DatabaseSync, end: number): readonly MovedPayload[] {
  const rows = db
    .prepare(
      `SELECT position, payload FROM events WHERE position < ? AND length(payload) > 0
        AND position > (SELECT coalesce(max(last), 0) FROM segments)
        AND type_id = (SELECT id FROM names WHERE name = '${MOVED_TYPE}')
        ORDER BY position LIMIT ${SEGMENT_EVENTS_MAX}`,
    )
    .iterate(end);
  const payloads: MovedPayload[] = [];
  let bytes = 0;
  for (const { position, payload } of rows as Iterable<{ position: number; payload: Uint8Array }>) {
    payloads.push({ position, payload });
    bytes += payload.length;
    if (bytes >= SEGMENT_BYTES_MAX) break;
  }
  return payloads;
}

function moveInto(db: DatabaseSync, path: string, payloads: readonly MovedPayload[]): void {
  const segment = writeSegment(path, payloads);
  refuseDifference(path, segment, payloads);
  db.exec("BEGIN IMMEDIATE");
  try {
    db.prepare("INSERT INTO segments (first, last, events, digest) VALUES (?, ?, ?, ?)").run(
      segment.first,
      segment.last,
      segment.events,
      segment.digest,
    );
    const empty = db.prepare("UPDATE events SET payload = x'' WHERE position = ?");
    for (const { position } of payloads) empty.run(position);
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}

function refuseDifference(path: string, segment: Segment, payloads: readonly MovedPayload[]): void {
  const read = readSegment(path, segment);
  for (const { position, payload } of payloads) {
    const there = read.get(position);
    if (there !== undefined && Buffer.compare(there, payload) === 0) continue;
    throw new LogUnusable(
      "corrupt",
      `the segment of ${path} from event ${segment.first} on was not read back as it was written`,
      "Check the disk; the log still holds everything.",
    );
  }
}

function bytesOf(payloads: readonly MovedPayload[]): number {
  return payloads.reduce((sum, { payload }) => sum + payload.length, 0);
}

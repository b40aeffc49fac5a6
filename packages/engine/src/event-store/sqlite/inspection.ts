import { accessSync, closeSync, constants, openSync, readSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { pathToFileURL } from "node:url";
import { LogUnusable } from "../../ports/event-store.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { CHOOSE_REMEDY, RESTORE_REMEDY } from "./failures.ts";
import { APPLICATION_ID, SCHEMA_VERSION, TABLES } from "./schema.ts";
import { SqliteReader } from "./sqlite-reader.ts";
import { inspectWal } from "./wal-inspection.ts";

export interface InspectionOptions {
  /** How long to wait for another process's commit, in milliseconds. */
  readonly busyWaitMs?: number;
  /** A log up to this size is checked as a whole on opening, a larger one at its beginning and end. */
  readonly wholeCheckBytesMax?: number;
}

export interface ReadOnlyOptions extends InspectionOptions {
  /** `open` for an audit, which looks for damage itself: only the file's header and tables are looked at. */
  readonly damaged?: "refuse" | "open";
  /**
   * Nobody has the file open: SQLite need not lay files beside it, and may read it where nothing can be written. Absent:
   * whether it lies on a disk that is read-only.
   */
  readonly immutable?: boolean;
}

export const BUSY_WAIT_MS = 2000;
const WHOLE_CHECK_BYTES_MAX = 32 * 1024 * 1024;

/** Events at the end of a log whose links are checked on opening. */
const TAIL_EVENTS = 256;

/**
 * Looks at a log without a possibility to change it: a connection that can only read neither writes pages back nor
 * shortens the write-ahead log when it closes. Throws `LogUnusable`, or an error of `node:sqlite`.
 */
export function inspectLogFile(path: string, options: ReadOnlyOptions): void {
  const { wholeCheckBytesMax = WHOLE_CHECK_BYTES_MAX } = options;
  inspectHeader(path);
  refuseDamagedWal(path);
  withReadOnly(path, options, (db) => {
    refuseOtherSchema(db, path);
    if (options.damaged === "open") return;
    if (statSync(path).size <= wholeCheckBytesMax) refuseDamage(db, path, "quick_check");
    refuseBrokenTail(db, path);
    refuseBrokenChain(db, path);
  });
}

/** A connection that cannot write. */
export function connectReadOnly(path: string, options: ReadOnlyOptions): DatabaseSync {
  const { immutable = isOnReadOnlyDisk(path), busyWaitMs = BUSY_WAIT_MS } = options;
  const location = immutable ? `${pathToFileURL(path).href}?immutable=1` : path;
  return new DatabaseSync(location, { readOnly: true, timeout: busyWaitMs });
}

/** Nobody can change the file there. With commits in a write-ahead log it needs a disk that SQLite can write to. */
function isOnReadOnlyDisk(path: string): boolean {
  if ((statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0) return false;
  try {
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EROFS";
  }
}

/** Runs `use` on a connection that cannot write. */
export function withReadOnly<Result>(
  path: string,
  options: ReadOnlyOptions,
  use: (db: DatabaseSync) => Result,
): Result {
  const db = connectReadOnly(path, options);
  try {
    return use(db);
  } finally {
    db.close();
  }
}

/** Reads the first 100 bytes of the file (https://sqlite.org/fileformat2.html, 1.3), before SQLite sees it. */
export function inspectHeader(path: string): void {
  const stats = statSync(path);
  if (!stats.isFile()) throw new LogUnusable("not-a-log", `${path} is not a file`, CHOOSE_REMEDY);
  if (stats.size === 0) throw corrupt(path, "the file is empty");
  const header = readHeader(path);
  if (header.length < 100 || header.toString("latin1", 0, 16) !== "SQLite format 3\0") {
    throw new LogUnusable(
      "not-a-log",
      `${path} is not a Legbook log: no SQLite file begins like it`,
      CHOOSE_REMEDY,
    );
  }
  refuseOtherApplication(path, header.readUInt32BE(68), header.readUInt32BE(60));
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  const bytesExpected = pageBytes * header.readUInt32BE(28);
  const isWalEmpty = (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0;
  if (isWalEmpty && stats.size < bytesExpected) {
    throw corrupt(path, `the file ends at byte ${stats.size} of ${bytesExpected}`);
  }
}

function readHeader(path: string): Buffer {
  const descriptor = openSync(path, "r");
  try {
    const header = Buffer.alloc(100);
    return header.subarray(0, readSync(descriptor, header, 0, header.length, 0));
  } finally {
    closeSync(descriptor);
  }
}

/** Before SQLite opens it, which would forget what is lost in it without a word. */
export function refuseDamagedWal(path: string): void {
  const { damage } = inspectWal(path);
  if (damage !== null) throw corrupt(path, `its write-ahead log ${damage}`);
}

/** Compares tables and indexes with those that this version makes. */
export function refuseOtherSchema(db: DatabaseSync, path: string): void {
  refuseOtherApplication(path, pragma(db, "application_id"), pragma(db, "user_version"));
  const texts = db.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid").all();
  const isSame = texts.length === TABLES.length && texts.every(({ sql }, index) => sql === TABLES[index]);
  if (!isSame) throw corrupt(path, "its tables are not those of a log");
}

function refuseOtherApplication(path: string, applicationId: number, schemaVersion: number): void {
  if (applicationId !== APPLICATION_ID) {
    throw new LogUnusable("not-a-log", `${path} is another application's SQLite file`, CHOOSE_REMEDY);
  }
  if (schemaVersion > SCHEMA_VERSION) {
    throw new LogUnusable(
      "newer-schema",
      `${path} has schema version ${schemaVersion}, this Legbook knows ${SCHEMA_VERSION}`,
      "Start the newer Legbook that wrote it, or choose another path.",
    );
  }
  if (schemaVersion === 1) {
    throw new LogUnusable(
      "older-schema",
      `${path} has schema version 1, from before events carried hashes; this Legbook writes version ${SCHEMA_VERSION}`,
      `Run \`legbook upgrade ${path}\`: it makes a log of this version and keeps the old one.`,
    );
  }
  if (schemaVersion < 1) throw corrupt(path, `it has schema version ${schemaVersion}`);
}

/** SQLite's own check of pages, tables and, for `integrity_check`, of every index entry. Reads the whole file. */
export function refuseDamage(db: DatabaseSync, path: string, check: "quick_check" | "integrity_check"): void {
  const finding = db.prepare(`PRAGMA ${check}(1)`).get()?.[check];
  if (finding !== "ok") throw corrupt(path, String(finding));
}

/** Every one of the last events is linked to its predecessors, its names and its index entries. */
function refuseBrokenTail(db: DatabaseSync, path: string): void {
  const broken = db
    .prepare(
      `WITH tail AS (SELECT * FROM events ORDER BY position DESC LIMIT ${TAIL_EVENTS})
      SELECT position FROM tail WHERE length(event_id) <> 16
        OR (position > 1 AND NOT EXISTS (SELECT 1 FROM events before WHERE before.position = tail.position - 1))
        OR (revision > 0 AND NOT EXISTS (SELECT 1 FROM events before INDEXED BY events_by_stream
          WHERE before.stream_id = tail.stream_id AND before.revision = tail.revision - 1
            AND before.position < tail.position))
        OR NOT EXISTS (SELECT 1 FROM events same INDEXED BY events_by_stream
          WHERE same.stream_id = tail.stream_id AND same.revision = tail.revision AND same.position = tail.position)
        OR NOT EXISTS (SELECT 1 FROM events same INDEXED BY events_by_id
          WHERE same.event_id = tail.event_id AND same.position = tail.position)
        OR NOT EXISTS (SELECT 1 FROM streams WHERE streams.id = tail.stream_id)
        OR NOT EXISTS (SELECT 1 FROM names WHERE names.id = tail.type_id)
        OR NOT EXISTS (SELECT 1 FROM names WHERE names.id = tail.actor_id)
        OR NOT EXISTS (SELECT 1 FROM names WHERE names.id = tail.session_id)
      LIMIT 1`,
    )
    .get();
  if (broken !== undefined)
    throw corrupt(path, `event ${String(broken["position"])} is not linked to the log`);
}

/** Every one of the last events carries the hash that the one before it and its own bytes give. */
function refuseBrokenChain(db: DatabaseSync, path: string): void {
  const reader = new SqliteReader(db, path);
  const head = reader.head();
  const lowest = Math.max(1, head - TAIL_EVENTS);
  if (head === 0) return;
  const records = reader.stored.page({
    direction: "forwards",
    lowest,
    highest: head,
    count: TAIL_EVENTS + 1,
  });
  let before = lowest === 1 ? GENESIS_HASH : null;
  for (const [offset, record] of records.entries()) {
    if (before !== null && Buffer.compare(chainHash(before, record), record.hash) !== 0)
      throw corrupt(path, `event ${lowest + offset} does not have the hash that its contents give`);
    before = record.hash;
  }
}

export function corrupt(path: string, what: string): LogUnusable {
  return new LogUnusable("corrupt", `${path}: ${what}`, RESTORE_REMEDY);
}

function pragma(db: DatabaseSync, name: "application_id" | "user_version"): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}

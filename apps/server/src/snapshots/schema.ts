import { DatabaseSync } from "node:sqlite";

/** Raised with any change of the tables or of what spans are: a file of another version is emptied, it only saves time. */
const SCHEMA_VERSION = 3;

/** How long one process waits for another's save. */
const BUSY_MAX_MS = 10_000;

/**
 * `fold`: one version of one view's fold; `replaced` once another took its place. Readers of a replaced one may still
 * be at work: it is deleted when the server starts. `snapshot`: a state, without its shelves, as it was from the event
 * `at` (empty: from the log's beginning) up to the event `seen`. `entry`: what a shelf held from a snapshot's ordinal
 * on, null for nothing any more. `span`: see `Span`. `place`: every position that a snapshot was saved at or a span ends
 * at, with the hash of the log's event there.
 */
const TABLES = `
  CREATE TABLE fold (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, status TEXT NOT NULL
  ) STRICT;
  CREATE TABLE snapshot (
    fold INTEGER NOT NULL, ordinal INTEGER NOT NULL, at TEXT NOT NULL, seen TEXT NOT NULL, state BLOB NOT NULL,
    UNIQUE (fold, ordinal), UNIQUE (fold, at)
  ) STRICT;
  CREATE TABLE shelf (id INTEGER PRIMARY KEY, fold INTEGER NOT NULL, name TEXT NOT NULL, UNIQUE (fold, name)) STRICT;
  CREATE TABLE entry (
    shelf INTEGER NOT NULL, key ANY NOT NULL, ordinal INTEGER NOT NULL, value ANY, UNIQUE (shelf, key, ordinal)
  ) STRICT;
  CREATE TABLE span (until TEXT PRIMARY KEY, earliest INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE place (position TEXT PRIMARY KEY, hash BLOB NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Pages of the write-ahead log after which they go to the file: 4 MB, and 64 MB while everything is made anew. */
const CHECKPOINT_PAGES = 1_000;
const CHECKPOINT_PAGES_REBUILDING = 16_000;

/** From here on this connection writes a lot: each page that changes again and again goes to the file less often. */
export function beginRebuild(database: DatabaseSync): void {
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES_REBUILDING}`);
}

/** The end of that: what waits goes to the file. */
export function endRebuild(database: DatabaseSync): void {
  database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}; PRAGMA wal_checkpoint(TRUNCATE)`);
}

export interface OpenedFile {
  readonly database: DatabaseSync;
  /** Its tables, when they were of another version and were emptied; null when they were not. */
  readonly emptiedVersion: number | null;
}

/** Opens the file, made or emptied when it is absent or of another version. */
export function openSnapshotFile(path: string): OpenedFile {
  const database = new DatabaseSync(path, { timeout: BUSY_MAX_MS });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;");
  const version = versionOf(database);
  if (version === SCHEMA_VERSION) return { database, emptiedVersion: null };
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const drops = tables.map(({ name }) => `DROP TABLE "${String(name)}";`).join("\n");
  database.exec(`BEGIN IMMEDIATE; ${drops} ${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  return { database, emptiedVersion: tables.length === 0 ? null : version };
}

/**
 * Opens the file to read it as it is now, whatever others write meanwhile; null when its tables are of another
 * version. The file has to be there.
 */
export function openSnapshotFileForReading(path: string): DatabaseSync | null {
  const database = new DatabaseSync(path, { timeout: BUSY_MAX_MS, readOnly: true });
  database.exec("BEGIN");
  if (versionOf(database) === SCHEMA_VERSION) return database;
  database.close();
  return null;
}

function versionOf(database: DatabaseSync): number {
  return Number(database.prepare("PRAGMA user_version").get()?.["user_version"]);
}

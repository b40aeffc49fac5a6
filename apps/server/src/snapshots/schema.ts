import { DatabaseSync } from "node:sqlite";

/** Raised with any change of the tables: a file of another version is emptied, it only saves time. */
const SCHEMA_VERSION = 1;

/** How long one process waits for another's save. */
const BUSY_MAX_MS = 10_000;

/**
 * `fold`: one version of one view's fold; `replaced` once another took its place. Readers of a replaced one may still
 * be at work: it is deleted when the server starts. `snapshot`: a state, without its shelves, as it was from the event
 * `at` (empty: from the log's beginning) up to the event `seen`. `entry`: what a shelf held from a snapshot's ordinal
 * on, null for nothing any more. `span`: see `Span`.
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
`;

/** Opens the file, made or emptied when it is absent or of another version. */
export function openSnapshotFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_MAX_MS });
  database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;");
  const row = database.prepare("PRAGMA user_version").get();
  if (row?.["user_version"] === SCHEMA_VERSION) return database;
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  const drops = tables.map(({ name }) => `DROP TABLE "${String(name)}";`).join("\n");
  database.exec(`BEGIN IMMEDIATE; ${drops} ${TABLES} PRAGMA user_version = ${SCHEMA_VERSION}; COMMIT;`);
  return database;
}

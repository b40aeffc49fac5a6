/** `LgBk` in ASCII: how a log says that it is one (SQLite's `application_id`). */
export const APPLICATION_ID = 0x4c67426b;

/** Of the tables below (SQLite's `user_version`). A log with a higher one was written by a newer Legbook. */
export const SCHEMA_VERSION = 2;

/**
 * The tables of a log, as SQLite keeps their text. Streams and names (event types, actors, sessions) are interned.
 * `position` runs 1, 2, 3 without a gap, `revision` 0, 1, 2 in each stream. Ids are the 16 bytes of a UUID; a null
 * `correlation_id` is the event's own id, as it is for the first event of a workflow. `hash` covers the event and all
 * before it (`../hash-chain.ts`). An empty payload was moved into a segment (`segments.ts`).
 */
export const TABLES: readonly string[] = [
  "CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
  "CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT",
  `CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  stream_id INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  event_id BLOB NOT NULL,
  type_id INTEGER NOT NULL,
  schema_version INTEGER NOT NULL,
  payload BLOB NOT NULL,
  correlation_id BLOB,
  causation_id BLOB,
  actor_id INTEGER NOT NULL,
  session_id INTEGER NOT NULL,
  occurred_at INTEGER NOT NULL,
  recorded_at INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT`,
  `CREATE TABLE segments (
  first INTEGER PRIMARY KEY,
  last INTEGER NOT NULL,
  events INTEGER NOT NULL,
  digest BLOB NOT NULL
) STRICT`,
  "CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision)",
  "CREATE UNIQUE INDEX events_by_id ON events (event_id)",
];

/** Durable at every commit: the write-ahead log is synced before a commit returns, through the drive's cache on macOS. */
export const CONNECTION_PRAGMAS = `
PRAGMA synchronous = FULL;
PRAGMA fullfsync = ON;
PRAGMA checkpoint_fullfsync = ON;
PRAGMA trusted_schema = OFF;
PRAGMA cell_size_check = ON;
PRAGMA temp_store = MEMORY;
`;

/** Columns of the table of events. */
export const EVENT_COLUMNS = 14;

/** The statement that inserts `rows` events. */
export function insertEvents(rows: number): string {
  const row = `(${Array.from({ length: EVENT_COLUMNS }, () => "?").join(", ")})`;
  return `INSERT INTO events (position, stream_id, revision, event_id, type_id, schema_version, payload,
    correlation_id, causation_id, actor_id, session_id, occurred_at, recorded_at, hash)
    VALUES ${Array.from({ length: rows }, () => row).join(", ")}`;
}

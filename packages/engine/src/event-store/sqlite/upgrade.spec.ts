import { copyFileSync, existsSync, linkSync, readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type EventStore, LogUnusable, type StoredRecord } from "../../ports/event-store.ts";
import {
  dropped,
  fixtureId,
  fixtureMetadata,
  fixtureStream,
  note,
  noteCodec,
} from "../../testing/event-fixtures.ts";
import { PlaceTaken } from "./placing.ts";
import { openSqliteEventStore, upgradeLog, verifySqliteLog } from "./index.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

/** The tables of schema 1, as it wrote them. */
const OLD_TABLES = `
CREATE TABLE streams (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE names (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
CREATE TABLE events (
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
  recorded_at INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX events_by_stream ON events (stream_id, revision);
CREATE UNIQUE INDEX events_by_id ON events (event_id);`;

const codec = noteCodec();
const EVENTS = 5_000;

let folder: TemporaryFolder;
let path: string;
let records: readonly StoredRecord[];

const open = (): EventStore => openSqliteEventStore({ path, codec });
const upgrade = () => upgradeLog({ path, onProgress: () => {} });

/** A log of schema 1 at `path`, its last events in its write-ahead log, and what a log of today makes of it. */
beforeEach(async () => {
  folder = temporaryFolder();
  path = folder.path("today.db");
  const store = open();
  const events = Array.from({ length: EVENTS }, (_, number) => {
    const causationId = number === 0 ? null : fixtureId(number - 1);
    const { event } = number % 3 === 0 ? dropped(number) : note(number);
    return {
      event,
      metadata: fixtureMetadata(fixtureId(number), { correlationId: fixtureId(0), causationId }),
    };
  });
  for (let first = 0; first < EVENTS; first += 1_000) {
    const stream = fixtureStream(`s${first % 3}`);
    await store.append({ stream, events: events.slice(first, first + 1_000), expectedRevision: "any" });
  }
  records = await readStored(store);
  await store.close();
  path = folder.path("log.db");
  const made = new DatabaseSync(folder.path("made.db"));
  made.exec(`PRAGMA application_id = 1281835627; PRAGMA user_version = 1; PRAGMA journal_mode = WAL; ${OLD_TABLES}
    ATTACH '${folder.path("today.db")}' AS today;
    INSERT INTO streams SELECT * FROM today.streams; INSERT INTO names SELECT * FROM today.names;
    INSERT INTO events SELECT position, stream_id, revision, event_id, type_id, schema_version, payload, correlation_id,
      causation_id, actor_id, session_id, occurred_at, recorded_at FROM today.events;`);
  copyFileSync(folder.path("made.db"), path);
  copyFileSync(folder.path("made.db-wal"), `${path}-wal`);
  made.close();
});
afterEach(() => folder.remove());

async function readStored(store: EventStore): Promise<readonly StoredRecord[]> {
  const read: StoredRecord[] = [];
  for await (const page of store.readStored({ direction: "forwards" })) read.push(...page);
  return read;
}

function unusable(attempt: () => unknown): LogUnusable {
  try {
    attempt();
  } catch (error) {
    if (error instanceof LogUnusable) return error;
    throw error;
  }
  throw new Error("it is usable");
}

describe("a log of schema 1", () => {
  it("is refused by writers and checks, with the command that helps", () => {
    for (const attempt of [open, () => verifySqliteLog(path)]) {
      const { reason, remedy } = unusable(attempt);
      expect(reason).toBe("older-schema");
      expect(remedy).toContain(`legbook upgrade ${path}`);
    }
  });

  it("is upgraded to one whose events and hashes are what this version would have written", async () => {
    const steps: number[] = [];
    const result = await upgradeLog({ path, onProgress: (events) => steps.push(events) });
    expect(result).toMatchObject({ events: EVENTS, kept: folder.path("log.schema-1.db") });
    expect(steps).toEqual([2_000, 4_000, 5_000]);
    expect(verifySqliteLog(path).events).toBe(EVENTS);
    const store = open();
    expect(await readStored(store)).toEqual(records);
    expect(Buffer.from(result.hash).equals(records.at(-1)?.hash ?? Buffer.alloc(0))).toBe(true);
    await store.append({
      stream: fixtureStream("after"),
      events: [note(90_000)],
      expectedRevision: "no-stream",
    });
    await store.close();
  });

  it("keeps the old log, with what was in its write-ahead log", async () => {
    expect(readFileSync(`${path}-wal`).length).toBeGreaterThan(100_000);
    const { kept } = await upgrade();
    expect(existsSync(`${kept}-wal`)).toBe(false);
    const old = new DatabaseSync(kept, { readOnly: true });
    expect(old.prepare("PRAGMA user_version").get()).toEqual({ user_version: 1 });
    expect(old.prepare("SELECT count(*) AS events FROM events").get()).toEqual({ events: EVENTS });
    old.close();
  });

  it("is left as it is when it is damaged, and when the old one's name is taken", async () => {
    writeFileSync(folder.path("log.schema-1.db"), "something else");
    await expect(upgrade()).rejects.toBeInstanceOf(PlaceTaken);
    const db = new DatabaseSync(path);
    db.exec("DELETE FROM events WHERE position = 4321");
    db.close();
    const before = readFileSync(path);
    path = folder.path("damaged.db");
    writeFileSync(path, before);
    await expect(upgrade()).rejects.toMatchObject({
      reason: "corrupt",
      message: expect.stringContaining("event 4321"),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(existsSync(`${path}.upgrading`)).toBe(false);
  });

  it("is upgraded after a crash in the middle", async () => {
    const whole = new DatabaseSync(path);
    whole.exec("PRAGMA journal_mode = DELETE");
    whole.close();
    writeFileSync(`${path}.upgrading`, "half a draft");
    linkSync(path, folder.path("log.schema-1.db"));
    expect((await upgrade()).events).toBe(EVENTS);
  });

  it("is refused when another process has it, when it is of this version, and when there is none", async () => {
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    await expect(upgrade()).rejects.toMatchObject({ reason: "locked" });
    other.exec("ROLLBACK");
    other.close();
    path = folder.path("today.db");
    await expect(upgrade()).rejects.toMatchObject({
      message: expect.stringContaining("schema version 2 already"),
    });
    path = folder.path("none.db");
    await expect(upgrade()).rejects.toMatchObject({ reason: "not-a-log" });
  });
});

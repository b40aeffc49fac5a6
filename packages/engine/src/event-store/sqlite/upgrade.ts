import { existsSync, linkSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { LogUnusable } from "../../ports/event-store.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { type EventRow, EventRows } from "./event-rows.ts";
import { RESTORE_REMEDY, translateFailure } from "./failures.ts";
import { inspectHeader, refuseDamage } from "./inspection.ts";
import { InternedTexts } from "./interned-texts.ts";
import { PlaceTaken, syncFile, syncFolder } from "./placing.ts";
import { APPLICATION_ID, insertEvents, SCHEMA_VERSION, TABLES } from "./schema.ts";
import { Segments } from "./segments.ts";
import { verifySqliteLog } from "./verify.ts";

export interface UpgradeOptions {
  /** A log's file that no process uses. */
  readonly path: string;
  readonly onProgress: (events: number, total: number) => void;
}

export interface UpgradeResult {
  readonly events: number;
  /** Of the last event. */
  readonly hash: Uint8Array;
  /** Where the old log is now, unchanged but for its name. */
  readonly kept: string;
}

/** Schema 1: before events had hashes. */
const OLD_SCHEMA_VERSION = 1;
const OLD_COLUMNS = `position, stream_id, revision, event_id, type_id, schema_version, payload, correlation_id,
  causation_id, actor_id, session_id, occurred_at, recorded_at`;
const ROWS_A_TURN = 2_000;

/**
 * Makes a log of this version out of one of schema 1: every event as it was, with its hash. The new log is made beside
 * the old one and checked as a whole; then it takes the old one's name, and the old one keeps its own with `.schema-1`
 * in it. At every moment one of both is at `path`, so that after a crash the upgrade is simply run again.
 *
 * Throws `LogUnusable` for a log that is not of schema 1, damaged, or in use, and `PlaceTaken` when another file has
 * the name that the old one would get. Nothing is changed then.
 */
export async function upgradeLog({ path, onProgress }: UpgradeOptions): Promise<UpgradeResult> {
  const kept = keptName(path);
  const draft = `${path}.upgrading`;
  try {
    refuseOtherThanOld(path);
    refuseTakenName(path, kept);
    for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(`${draft}${suffix}`, { force: true });
    const made = await withOldLog(path, (old) => makeLog(old, draft, onProgress));
    const { events } = verifySqliteLog(draft);
    if (events !== made.events) throw new Error("the new log has another number of events than the old one");
    syncFile(draft);
    settleWal(path);
    if (!existsSync(kept)) linkSync(path, kept);
    renameSync(draft, path);
    syncFolder(dirname(path));
    return { ...made, kept };
  } catch (error) {
    throw translateFailure(error, path);
  } finally {
    for (const suffix of ["", "-journal", "-wal", "-shm"]) rmSync(`${draft}${suffix}`, { force: true });
  }
}

/** `paper.db` is kept as `paper.schema-1.db`. */
function keptName(path: string): string {
  const base = path.replace(/\.db$/, "");
  return `${base}.schema-${OLD_SCHEMA_VERSION}${path.slice(base.length)}`;
}

/** Unless it is the same file: a crash came between the two names. */
function refuseTakenName(path: string, kept: string): void {
  const there = statSync(kept, { throwIfNoEntry: false });
  if (there !== undefined && there.ino !== statSync(path).ino) throw new PlaceTaken(`${kept} exists already`);
}

function refuseOtherThanOld(path: string): void {
  if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
  try {
    inspectHeader(path);
  } catch (error) {
    if (error instanceof LogUnusable && error.reason === "older-schema") return;
    throw error;
  }
  throw new LogUnusable(
    "not-a-log",
    `${path} is a log of schema version ${SCHEMA_VERSION} already`,
    "There is nothing to upgrade: use it as it is.",
  );
}

function withOldLog<Result>(path: string, use: (old: DatabaseSync) => Promise<Result>): Promise<Result> {
  const old = new DatabaseSync(path, { readOnly: true });
  const ended = async (): Promise<Result> => {
    try {
      refuseDamage(old, path, "integrity_check");
      return await use(old);
    } finally {
      old.close();
    }
  };
  return ended();
}

async function makeLog(
  old: DatabaseSync,
  draft: string,
  onProgress: UpgradeOptions["onProgress"],
): Promise<{ readonly events: number; readonly hash: Uint8Array }> {
  const db = new DatabaseSync(draft);
  try {
    // A draft that a crash leaves is made anew, so that nothing of it has to be durable before it is whole.
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    db.exec(`PRAGMA synchronous = OFF; BEGIN; ${TABLES.join(";\n")};`);
    for (const table of ["streams", "names"]) copyTexts(old, db, table);
    const total = Number(old.prepare("SELECT count(*) AS events FROM events").get()?.["events"]);
    const made = await copyEvents(old, db, draft, (events) => onProgress(events, total));
    if (made.events !== total) throw new Error("events were lost on the way");
    db.exec("COMMIT; PRAGMA journal_mode = WAL;");
    return made;
  } finally {
    db.close();
  }
}

function copyTexts(old: DatabaseSync, db: DatabaseSync, table: string): void {
  const insert = db.prepare(`INSERT INTO ${table} (id, name) VALUES (?, ?)`);
  for (const { id, name } of old.prepare(`SELECT id, name FROM ${table}`).iterate()) {
    insert.run(id ?? null, name ?? null);
  }
}

async function copyEvents(
  old: DatabaseSync,
  db: DatabaseSync,
  path: string,
  onProgress: (events: number) => void,
): Promise<{ readonly events: number; readonly hash: Uint8Array }> {
  const texts = (table: string): InternedTexts =>
    new InternedTexts(old.prepare(`SELECT name FROM ${table} WHERE id = ?`, { returnArrays: true }));
  const events = new EventRows(path, texts("streams"), texts("names"), new Segments(db, path));
  const insert = db.prepare(insertEvents(1));
  const select = old.prepare(
    `SELECT ${OLD_COLUMNS}, zeroblob(32) FROM events WHERE position > ? ORDER BY position LIMIT ${ROWS_A_TURN}`,
    { returnArrays: true },
  );
  let hash = GENESIS_HASH;
  let position = 0;
  for (;;) {
    const rows = select.all(position) as unknown as readonly EventRow[];
    if (rows.length === 0) return { events: position, hash };
    for (const row of rows) {
      position += 1;
      if (row[0] !== position) {
        const text = `event ${position} is missing`;
        throw new LogUnusable("corrupt", `${path}: ${text}`, RESTORE_REMEDY);
      }
      hash = chainHash(hash, events.stored(row));
      insert.run(...row.slice(0, -1), hash);
    }
    onProgress(position);
    await setImmediate();
  }
}

/** Writes what the write-ahead log holds into the file itself: under the old name, the new log must not find it. */
function settleWal(path: string): void {
  const db = new DatabaseSync(path, { timeout: 0 });
  try {
    const mode = db.prepare("PRAGMA journal_mode = DELETE").get()?.["journal_mode"];
    if (mode === "delete") return;
    throw new LogUnusable("locked", `${path} is in use`, "Stop the other process, or wait until it is done.");
  } finally {
    db.close();
  }
}

import { closeSync, existsSync, fsyncSync, linkSync, openSync, statSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogUnusable } from "../../ports/event-store.ts";
import { translateFailure } from "./failures.ts";
import { inspectLogFile } from "./inspection.ts";
import { APPLICATION_ID, CONNECTION_PRAGMAS, SCHEMA_VERSION, TABLES } from "./schema.ts";

export interface OpenLogFileOptions {
  /** How long a commit waits for another process's, in milliseconds; the whole process waits with it. */
  readonly busyWaitMs?: number;
  /** A log up to this size is checked as a whole on opening, a larger one at its beginning and end. */
  readonly wholeCheckBytesMax?: number;
  /** Size of the log's file at which appends are refused, as on a full disk. Absent: the disk decides. */
  readonly logBytesMax?: number;
}

const BUSY_WAIT_MS = 2000;
const WHOLE_CHECK_BYTES_MAX = 32 * 1024 * 1024;

/** A connection to the log at `path`, created when there is none. Throws `LogUnusable`. */
export function openLogFile(path: string, options: OpenLogFileOptions): DatabaseSync {
  const busyWaitMs = options.busyWaitMs ?? BUSY_WAIT_MS;
  refuseUnusablePlace(path);
  try {
    if (!existsSync(path)) createLogFile(path);
    inspectLogFile(path, {
      busyWaitMs,
      wholeCheckBytesMax: options.wholeCheckBytesMax ?? WHOLE_CHECK_BYTES_MAX,
    });
    return connect(path, busyWaitMs, options.logBytesMax);
  } catch (error) {
    throw translateFailure(error, path);
  }
}

function refuseUnusablePlace(path: string): void {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new LogUnusable(
      "not-a-log",
      `${folder} is not a folder`,
      "Create the folder or choose another path.",
    );
  }
  if (existsSync(path) || (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) === 0) return;
  throw new LogUnusable(
    "corrupt",
    `${path} is missing, but the newest part of it, ${path}-wal, is there`,
    "Put the log's file back beside it, or move both away.",
  );
}

/** Makes an empty log under another name, then gives it its own: a crash never leaves half a log at `path`. */
function createLogFile(path: string): void {
  const draft = `${path}.creating-${process.pid}`;
  const db = new DatabaseSync(draft);
  try {
    db.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${SCHEMA_VERSION};`);
    db.exec(`BEGIN; ${TABLES.join(";\n")}; COMMIT; PRAGMA journal_mode = WAL;`);
  } finally {
    db.close();
  }
  try {
    linkSync(draft, path);
  } catch (error) {
    const createdByAnother = error instanceof Error && "code" in error && error.code === "EEXIST";
    if (!createdByAnother) throw error;
  } finally {
    unlinkSync(draft);
  }
  syncFolder(dirname(path));
}

/** Makes a new name in a folder durable. Windows opens no folders and needs no such thing. */
function syncFolder(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function connect(path: string, busyWaitMs: number, logBytesMax: number | undefined): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: busyWaitMs });
  try {
    db.exec(CONNECTION_PRAGMAS);
    if (logBytesMax !== undefined) limitSize(db, logBytesMax);
    db.exec("BEGIN IMMEDIATE; ROLLBACK;");
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function limitSize(db: DatabaseSync, bytesMax: number): void {
  const pageBytes = Number(db.prepare("PRAGMA page_size").get()?.["page_size"]);
  db.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(bytesMax / pageBytes))}`);
}

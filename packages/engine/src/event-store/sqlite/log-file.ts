import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { LogUnusable } from "../../ports/event-store.ts";
import { translateFailure } from "./failures.ts";
import {
  BUSY_WAIT_MS,
  connectReadOnly,
  type InspectionOptions,
  inspectLogFile,
  type ReadOnlyOptions,
} from "./inspection.ts";
import { placeFile } from "./placing.ts";
import { APPLICATION_ID, CONNECTION_PRAGMAS, SCHEMA_VERSION, TABLES } from "./schema.ts";

/** The whole process waits with a commit for another process's. */
export interface OpenLogFileOptions extends InspectionOptions {
  /** Size of the log's file at which appends are refused, as on a full disk. Absent: the disk decides. */
  readonly logBytesMax?: number;
}

/** A connection to the log at `path`, created when there is none. Throws `LogUnusable`. */
export function openLogFile(path: string, options: OpenLogFileOptions): DatabaseSync {
  const busyWaitMs = options.busyWaitMs ?? BUSY_WAIT_MS;
  refuseUnusablePlace(path);
  try {
    if (!existsSync(path)) createLogFile(path);
    inspectLogFile(path, options);
    return connect(path, busyWaitMs, options.logBytesMax);
  } catch (error) {
    throw translateFailure(error, path);
  }
}

/** A connection to the log at `path` that cannot write. Throws `LogUnusable`, also when there is no such log. */
export function openLogFileReadOnly(path: string, options: ReadOnlyOptions): DatabaseSync {
  refuseUnusablePlace(path);
  if (!existsSync(path)) throw new LogUnusable("not-a-log", `${path} does not exist`, "Give a log's path.");
  try {
    inspectLogFile(path, options);
    return connectReadOnly(path, options);
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
  // Another process may have been faster: then its log is the one.
  placeFile(draft, path);
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

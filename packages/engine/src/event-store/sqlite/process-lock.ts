import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { EpochMs } from "@legbook/domain";
import { LogUnusable } from "../../ports/event-store.ts";
import { translateFailure } from "./failures.ts";

export interface ProcessLock {
  /** Lets the next process in. Harmless when repeated. */
  release(): void;
}

/**
 * The locks that this process holds. A connection that nothing refers to is closed when it is collected as garbage, and
 * its lock goes with it: without this set, a caller that drops what `holdProcessLock` returns would lose its lock at a
 * moment of the collector's choice.
 */
const held = new Set<DatabaseSync>();

/**
 * Holds the lock at `path` for this process: the operating system's lock on a small SQLite file, in an exclusive
 * transaction that stays open until `release` or the process's end, however that comes. Who holds it is written to
 * `path.holder`, for the message that others get.
 *
 * Throws `LogUnusable("locked")` while another holds it. `startedAt` is this machine's time, for that message.
 */
export function holdProcessLock(path: string, startedAt: EpochMs): ProcessLock {
  const holderPath = `${path}.holder`;
  const db = openLock(path);
  try {
    db.exec("PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;");
    const draft = `${holderPath}.${process.pid}`;
    writeFileSync(draft, JSON.stringify({ pid: process.pid, startedAt: new Date(startedAt).toISOString() }));
    renameSync(draft, holderPath);
  } catch (error) {
    db.close();
    const failure = translateFailure(error, path);
    throw failure instanceof LogUnusable && failure.reason === "locked"
      ? heldByAnother(path, holderPath)
      : failure;
  }
  held.add(db);
  return {
    release: () => {
      if (!held.delete(db)) return;
      rmSync(holderPath, { force: true });
      db.close();
    },
  };
}

function openLock(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path, { timeout: 0 });
  } catch (error) {
    throw translateFailure(error, path);
  }
}

function heldByAnother(path: string, holderPath: string): LogUnusable {
  const holder = existsSync(holderPath) ? readFileSync(holderPath, "utf8") : null;
  const match = holder === null ? null : /^\{"pid":(\d+),"startedAt":"([^"]+)"\}$/.exec(holder);
  const who =
    match === null ? "another process, just starting," : `process ${match[1]}, started ${match[2]},`;
  return new LogUnusable(
    "locked",
    `${who} holds ${path}`,
    "One engine at a time may use a data folder: stop that process, or choose another folder.",
  );
}

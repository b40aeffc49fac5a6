import { existsSync } from "node:fs";
import type { Position } from "@legbook/domain";
import type { LogReader } from "@legbook/engine";
import type { SnapshotStore } from "@legbook/projections";
import { bindingOf } from "./binding.ts";
import { FileStore, transaction } from "./file-store.ts";
import { logChain } from "./log-chain.ts";
import { beginRebuild, endRebuild, openSnapshotFile, openSnapshotFileForReading } from "./schema.ts";
import { SnapshotStatements } from "./statements.ts";

/** What has to be folded at most to see the views at any moment, or after a crash: some tens of milliseconds. */
export const SNAPSHOT_EVERY_EVENTS = 1_024;

/** A file as it was when it was opened, to read from. */
export interface SnapshotFileReader extends SnapshotStore {
  close(): void;
}

export interface SnapshotFile extends SnapshotFileReader {
  /** The place of a fold's newest snapshot; null without one. */
  seen(name: string, version: number): Position | null;
  /** The same for whoever folds only some of the events: spans of his would leave times out, and are not kept. */
  ofSomeEvents(): SnapshotStore;
  /** Of everything that has snapshots here. */
  names(): readonly string[];
  /** Deletes what was replaced, and what a rebuild left unfinished; only while nobody else reads the file. */
  sweep(): void;
  /**
   * A store that begins anew beside what the file holds, for a rebuild: nothing of it is read by others until `finish`
   * puts it in the place of the views that were saved in it. Spans are kept only when all events are folded: those of a
   * part would leave times out.
   */
  rebuild(options: { readonly allEvents: boolean }): SnapshotStore & { finish(): void };
}

export interface SnapshotFileOptions {
  readonly path: string;
  /** The log that the snapshots are of. */
  readonly log: Pick<LogReader, "readStored" | "head">;
  /** Is told of what in the file is not used, and why, as a sentence. */
  readonly onRefused: (what: string) => void;
}

/**
 * Snapshots of the views in a SQLite file beside the log, made when it is absent. They only save time: the file can be
 * deleted, and one that cannot be read is an error with that remedy, not a reason to guess. What is not of this log is
 * dropped.
 */
export async function openSnapshots(options: SnapshotFileOptions): Promise<SnapshotFile> {
  const { path, log, onRefused } = options;
  const chain = logChain(log);
  const { database, emptiedVersion } = openSnapshotFile(path);
  if (emptiedVersion !== null) onRefused(`${path} is of another version (${emptiedVersion}): ${ANEW}`);
  const statements = new SnapshotStatements(database);
  const { held, refusal } = await bindingOf(statements, chain);
  if (refusal !== null) {
    onRefused(`${path}: ${refusal}: ${ANEW}`);
    transaction(database, () => statements.dropBeyond(held));
  }
  const shared = { database, statements, path, chain };
  const stores = (["current", "rebuilding"] as const).map((status) => new FileStore({ ...shared, status }));
  const [current, rebuilding] = stores as [FileStore, FileStore];
  return {
    ...storeOf(current),
    seen: (name, version) => current.seen(name, version),
    ofSomeEvents: () => withoutSpans(current),
    names: () => statements.names(),
    sweep() {
      transaction(database, () => statements.deleteUnused());
    },
    rebuild({ allEvents }) {
      beginRebuild(database);
      const finish = (): void => {
        transaction(database, () => statements.replaceByRebuilt());
        endRebuild(database);
      };
      return { ...(allEvents ? storeOf(rebuilding) : withoutSpans(rebuilding)), finish };
    },
    close: () => database.close(),
  };
}

/**
 * Reads the snapshots of a file as they are now, whoever writes to it meanwhile, and changes nothing. What is not of
 * this log is not read; a file that is absent or of another version has none.
 */
export async function openSnapshotsForReading(options: SnapshotFileOptions): Promise<SnapshotFileReader> {
  const { path, log, onRefused } = options;
  const chain = logChain(log);
  if (!existsSync(path)) return NO_SNAPSHOTS;
  const database = openSnapshotFileForReading(path);
  if (database === null) {
    onRefused(`${path} is of another version: its snapshots are not used`);
    return NO_SNAPSHOTS;
  }
  const statements = new SnapshotStatements(database);
  const { held, refusal } = await bindingOf(statements, chain);
  if (refusal !== null) onRefused(`${path}: ${refusal}: they are not used`);
  const none = held === null ? NO_SNAPSHOTS : null;
  const store = new FileStore({ database, statements, path, chain, status: "current", held });
  return { ...(none ?? storeOf(store)), save: refuseSave, close: () => database.close() };
}

const ANEW = "they are made anew from the log";

function refuseSave(): Promise<never> {
  return Promise.reject(new Error("the snapshots were opened for reading"));
}

const NO_SNAPSHOTS: SnapshotFileReader = {
  load: () => Promise.resolve(null),
  save: refuseSave,
  spanBefore: () => Promise.resolve(null),
  spansEnd: () => Promise.resolve(null),
  close: () => {},
};

function withoutSpans(store: FileStore): SnapshotStore {
  return { ...storeOf(store), save: (snapshots) => store.save(snapshots, []) };
}

function storeOf(store: FileStore): SnapshotStore {
  return {
    load: (name, version, until) => store.load(name, version, until),
    save: (snapshots, spans) => store.save(snapshots, spans),
    spanBefore: (time) => Promise.resolve(store.spanBefore(time)),
    spansEnd: () => Promise.resolve(store.spansEnd()),
  };
}

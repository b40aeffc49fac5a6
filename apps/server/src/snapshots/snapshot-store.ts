import type { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import { type Position, Shelf, type ShelfBack, type ShelfValue } from "@legbook/domain";
import {
  type AnyShelf,
  joinState,
  type NamedSnapshot,
  type Snapshot,
  type SnapshotStore,
  splitState,
} from "@legbook/projections";
import { beginRebuild, endRebuild, openSnapshotFile } from "./schema.ts";
import { type FoldStatus, SnapshotStatements } from "./statements.ts";
import { storedValue, valueOf } from "./values.ts";

export interface SnapshotFile extends SnapshotStore {
  /** Of everything that has snapshots here. */
  names(): readonly string[];
  /** Deletes what was replaced, and what a rebuild left unfinished; only while nobody else reads the file. */
  sweep(): void;
  /**
   * A store that begins anew beside what the file holds, for a rebuild: nothing of it is read by others until `finish`
   * puts it in the place of the views that were saved in it.
   */
  rebuild(): SnapshotStore & { finish(): void };
  close(): void;
}

/** What is stored of a state besides the entries of its shelves. */
interface StoredState {
  readonly rest: Readonly<Record<string, unknown>>;
  readonly shelves: readonly string[];
}

/**
 * Snapshots of the views in a SQLite file beside the log. They only save time: the file can be deleted, and one that
 * cannot be read is an error with that remedy, not a reason to guess.
 */
export function openSnapshots(path: string): SnapshotFile {
  const database = openSnapshotFile(path);
  const statements = new SnapshotStatements(database);
  return {
    ...storeOf(database, statements, path, "current"),
    names: () => statements.names(),
    sweep() {
      transaction(database, () => statements.deleteUnused());
    },
    rebuild() {
      const store = storeOf(database, statements, path, "rebuilding");
      beginRebuild(database);
      const finish = (): void => {
        transaction(database, () => statements.replaceByRebuilt());
        endRebuild(database);
      };
      return { ...store, finish };
    },
    close: () => database.close(),
  };
}

function storeOf(
  database: DatabaseSync,
  statements: SnapshotStatements,
  path: string,
  status: FoldStatus,
): SnapshotStore {
  /** By name. They stay the same in this process, whatever another one puts in their place. */
  const folds = new Map<string, { readonly id: number; readonly version: number }>();
  const foldOf = (name: string, version: number): number | null => {
    const known = folds.get(name);
    if (known?.version === version) return known.id;
    const id = statements.findFold(name, version, status);
    if (id !== null) folds.set(name, { id, version });
    return id;
  };
  const beginFold = (name: string, version: number): number => {
    const id = statements.beginFold(name, version, status);
    folds.set(name, { id, version });
    return id;
  };
  return {
    load: async (name, version, until) => {
      const fold = foldOf(name, version);
      const row = fold === null ? null : statements.newest(fold, until);
      return row === null || fold === null ? null : restored(statements, path, name, fold, row, until);
    },
    save(snapshots, span) {
      const kept: (() => void)[] = [];
      transaction(
        database,
        () => {
          for (const snapshot of snapshots) {
            const fold =
              foldOf(snapshot.name, snapshot.version) ?? beginFold(snapshot.name, snapshot.version);
            kept.push(...keep(statements, fold, snapshot));
          }
          statements.keepSpan(span.until, span.earliest);
        },
        () => folds.clear(),
      );
      for (const tell of kept) tell();
      return Promise.resolve();
    },
    spanBefore: (time) => Promise.resolve(statements.spanBefore(time)),
    spansEnd: () => Promise.resolve(statements.spansEnd()),
  };
}

/** Writes one snapshot; what is returned is to be called once it is sure to stay. */
function keep(
  statements: SnapshotStatements,
  fold: number,
  { name, state, position, changed }: NamedSnapshot,
): readonly (() => void)[] {
  if (!changed) {
    if (!statements.extend(fold, position))
      throw new Error(`nothing of ${name} is kept that could be unchanged`);
    return [];
  }
  const { rest, shelves } = splitState(state);
  const stored: StoredState = { rest, shelves: [...shelves.keys()] };
  const ordinal = statements.add(fold, state.position ?? "", position, serialize(stored));
  return [...shelves].map(([shelfName, shelf]) => {
    const id = statements.shelfId(fold, shelfName);
    for (const [key, value] of shelf.changes()) {
      statements.setEntry(id, key, ordinal, value === undefined ? null : storedValue(value));
    }
    return () => shelf.saved(backOf(statements, id, ordinal));
  });
}

function restored(
  statements: SnapshotStatements,
  path: string,
  name: string,
  fold: number,
  row: { readonly ordinal: number; readonly seen: Position; readonly state: Uint8Array },
  until: Position | null,
): Snapshot {
  let stored: StoredState;
  try {
    stored = deserialize(row.state) as StoredState;
  } catch (error) {
    throw new Error(`the snapshot of ${name} in ${path} is damaged: delete the file, it is made anew`, {
      cause: error,
    });
  }
  const shelves = new Map<string, AnyShelf>();
  for (const shelf of stored.shelves) {
    shelves.set(shelf, new Shelf(backOf(statements, statements.shelfId(fold, shelf), row.ordinal)));
  }
  const position = until !== null && until < row.seen ? until : row.seen;
  return { position, state: joinState({ rest: stored.rest, shelves }) };
}

function backOf(
  statements: SnapshotStatements,
  shelf: number,
  ordinal: number,
): ShelfBack<string | number, ShelfValue> {
  return {
    get(key) {
      const stored = statements.entry(shelf, key, ordinal);
      return stored === null ? undefined : valueOf(stored);
    },
    *entries() {
      for (const [key, stored] of statements.entries(shelf, ordinal)) yield [key, valueOf(stored)];
    },
  };
}

function transaction(database: DatabaseSync, work: () => void, onRollback: () => void = () => {}): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    database.exec("ROLLBACK");
    onRollback();
    throw error;
  }
}

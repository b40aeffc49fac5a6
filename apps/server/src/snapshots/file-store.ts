import type { DatabaseSync } from "node:sqlite";
import { deserialize, serialize } from "node:v8";
import { type EpochMs, type Position, Shelf, type ShelfBack, type ShelfValue } from "@legbook/domain";
import {
  type AnyShelf,
  joinState,
  type NamedSnapshot,
  type Snapshot,
  type Span,
  splitState,
} from "@legbook/projections";
import type { LogChain } from "./log-chain.ts";
import type { FoldStatus, SnapshotStatements } from "./statements.ts";
import { storedValue, valueOf } from "./values.ts";

/** What is stored of a state besides the entries of its shelves. */
interface StoredState {
  readonly rest: Readonly<Record<string, unknown>>;
  readonly shelves: readonly string[];
}

export interface FileStoreParts {
  readonly database: DatabaseSync;
  readonly statements: SnapshotStatements;
  readonly path: string;
  readonly chain: LogChain;
  readonly status: FoldStatus;
  /** Nothing after it is read. Absent or null: everything is. */
  readonly held?: Position | null;
}

/** The folds of one status in a file. */
export class FileStore {
  readonly #parts: FileStoreParts;
  /** By name. They stay the same in this process, whatever another one puts in their place. */
  readonly #folds = new Map<string, { readonly id: number; readonly version: number }>();
  /** By fold, the earliest snapshot that somebody here goes on from: his shelves read what they held then. */
  readonly #inUse = new Map<number, number>();

  constructor(parts: FileStoreParts) {
    this.#parts = parts;
  }

  seen(name: string, version: number): Position | null {
    const fold = this.#foldOf(name, version);
    return fold === null ? null : this.#parts.statements.seen(fold);
  }

  // eslint-disable-next-line typescript/require-await
  async load(name: string, version: number, asked: Position | null): Promise<Snapshot | null> {
    const { statements, path } = this.#parts;
    const until = this.#within(asked);
    const fold = this.#foldOf(name, version);
    const row = fold === null ? null : statements.newest(fold, until);
    if (row === null || fold === null) return null;
    if (asked === null) this.#inUse.set(fold, Math.min(row.ordinal, this.#inUse.get(fold) ?? row.ordinal));
    return restored(statements, path, name, fold, row, until);
  }

  async save(snapshots: readonly NamedSnapshot[], spans: readonly Span[]): Promise<void> {
    const { database, statements } = this.#parts;
    const places = await this.#placesOf(snapshots, spans);
    const kept: (() => void)[] = [];
    transaction(
      database,
      () => {
        for (const snapshot of snapshots) {
          const { name, version } = snapshot;
          const fold = this.#foldOf(name, version) ?? this.#beginFold(name, version);
          kept.push(...keep(statements, fold, snapshot, this.#inUse.get(fold) ?? null));
        }
        for (const [position, hash] of places) statements.keepPlace(position, hash);
        for (const { until, earliest } of spans) statements.keepSpan(until, earliest);
      },
      () => this.#folds.clear(),
    );
    for (const tell of kept) tell();
  }

  spanBefore(time: EpochMs): Position | null {
    return this.#parts.statements.spanBefore(time, this.#within(null));
  }

  spansEnd(): Position | null {
    return this.#parts.statements.spansEnd(this.#within(null));
  }

  #within(until: Position | null): Position | null {
    const held = this.#parts.held ?? null;
    return until === null || (held !== null && held < until) ? held : until;
  }

  /** The log's hashes where it was not held against the file yet. */
  async #placesOf(
    snapshots: readonly NamedSnapshot[],
    spans: readonly Span[],
  ): Promise<Map<Position, Uint8Array>> {
    const { statements, chain } = this.#parts;
    const places = new Map<Position, Uint8Array>();
    const ends = spans.slice(-1).map(({ until }) => until);
    for (const position of new Set([...ends, ...snapshots.map((one) => one.position)])) {
      if (statements.hasPlace(position)) continue;
      const hash = await chain.hashAt(position);
      if (hash === null)
        throw new Error(`the log has no event at ${position}, which snapshots are to be kept of`);
      places.set(position, hash);
    }
    return places;
  }

  #foldOf(name: string, version: number): number | null {
    const known = this.#folds.get(name);
    if (known?.version === version) return known.id;
    const { statements, status } = this.#parts;
    const id = statements.findFold(name, version, status);
    if (id !== null) this.#folds.set(name, { id, version });
    return id;
  }

  #beginFold(name: string, version: number): number {
    const { statements, status } = this.#parts;
    const id = statements.beginFold(name, version, status);
    this.#folds.set(name, { id, version });
    return id;
  }
}

/**
 * Writes one snapshot; what is returned is to be called once it is sure to stay. Of those that are too many, none is
 * left, and of what their shelves held nothing that no other, or `inUse`, reads.
 */
function keep(
  statements: SnapshotStatements,
  fold: number,
  { name, state, position, changed, snapshotsMax }: NamedSnapshot,
  inUse: number | null,
): readonly (() => void)[] {
  if (!changed) {
    if (!statements.extend(fold, position))
      throw new Error(`nothing of ${name} is kept that could be unchanged`);
    return [];
  }
  const { rest, shelves } = splitState(state);
  const stored: StoredState = { rest, shelves: [...shelves.keys()] };
  const ordinal = statements.add(fold, state.position ?? "", position, serialize(stored));
  const oldest = snapshotsMax === null ? null : ordinal - snapshotsMax + 1;
  if (oldest !== null) statements.prune(fold, oldest);
  return [...shelves].map(([shelfName, shelf]) => {
    const id = statements.shelfId(fold, shelfName);
    for (const [key, value] of shelf.changes()) {
      statements.setEntry(id, key, ordinal, value === undefined ? null : storedValue(value));
      if (oldest !== null) statements.pruneEntry(id, key, Math.min(oldest, inUse ?? oldest));
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

export function transaction(
  database: DatabaseSync,
  work: () => void,
  onRollback: () => void = () => {},
): void {
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

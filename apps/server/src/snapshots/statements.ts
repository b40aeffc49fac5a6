import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EpochMs, Position } from "@legbook/domain";
import type { StoredValue } from "./values.ts";

type Key = string | number;

/** A fold is `current`, or still `rebuilding` beside the current one, or `replaced` by another. */
export type FoldStatus = "current" | "rebuilding";

export interface SnapshotRow {
  readonly ordinal: number;
  readonly seen: Position;
  readonly state: Uint8Array;
}

/** No position is as high as this text. */
const BEYOND_ALL = "\u{10FFFF}";

const SQL = {
  findFold: "SELECT id FROM fold WHERE name = ? AND version = ? AND status = ?",
  replaceFolds: "UPDATE fold SET status = 'replaced' WHERE name = ? AND status = ?",
  insertFold: "INSERT INTO fold (name, version, status) VALUES (?, ?, ?) RETURNING id",
  newest: "SELECT ordinal, seen, state FROM snapshot WHERE fold = ? AND at <= ? ORDER BY at DESC LIMIT 1",
  extend: `UPDATE snapshot SET seen = ?2
    WHERE fold = ?1 AND ordinal = (SELECT max(ordinal) FROM snapshot WHERE fold = ?1) RETURNING ordinal`,
  add: `INSERT INTO snapshot (fold, ordinal, at, seen, state)
    VALUES (?1, (SELECT coalesce(max(ordinal), 0) + 1 FROM snapshot WHERE fold = ?1), ?2, ?3, ?4) RETURNING ordinal`,
  findShelf: "SELECT id FROM shelf WHERE fold = ? AND name = ?",
  insertShelf: "INSERT INTO shelf (fold, name) VALUES (?, ?) RETURNING id",
  setEntry: "INSERT INTO entry (shelf, key, ordinal, value) VALUES (?, ?, ?, ?)",
  entry: "SELECT value FROM entry WHERE shelf = ? AND key = ? AND ordinal <= ? ORDER BY ordinal DESC LIMIT 1",
  // SQLite takes the other columns from the row that has the maximum.
  entries: "SELECT key, value, max(ordinal) FROM entry WHERE shelf = ? AND ordinal <= ? GROUP BY key",
  keepSpan: `INSERT INTO span (until, earliest) VALUES (?, ?)
    ON CONFLICT (until) DO UPDATE SET earliest = min(earliest, excluded.earliest)`,
  spanBefore: "SELECT until FROM span WHERE earliest <= ? AND until <= ? ORDER BY until DESC LIMIT 1",
  names: "SELECT name FROM fold WHERE status = 'current' ORDER BY name",
  spansEnd: "SELECT max(until) FROM span WHERE until <= ?",
  seen: "SELECT seen FROM snapshot WHERE fold = ? ORDER BY ordinal DESC LIMIT 1",
  prune: "DELETE FROM snapshot WHERE fold = ? AND ordinal < ?",
  pruneEntry: `DELETE FROM entry WHERE shelf = ?1 AND key = ?2
    AND ordinal < (SELECT max(ordinal) FROM entry WHERE shelf = ?1 AND key = ?2 AND ordinal <= ?3)`,
  keepPlace: "INSERT INTO place (position, hash) VALUES (?, ?) ON CONFLICT (position) DO NOTHING",
  hasPlace: "SELECT 1 FROM place WHERE position = ?",
  placeCount: "SELECT count(*) FROM place",
  placeAt: "SELECT position, hash FROM place ORDER BY position LIMIT 1 OFFSET ?",
  namesBeyond: `SELECT DISTINCT name FROM fold JOIN snapshot ON fold.id = snapshot.fold
    WHERE status = 'current' AND seen > ? ORDER BY name`,
} as const;

const REPLACE_BY_REBUILT = `
  UPDATE fold SET status = 'replaced'
    WHERE status = 'current' AND name IN (SELECT name FROM fold WHERE status = 'rebuilding');
  UPDATE fold SET status = 'current' WHERE status = 'rebuilding';
`;

const UNUSED = "(SELECT id FROM fold WHERE status <> 'current')";
const DELETE_UNUSED = `
  DELETE FROM entry WHERE shelf IN (SELECT id FROM shelf WHERE fold IN ${UNUSED});
  DELETE FROM shelf WHERE fold IN ${UNUSED};
  DELETE FROM snapshot WHERE fold IN ${UNUSED};
  DELETE FROM fold WHERE status <> 'current';
`;

/** What is after a place; a state that never changed is of any log's beginning, but not of none. */
const DROP_BEYOND = [
  "DELETE FROM place WHERE position > ?1",
  "DELETE FROM span WHERE until > ?1",
  "DELETE FROM snapshot WHERE at > ?1 OR ?1 = ''",
  "UPDATE snapshot SET seen = ?1 WHERE seen > ?1",
];
const DROP_ENTRIES_BEYOND = `
  DELETE FROM entry WHERE ordinal > (
    SELECT coalesce(max(snapshot.ordinal), 0) FROM shelf LEFT JOIN snapshot ON snapshot.fold = shelf.fold
      WHERE shelf.id = entry.shelf
  )`;

/** What is asked of the snapshots' file, each a statement. */
export class SnapshotStatements {
  readonly #database: DatabaseSync;
  readonly #prepared: Readonly<Record<keyof typeof SQL, StatementSync>>;
  readonly #shelfIds = new Map<string, number>();

  constructor(database: DatabaseSync) {
    this.#database = database;
    const prepared = Object.entries(SQL).map(([name, sql]) => [
      name,
      database.prepare(sql, { returnArrays: true }),
    ]);
    this.#prepared = Object.fromEntries(prepared) as Record<keyof typeof SQL, StatementSync>;
  }

  findFold(name: string, version: number, status: FoldStatus): number | null {
    return first(this.#prepared.findFold.get(name, version, status)) as number | null;
  }

  /** Takes the place of what has the same name and status. */
  beginFold(name: string, version: number, status: FoldStatus): number {
    this.#prepared.replaceFolds.run(name, status);
    return first(this.#prepared.insertFold.get(name, version, status)) as number;
  }

  /** The newest snapshot that is not after `until`. */
  newest(fold: number, until: Position | null): SnapshotRow | null {
    const row = this.#prepared.newest.get(fold, until ?? BEYOND_ALL);
    if (row === undefined) return null;
    const [ordinal, seen, state] = row as unknown as readonly [number, Position, Uint8Array];
    return { ordinal, seen, state };
  }

  /** Moves the newest snapshot's end; false when there is none. */
  extend(fold: number, seen: Position): boolean {
    return this.#prepared.extend.get(fold, seen) !== undefined;
  }

  /** Returns the new snapshot's ordinal. `at` is empty for a state that never changed. */
  add(fold: number, at: Position | "", seen: Position, state: Uint8Array): number {
    return first(this.#prepared.add.get(fold, at, seen, state)) as number;
  }

  shelfId(fold: number, name: string): number {
    const text = `${fold} ${name}`;
    const known = this.#shelfIds.get(text);
    if (known !== undefined) return known;
    const found = first(this.#prepared.findShelf.get(fold, name)) as number | null;
    // A new one is not remembered: its transaction may be rolled back.
    if (found === null) return first(this.#prepared.insertShelf.get(fold, name)) as number;
    this.#shelfIds.set(text, found);
    return found;
  }

  setEntry(shelf: number, key: Key, ordinal: number, value: StoredValue | null): void {
    this.#prepared.setEntry.run(shelf, key, ordinal, value);
  }

  /** Null when the shelf had nothing under the key. */
  entry(shelf: number, key: Key, ordinal: number): unknown {
    return first(this.#prepared.entry.get(shelf, key, ordinal));
  }

  *entries(shelf: number, ordinal: number): Generator<readonly [Key, unknown]> {
    for (const row of this.#prepared.entries.iterate(shelf, ordinal)) {
      const [key, value] = row as unknown as readonly [Key, unknown];
      if (value !== null) yield [key, value];
    }
  }

  keepSpan(until: Position, earliest: EpochMs): void {
    this.#prepared.keepSpan.run(until, earliest);
  }

  spanBefore(time: EpochMs, until: Position | null): Position | null {
    return first(this.#prepared.spanBefore.get(time, until ?? BEYOND_ALL)) as Position | null;
  }

  names(): readonly string[] {
    return this.#prepared.names.all().map((row) => first(row) as string);
  }

  /** The end of the newest span that is not after `until`. */
  spansEnd(until: Position | null): Position | null {
    return first(this.#prepared.spansEnd.get(until ?? BEYOND_ALL)) as Position | null;
  }

  /** The place of the newest snapshot. */
  seen(fold: number): Position | null {
    return first(this.#prepared.seen.get(fold)) as Position | null;
  }

  /** Deletes a fold's snapshots before one. */
  prune(fold: number, ordinal: number): void {
    this.#prepared.prune.run(fold, ordinal);
  }

  /** Deletes what a shelf held under a key in snapshots before one. */
  pruneEntry(shelf: number, key: Key, ordinal: number): void {
    this.#prepared.pruneEntry.run(shelf, key, ordinal);
  }

  keepPlace(position: Position, hash: Uint8Array): void {
    this.#prepared.keepPlace.run(position, hash);
  }

  hasPlace(position: Position): boolean {
    return this.#prepared.hasPlace.get(position) !== undefined;
  }

  placeCount(): number {
    return first(this.#prepared.placeCount.get()) as number;
  }

  /** The lowest place is at 0; null beyond them. */
  placeAt(offset: number): { readonly position: Position; readonly hash: Uint8Array } | null {
    const row = offset < 0 ? undefined : this.#prepared.placeAt.get(offset);
    if (row === undefined) return null;
    const [position, hash] = row as unknown as readonly [Position, Uint8Array];
    return { position, hash };
  }

  /** Of everything that has a snapshot after a place (null: any). */
  namesBeyond(position: Position | null): readonly string[] {
    return this.#prepared.namesBeyond.all(position ?? "").map((row) => first(row) as string);
  }

  /** Deletes what is after a place (null: everything): a snapshot that was the same before it ends there. */
  dropBeyond(position: Position | null): void {
    for (const sql of DROP_BEYOND) this.#database.prepare(sql).run(position ?? "");
    this.#database.exec(DROP_ENTRIES_BEYOND);
  }

  /** What a rebuild made takes the place of what was there under the same names. */
  replaceByRebuilt(): void {
    this.#database.exec(REPLACE_BY_REBUILT);
  }

  deleteUnused(): void {
    this.#database.exec(DELETE_UNUSED);
  }
}

/** The first column of a row that was read as an array; null for no row and for SQL's null. */
function first(row: unknown): unknown {
  return row === undefined ? null : ((row as readonly unknown[])[0] ?? null);
}

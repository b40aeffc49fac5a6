import { useCallback, useSyncExternalStore } from "react";
import { onNextFrame } from "./frame.ts";
import { share, shareList } from "./share.ts";

type Listener = () => void;

/** A row and its place in the order, the first at 0. */
export interface Placed<Row> {
  readonly row: Row;
  readonly at: number;
}

/**
 * Rows by key outside React: each row has its own listeners, the order of keys has others. A change of one
 * row wakes that row alone, at most once a frame.
 */
export class KeyedStore<Row> {
  #rows = new Map<string, Row>();
  #ids: readonly string[] = [];
  readonly #rowListeners = new Map<string, Set<Listener>>();
  readonly #idListeners = new Set<Listener>();
  readonly #changed = new Set<string>();
  #idsChanged = false;
  readonly #keyOf: (row: Row) => string;

  constructor(keyOf: (row: Row) => string) {
    this.#keyOf = keyOf;
  }

  readonly get = (id: string): Row | undefined => this.#rows.get(id);
  readonly ids = (): readonly string[] => this.#ids;

  /** Takes the whole: rows that are gone are dropped, the order is the given one. */
  replace(rows: readonly Row[]): void {
    const before = this.#rows;
    this.#rows = new Map();
    for (const row of rows) {
      const id = this.#keyOf(row);
      const kept = share(before.get(id), row);
      if (kept !== before.get(id)) this.#changed.add(id);
      this.#rows.set(id, kept);
    }
    for (const id of before.keys()) if (!this.#rows.has(id)) this.#changed.add(id);
    const ids = shareList(this.#ids, [...this.#rows.keys()]);
    if (ids !== this.#ids) this.#idsChanged = true;
    this.#ids = ids;
    this.#announce();
  }

  /** Takes the rows that changed; the others stay. */
  merge(rows: readonly Row[]): void {
    for (const row of rows) {
      const id = this.#keyOf(row);
      const before = this.#rows.get(id);
      const kept = share(before, row);
      if (kept === before) continue;
      if (before === undefined) {
        this.#ids = [...this.#ids, id];
        this.#idsChanged = true;
      }
      this.#rows.set(id, kept);
      this.#changed.add(id);
    }
    this.#announce();
  }

  /**
   * Takes rows with their places in the order as it is now, lowest place first, and drops the `removed` ones. Rows that
   * are not given keep their order among themselves. Costs one pass over the ids, however many rows there are.
   */
  place(rows: readonly Placed<Row>[], removed: readonly string[]): void {
    const moved = new Set(removed);
    for (const id of removed) if (this.#rows.delete(id)) this.#changed.add(id);
    for (const { row } of rows) {
      const id = this.#keyOf(row);
      moved.add(id);
      const before = this.#rows.get(id);
      const kept = share(before, row);
      if (kept === before) continue;
      this.#rows.set(id, kept);
      this.#changed.add(id);
    }
    const rest = this.#ids.filter((id) => !moved.has(id));
    const ids = shareList(this.#ids, this.#merged(rest, rows));
    if (ids !== this.#ids) this.#idsChanged = true;
    this.#ids = ids;
    this.#announce();
  }

  #merged(rest: readonly string[], rows: readonly Placed<Row>[]): readonly string[] {
    const ids: string[] = [];
    let next = 0;
    for (const { row, at } of rows) {
      while (ids.length < at && next < rest.length) ids.push(rest[next++] ?? "");
      ids.push(this.#keyOf(row));
    }
    return next < rest.length ? ids.concat(rest.slice(next)) : ids;
  }

  readonly subscribeIds = (listener: Listener): (() => void) => {
    this.#idListeners.add(listener);
    return () => this.#idListeners.delete(listener);
  };

  subscribe(id: string, listener: Listener): () => void {
    const listeners = this.#rowListeners.get(id) ?? new Set();
    listeners.add(listener);
    this.#rowListeners.set(id, listeners);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0) this.#rowListeners.delete(id);
    };
  }

  readonly #flush = (): void => {
    for (const id of this.#changed) for (const listener of this.#rowListeners.get(id) ?? []) listener();
    this.#changed.clear();
    if (!this.#idsChanged) return;
    this.#idsChanged = false;
    for (const listener of this.#idListeners) listener();
  };

  #announce(): void {
    if (this.#changed.size > 0 || this.#idsChanged) onNextFrame(this.#flush);
  }
}

/** One row, painted again only when that row changed. */
export function useRow<Row>(store: KeyedStore<Row>, id: string): Row | undefined {
  const subscribe = useCallback((listener: Listener) => store.subscribe(id, listener), [store, id]);
  return useSyncExternalStore(subscribe, () => store.get(id));
}

/** The order of the rows, painted again only when rows come, go or move. */
export function useIds<Row>(store: KeyedStore<Row>): readonly string[] {
  return useSyncExternalStore(store.subscribeIds, store.ids);
}

/** Anything but nothing. */
export type ShelfValue = string | number | boolean | object;

/** Where a shelf's entries are kept while they are not in memory: as they were when it was last saved. */
export interface ShelfBack<Key, Value> {
  get(key: Key): Value | undefined;
  entries(): Iterable<readonly [Key, Value]>;
}

/** Clean entries that a shelf keeps in memory. */
const RECENT_MAX = 4096;

/**
 * A map that may be larger than memory and cheap to save: what changed since the last save is in memory, the rest is
 * read from its back when somebody asks for it. Values are replaced, never changed in place. Entries are not in any
 * order. Not serialisable as it is: whoever saves a state keeps its `changes` and its `size`.
 */
export class Shelf<Key extends string | number, Value extends ShelfValue> {
  #back: ShelfBack<Key, Value> | null;
  #size: number;
  /** Set or, as undefined, deleted since the last save. */
  readonly #changed = new Map<Key, Value | undefined>();
  readonly #recent = new Map<Key, Value>();

  /** `size` is the number of entries in `back`. */
  constructor(back: ShelfBack<Key, Value> | null = null, size = 0) {
    this.#back = back;
    this.#size = size;
  }

  get size(): number {
    return this.#size;
  }

  get(key: Key): Value | undefined {
    const changed = this.#changed.get(key);
    if (changed !== undefined) return changed;
    const recent = this.#recent.get(key);
    if (recent !== undefined) return recent;
    if (this.#back === null || this.#changed.has(key)) return undefined;
    const kept = this.#back.get(key);
    if (kept !== undefined) this.#remember(key, kept);
    return kept;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, value: Value): void {
    if (!this.has(key)) this.#size += 1;
    this.#recent.delete(key);
    this.#changed.set(key, value);
  }

  /** Whether there was one. */
  delete(key: Key): boolean {
    if (!this.has(key)) return false;
    this.#size -= 1;
    this.#recent.delete(key);
    this.#changed.set(key, undefined);
    return true;
  }

  /** Every entry, each read from the back: for comparing whole states, not for queries. */
  *entries(): Generator<readonly [Key, Value]> {
    for (const [key, value] of this.#changed) if (value !== undefined) yield [key, value];
    for (const entry of this.#back?.entries() ?? []) if (!this.#changed.has(entry[0])) yield entry;
  }

  /** What was set, or deleted (undefined), since the last save. */
  changes(): ReadonlyMap<Key, Value | undefined> {
    return this.#changed;
  }

  /** All changes are in `back` now. */
  saved(back: ShelfBack<Key, Value>): void {
    this.#back = back;
    for (const [key, value] of this.#changed) if (value !== undefined) this.#remember(key, value);
    this.#changed.clear();
  }

  #remember(key: Key, value: Value): void {
    this.#recent.set(key, value);
    if (this.#recent.size <= RECENT_MAX) return;
    for (const oldest of this.#recent.keys()) {
      this.#recent.delete(oldest);
      return;
    }
  }
}

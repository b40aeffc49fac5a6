/** Anything but nothing. */
export type ShelfValue = string | number | boolean | object;

/** Where a shelf's entries are kept while they are not in memory: as they were when it was last saved. */
export interface ShelfBack<Key, Value> {
  get(key: Key): Value | undefined;
  entries(): Iterable<readonly [Key, Value]>;
}

/** Clean entries that a shelf remembers at least; twice as many at most. */
const REMEMBERED = 512;

/**
 * A map that may be larger than memory and cheap to save: what changed since the last save is in memory, the rest is
 * read from its back when somebody asks for it. Values are replaced, never changed in place. Entries are not in any
 * order and are not counted. Not serialisable as it is: whoever saves a state keeps its `changes`.
 */
export class Shelf<Key extends string | number, Value extends ShelfValue> {
  #back: ShelfBack<Key, Value> | null;
  /** Set or, as undefined, deleted since the last save. */
  #changed = new Map<Key, Value | undefined>();
  #remembered = new Map<Key, Value>();
  #rememberedBefore = new Map<Key, Value>();

  constructor(back: ShelfBack<Key, Value> | null = null) {
    this.#back = back;
  }

  get(key: Key): Value | undefined {
    const changed = this.#changed.get(key);
    if (changed !== undefined) return changed;
    if (this.#back === null || this.#changed.has(key)) return undefined;
    const remembered = this.#remembered.get(key) ?? this.#rememberedBefore.get(key);
    if (remembered !== undefined) return remembered;
    const kept = this.#back.get(key);
    if (kept !== undefined) this.#remember(key, kept);
    return kept;
  }

  has(key: Key): boolean {
    return this.get(key) !== undefined;
  }

  set(key: Key, value: Value): void {
    this.#changed.set(key, value);
  }

  delete(key: Key): void {
    this.#changed.set(key, undefined);
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
    for (const key of this.#changed.keys()) {
      this.#remembered.delete(key);
      this.#rememberedBefore.delete(key);
    }
    for (const [key, value] of this.#changed) if (value !== undefined) this.#remember(key, value);
    this.#changed = new Map();
  }

  #remember(key: Key, value: Value): void {
    if (this.#remembered.size >= REMEMBERED) {
      this.#rememberedBefore = this.#remembered;
      this.#remembered = new Map();
    }
    this.#remembered.set(key, value);
  }
}

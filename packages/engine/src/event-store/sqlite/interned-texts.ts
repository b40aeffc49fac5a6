import type { StatementSync } from "node:sqlite";
import { BoundedMap } from "../bounded-map.ts";

/** Texts kept in memory, of each of streams and names. */
const TEXTS_CACHED_MAX = 65_536;

/** Texts by their id in one of the interning tables. Committed rows of those never change. */
export class InternedTexts {
  readonly #select: StatementSync;
  readonly #cache = new BoundedMap<number, string>(TEXTS_CACHED_MAX);

  constructor(select: StatementSync) {
    this.#select = select;
  }

  forget(): void {
    this.#cache.clear();
  }

  /** Null when the table has no such id. */
  text(id: number): string | null {
    const cached = this.#cache.get(id);
    if (cached !== undefined) return cached;
    const row = this.#select.get(id) as unknown as readonly [string] | undefined;
    if (row === undefined) return null;
    this.#cache.set(id, row[0]);
    return row[0];
  }
}

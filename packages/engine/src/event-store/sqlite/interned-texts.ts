import type { StatementSync } from "node:sqlite";
import { LogUnusable } from "../../ports/event-store.ts";
import { BoundedMap } from "../bounded-map.ts";
import { RESTORE_REMEDY } from "./failures.ts";

/** Texts kept in memory, of each of streams and names. */
const TEXTS_CACHED_MAX = 65_536;

/** Texts by their id in one of the interning tables. Committed rows of those never change. */
export class InternedTexts {
  readonly #select: StatementSync;
  readonly #path: string;
  readonly #cache = new BoundedMap<number, string>(TEXTS_CACHED_MAX);

  constructor(select: StatementSync, path: string) {
    this.#select = select;
    this.#path = path;
  }

  forget(): void {
    this.#cache.clear();
  }

  text(id: number): string {
    const cached = this.#cache.get(id);
    if (cached !== undefined) return cached;
    const row = this.#select.get(id) as unknown as readonly [string] | undefined;
    if (row === undefined)
      throw new LogUnusable("corrupt", `${this.#path}: name ${id} is missing`, RESTORE_REMEDY);
    this.#cache.set(id, row[0]);
    return row[0];
  }
}

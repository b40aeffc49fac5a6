import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BoundedMap } from "../bounded-map.ts";
import type { PageQuery } from "../page-query.ts";

/** Prepared statements kept, one a number of types that a reader chooses. */
const FILTERS_MAX = 64;

/** A type, and the newest version of it that can be read. */
export type NewestVersion = readonly [typeId: number, version: number];

/** Rows of the table of events, by position, with one choice of columns, the first of which is the position. */
export class LogRows<Row> {
  readonly #db: DatabaseSync;
  readonly #select: string;
  readonly #all: Readonly<Record<PageQuery["direction"], StatementSync>>;
  readonly #filters = new BoundedMap<string, StatementSync>(FILTERS_MAX);

  constructor(db: DatabaseSync, select: string) {
    this.#db = db;
    this.#select = select;
    this.#all = { forwards: this.#prepare("", "forwards"), backwards: this.#prepare("", "backwards") };
  }

  page({ direction, lowest, highest, count }: PageQuery): readonly Row[] {
    return this.#all[direction].all(lowest, highest, count) as unknown as readonly Row[];
  }

  /** Those of some types, and of others those in a newer version than the newest that is known. */
  ofTypes(
    { direction, lowest, highest, count }: PageQuery,
    typeIds: readonly number[],
    others: readonly NewestVersion[],
  ): readonly Row[] {
    const statement = this.#ofTypes(typeIds.length, others.length, direction);
    const lowestNewest = Math.min(...others.map(([, newest]) => newest));
    const versions = others.length === 0 ? [] : [lowestNewest, ...others.flat()];
    return statement.all(lowest, highest, ...typeIds, ...versions, count) as unknown as readonly Row[];
  }

  /** The statement for a number of types, prepared once. */
  #ofTypes(types: number, others: number, direction: PageQuery["direction"]): StatementSync {
    const key = `${direction} ${types} ${others}`;
    const prepared = this.#filters.get(key);
    if (prepared !== undefined) return prepared;
    const marks = Array.from({ length: types }, () => "?").join(", ");
    const newer = Array.from({ length: others }, () => "(type_id = ? AND schema_version > ?)").join(" OR ");
    // Nearly every event is in its type's first version: one comparison says so, before its type is looked for.
    const besides = others === 0 ? "" : `OR (schema_version > ? AND (${newer}))`;
    const statement = this.#prepare(`AND (type_id IN (${marks}) ${besides})`, direction);
    this.#filters.set(key, statement);
    return statement;
  }

  #prepare(condition: string, direction: PageQuery["direction"]): StatementSync {
    const order = direction === "forwards" ? "" : "DESC";
    return this.#db.prepare(
      `${this.#select} WHERE position BETWEEN ? AND ? ${condition} ORDER BY position ${order} LIMIT ?`,
      { returnArrays: true },
    );
  }
}

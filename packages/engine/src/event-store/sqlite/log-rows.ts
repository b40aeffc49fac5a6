import type { DatabaseSync, StatementSync } from "node:sqlite";
import { BoundedMap } from "../bounded-map.ts";
import type { PageQuery } from "../page-query.ts";

/** Prepared statements kept, one a number of types that a reader chooses. */
const FILTERS_MAX = 64;

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

  ofTypes({ direction, lowest, highest, count }: PageQuery, typeIds: readonly number[]): readonly Row[] {
    const statement = this.#ofTypes(typeIds.length, direction);
    return statement.all(lowest, highest, ...typeIds, count) as unknown as readonly Row[];
  }

  /** The statement for a number of types, prepared once. */
  #ofTypes(types: number, direction: PageQuery["direction"]): StatementSync {
    const key = `${direction} ${types}`;
    const prepared = this.#filters.get(key);
    if (prepared !== undefined) return prepared;
    const marks = Array.from({ length: types }, () => "?").join(", ");
    const statement = this.#prepare(`AND type_id IN (${marks})`, direction);
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

import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventId, RecordedEvent, StreamName } from "@legbook/domain";
import { type EventCodec, LogUnusable, type StoredRecord } from "../../ports/event-store.ts";
import type { EventPlace } from "../append-judgement.ts";
import { BoundedMap } from "../bounded-map.ts";
import { writeEventId } from "../event-id-bytes.ts";
import { GENESIS_HASH } from "../hash-chain.ts";
import type { FilteredQuery, PageQuery } from "../page-query.ts";
import type { LogPages } from "../paging.ts";
import { type EventRow, EventRows, SELECT_EVENTS } from "./event-rows.ts";
import { RESTORE_REMEDY } from "./failures.ts";
import { InternedTexts } from "./interned-texts.ts";
import { Segments } from "./segments.ts";

/** Prepared statements kept, one a number of types that a reader chooses. */
const FILTERS_MAX = 64;

/** Reads a log through one connection. Every page is checked to be whole: a missing event is damage, never skipped. */
export class SqliteReader {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #statements;
  readonly #streams: InternedTexts;
  readonly #names: InternedTexts;
  readonly #rows: EventRows;
  readonly #filters = new BoundedMap<string, StatementSync>(FILTERS_MAX);
  readonly #idBytes = new Uint8Array(16);

  constructor(db: DatabaseSync, path: string) {
    this.#db = db;
    this.#path = path;
    const rows = (sql: string): StatementSync => db.prepare(sql, { returnArrays: true });
    this.#statements = {
      head: rows("SELECT max(position) FROM events"),
      headHash: rows("SELECT hash FROM events ORDER BY position DESC LIMIT 1"),
      count: rows("SELECT count(*) FROM events WHERE position BETWEEN ? AND ?"),
      nameId: rows("SELECT id FROM names WHERE name = ?"),
      streamHead: rows(
        "SELECT max(revision) FROM events WHERE stream_id = (SELECT id FROM streams WHERE name = ?)",
      ),
      streamId: rows("SELECT id FROM streams WHERE name = ?"),
      place: rows("SELECT stream_id, revision, position FROM events WHERE event_id = ?"),
      logForwards: rows(`${SELECT_EVENTS} WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?`),
      logBackwards: rows(`${SELECT_EVENTS} WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT ?`),
      streamForwards: rows(
        `${SELECT_EVENTS} WHERE stream_id = ? AND revision BETWEEN ? AND ? ORDER BY revision LIMIT ?`,
      ),
      streamBackwards: rows(
        `${SELECT_EVENTS} WHERE stream_id = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC LIMIT ?`,
      ),
    };
    this.#streams = new InternedTexts(rows("SELECT name FROM streams WHERE id = ?"));
    this.#names = new InternedTexts(rows("SELECT name FROM names WHERE id = ?"));
    this.#rows = new EventRows(path, this.#streams, this.#names, new Segments(db, path));
  }

  /** Position of the last event, 0 for none. */
  head(): number {
    return firstNumber(this.#statements.head.get()) ?? 0;
  }

  /** Hash of the last event, or what the first one follows. */
  headHash(): Uint8Array {
    const row = this.#statements.headHash.get() as unknown as readonly [Uint8Array] | undefined;
    return row?.[0] ?? GENESIS_HASH;
  }

  /** Revision of a stream's last event, -1 for none. */
  revisionOf(stream: StreamName): number {
    return firstNumber(this.#statements.streamHead.get(stream)) ?? -1;
  }

  /** After a rollback: what was read of the rows that are gone. */
  forgetTexts(): void {
    this.#streams.forget();
    this.#names.forget();
  }

  locate(id: EventId): EventPlace | null {
    const row = this.#statements.place.get(writeEventId(id, this.#idBytes)) as unknown as
      | readonly [number, number, number]
      | undefined;
    if (row === undefined) return null;
    const [streamId, revision, sequence] = row;
    const stream = this.#streams.text(streamId);
    if (stream === null)
      throw this.#damaged(`event ${sequence}: its stream, number ${streamId}, has no name`);
    return { stream: stream as StreamName, revision, sequence };
  }

  /** As stored, by position. */
  readonly stored: LogPages<StoredRecord> = {
    page: (query) => this.#page(query, (row) => this.#rows.stored(row)),
    filtered: (query) => this.#filtered(query, (row) => this.#rows.stored(row)),
  };

  /** Decoded, by position. */
  decoded(codec: EventCodec): LogPages<RecordedEvent> {
    const make = (row: EventRow): RecordedEvent => this.#rows.decoded(row, codec);
    return { page: (query) => this.#page(query, make), filtered: (query) => this.#filtered(query, make) };
  }

  streamPage(stream: StreamName, query: PageQuery, codec: EventCodec): readonly RecordedEvent[] {
    const { direction, lowest, highest, count } = query;
    const { streamId, streamForwards, streamBackwards } = this.#statements;
    const id = firstNumber(streamId.get(stream));
    if (id === null) throw this.#damaged(`stream ${stream} has events but no name`);
    const statement = direction === "forwards" ? streamForwards : streamBackwards;
    const rows = statement.all(id, lowest, highest, count) as unknown as readonly EventRow[];
    const events = rows.map((row) => this.#rows.decoded(row, codec));
    this.#assertWhole(
      rows.map((row) => row[2]),
      query,
      `stream ${stream}`,
    );
    return events;
  }

  #page<Item>(query: PageQuery, make: (row: EventRow) => Item): readonly Item[] {
    const { direction, lowest, highest, count } = query;
    const { logForwards, logBackwards } = this.#statements;
    const statement = direction === "forwards" ? logForwards : logBackwards;
    const rows = statement.all(lowest, highest, count) as unknown as readonly EventRow[];
    const events = rows.map((row) => make(row));
    this.#assertWhole(
      rows.map(([position]) => position),
      query,
      "the log",
    );
    return events;
  }

  #filtered<Item>(query: FilteredQuery, make: (row: EventRow) => Item): readonly Item[] {
    const { direction, types, lowest, highest, count } = query;
    const counted = firstNumber(this.#statements.count.get(lowest, highest));
    if (counted !== highest - lowest + 1)
      throw this.#damaged(`the log lacks events between ${lowest} and ${highest}`);
    const ids = types.map((type) => firstNumber(this.#statements.nameId.get(type)));
    const known = ids.filter((id) => id !== null);
    const statement = this.#ofTypes(known.length, direction);
    const rows = statement.all(lowest, highest, ...known, count) as unknown as readonly EventRow[];
    return rows.map((row) => make(row));
  }

  /** The statement for a number of types, prepared once. */
  #ofTypes(types: number, direction: PageQuery["direction"]): StatementSync {
    const key = `${direction} ${types}`;
    const prepared = this.#filters.get(key);
    if (prepared !== undefined) return prepared;
    const marks = Array.from({ length: types }, () => "?").join(", ");
    const statement = this.#db.prepare(
      `${SELECT_EVENTS} WHERE position BETWEEN ? AND ? AND type_id IN (${marks})
        ORDER BY position ${direction === "forwards" ? "" : "DESC"} LIMIT ?`,
      { returnArrays: true },
    );
    this.#filters.set(key, statement);
    return statement;
  }

  #assertWhole(numbers: readonly number[], query: PageQuery, what: string): void {
    const { direction, lowest, highest, count } = query;
    const expected = Math.min(count, highest - lowest + 1);
    const wanted = (offset: number): number =>
      direction === "forwards" ? lowest + offset : highest - offset;
    const wrong = numbers.findIndex((number, offset) => number !== wanted(offset));
    if (numbers.length === expected && wrong === -1) return;
    const missing = wanted(wrong === -1 ? numbers.length : wrong);
    throw this.#damaged(`${what} lacks event ${missing}`);
  }

  #damaged(what: string): LogUnusable {
    return new LogUnusable("corrupt", `${this.#path}: ${what}`, RESTORE_REMEDY);
  }
}

/** The first column of a row that was read as an array; null for no row and for SQL's null. */
export function firstNumber(row: unknown): number | null {
  if (row === undefined) return null;
  const [value] = row as readonly (number | null)[];
  return value ?? null;
}

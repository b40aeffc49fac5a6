import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventId, RecordedEvent, StreamName } from "@legbook/domain";
import { type EventCodec, LogUnusable, type StoredRecord } from "../../ports/event-store.ts";
import type { EventPlace } from "../append-judgement.ts";
import { writeEventId } from "../event-id-bytes.ts";
import { GENESIS_HASH } from "../hash-chain.ts";
import type { PageQuery } from "../page-query.ts";
import type { LogPages } from "../paging.ts";
import {
  type DecodableRow,
  type EventRow,
  EventRows,
  SELECT_DECODABLE,
  SELECT_EVENTS,
} from "./event-rows.ts";
import { RESTORE_REMEDY } from "./failures.ts";
import { InternedTexts } from "./interned-texts.ts";
import { LogRows, type NewestVersion } from "./log-rows.ts";
import { Segments } from "./segments.ts";

/** Reads a log through one connection. Every page is checked to be whole: a missing event is damage, never skipped. */
export class SqliteReader {
  readonly #path: string;
  readonly #statements;
  readonly #streams: InternedTexts;
  readonly #names: InternedTexts;
  readonly #rows: EventRows;
  readonly #storedRows: LogRows<EventRow>;
  readonly #decodableRows: LogRows<DecodableRow>;
  readonly #idBytes = new Uint8Array(16);

  constructor(db: DatabaseSync, path: string) {
    this.#path = path;
    const rows = (sql: string): StatementSync => db.prepare(sql, { returnArrays: true });
    this.#statements = {
      head: rows("SELECT max(position) FROM events"),
      headHash: rows("SELECT hash FROM events ORDER BY position DESC LIMIT 1"),
      count: rows("SELECT count(*) FROM events WHERE position BETWEEN ? AND ?"),
      nameId: rows("SELECT id FROM names WHERE name = ?"),
      typeNames: rows("SELECT id, name FROM names WHERE name GLOB '[A-Z]*'"),
      streamHead: rows(
        "SELECT max(revision) FROM events WHERE stream_id = (SELECT id FROM streams WHERE name = ?)",
      ),
      streamId: rows("SELECT id FROM streams WHERE name = ?"),
      place: rows("SELECT stream_id, revision, position FROM events WHERE event_id = ?"),
      streamForwards: rows(
        `${SELECT_DECODABLE} WHERE stream_id = ? AND revision BETWEEN ? AND ? ORDER BY revision LIMIT ?`,
      ),
      streamBackwards: rows(
        `${SELECT_DECODABLE} WHERE stream_id = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC LIMIT ?`,
      ),
    };
    this.#storedRows = new LogRows(db, SELECT_EVENTS);
    this.#decodableRows = new LogRows(db, SELECT_DECODABLE);
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
  get stored(): LogPages<StoredRecord> {
    return this.#pages(
      this.#storedRows,
      (row) => this.#rows.stored(row),
      () => ({ unknown: [], known: [] }),
    );
  }

  /** Decoded, by position. */
  decoded(codec: EventCodec): LogPages<RecordedEvent> {
    return this.#pages(
      this.#decodableRows,
      (row) => this.#rows.decoded(row, codec),
      () => this.#readable(codec),
    );
  }

  streamPage(stream: StreamName, query: PageQuery, codec: EventCodec): readonly RecordedEvent[] {
    const { direction, lowest, highest, count } = query;
    const { streamId, streamForwards, streamBackwards } = this.#statements;
    const id = firstNumber(streamId.get(stream));
    if (id === null) throw this.#damaged(`stream ${stream} has events but no name`);
    const statement = direction === "forwards" ? streamForwards : streamBackwards;
    const rows = statement.all(id, lowest, highest, count) as unknown as readonly DecodableRow[];
    const events = rows.map((row) => this.#rows.decoded(row, codec));
    this.#assertWhole(
      rows.map((row) => row[2]),
      query,
      `stream ${stream}`,
    );
    return events;
  }

  #pages<Row extends readonly [position: number, ...rest: readonly unknown[]], Item>(
    rows: LogRows<Row>,
    make: (row: Row) => Item,
    readable: () => Readable,
  ): LogPages<Item> {
    return {
      page: (query) => {
        const page = rows.page(query);
        this.#assertWhole(
          page.map(([position]) => position),
          query,
          "the log",
        );
        return page.map((row) => make(row));
      },
      filtered: (query) => {
        const ids = query.types.map((type) => firstNumber(this.#statements.nameId.get(type)));
        const chosen = ids.filter((id) => id !== null);
        const { unknown, known } = readable();
        const others = known.filter(([id]) => !chosen.includes(id));
        const page = rows.ofTypes(query, [...chosen, ...unknown], others);
        this.#assertNoneMissing(
          page.map(([position]) => position),
          query,
        );
        return page.map((row) => make(row));
      },
    };
  }

  /** Which names a codec reads, and up to which version: those of types, which begin with a capital. */
  #readable(codec: EventCodec): Readable {
    const names = this.#statements.typeNames.all() as unknown as readonly (readonly [number, string])[];
    const unknown: number[] = [];
    const known: NewestVersion[] = [];
    for (const [id, name] of names) {
      const newest = codec.newest(name);
      if (newest === null) unknown.push(id);
      else known.push([id, newest]);
    }
    return { unknown, known };
  }

  /** Of what was looked through for these events: a full page may have ended before its range did. */
  #assertNoneMissing(found: readonly number[], { direction, lowest, highest, count }: PageQuery): void {
    const ended = found.length === count ? found.at(-1) : undefined;
    const first = direction === "backwards" ? (ended ?? lowest) : lowest;
    const last = direction === "forwards" ? (ended ?? highest) : highest;
    const wanted = last - first + 1;
    if (found.length === wanted || firstNumber(this.#statements.count.get(first, last)) === wanted) return;
    throw this.#damaged(`the log lacks events between ${first} and ${last}`);
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

/** The log's types, by their ids. */
interface Readable {
  /** No type of the codec, or no type at all. */
  readonly unknown: readonly number[];
  readonly known: readonly NewestVersion[];
}

/** The first column of a row that was read as an array; null for no row and for SQL's null. */
export function firstNumber(row: unknown): number | null {
  if (row === undefined) return null;
  const [value] = row as readonly (number | null)[];
  return value ?? null;
}

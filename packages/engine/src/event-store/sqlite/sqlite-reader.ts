import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EpochMs, EventId, RecordedEvent, StreamName } from "@legbook/domain";
import { type EventCodec, LogUnusable } from "../../ports/event-store.ts";
import type { EventPlace } from "../append-judgement.ts";
import { BoundedMap } from "../bounded-map.ts";
import { readEventId, writeEventId } from "../event-id-bytes.ts";
import type { PageQuery } from "../paging.ts";
import { formatPosition } from "../position.ts";
import { RESTORE_REMEDY } from "./failures.ts";

type Row = readonly [
  position: number,
  streamId: number,
  revision: number,
  eventId: Uint8Array,
  typeId: number,
  schemaVersion: number,
  payload: Uint8Array,
  correlationId: Uint8Array | null,
  causationId: Uint8Array | null,
  actorId: number,
  sessionId: number,
  occurredAt: number,
  recordedAt: number,
];

const SELECT = `SELECT position, stream_id, revision, event_id, type_id, schema_version, payload, correlation_id,
  causation_id, actor_id, session_id, occurred_at, recorded_at FROM events`;

/** Interned texts kept in memory, of each of streams and names. */
const TEXTS_CACHED_MAX = 65_536;

/** Reads a log through one connection. Every page is checked to be whole: a missing event is damage, never skipped. */
export class SqliteReader {
  readonly #codec: EventCodec;
  readonly #path: string;
  readonly #statements;
  readonly #streams: InternedTexts;
  readonly #names: InternedTexts;
  readonly #idBytes = new Uint8Array(16);

  constructor(db: DatabaseSync, codec: EventCodec, path: string) {
    this.#codec = codec;
    this.#path = path;
    const rows = (sql: string): StatementSync => db.prepare(sql, { returnArrays: true });
    this.#statements = {
      head: rows("SELECT max(position) FROM events"),
      streamHead: rows(
        "SELECT max(revision) FROM events WHERE stream_id = (SELECT id FROM streams WHERE name = ?)",
      ),
      streamId: rows("SELECT id FROM streams WHERE name = ?"),
      place: rows("SELECT stream_id, revision, position FROM events WHERE event_id = ?"),
      logForwards: rows(`${SELECT} WHERE position BETWEEN ? AND ? ORDER BY position LIMIT ?`),
      logBackwards: rows(`${SELECT} WHERE position BETWEEN ? AND ? ORDER BY position DESC LIMIT ?`),
      streamForwards: rows(
        `${SELECT} WHERE stream_id = ? AND revision BETWEEN ? AND ? ORDER BY revision LIMIT ?`,
      ),
      streamBackwards: rows(
        `${SELECT} WHERE stream_id = ? AND revision BETWEEN ? AND ? ORDER BY revision DESC LIMIT ?`,
      ),
    };
    this.#streams = new InternedTexts(rows("SELECT name FROM streams WHERE id = ?"), path);
    this.#names = new InternedTexts(rows("SELECT name FROM names WHERE id = ?"), path);
  }

  /** Position of the last event, 0 for none. */
  head(): number {
    return firstNumber(this.#statements.head.get()) ?? 0;
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
    return { stream: this.#streams.text(streamId) as StreamName, revision, sequence };
  }

  page({ direction, lowest, highest, count }: PageQuery): readonly RecordedEvent[] {
    const { logForwards, logBackwards } = this.#statements;
    const statement = direction === "forwards" ? logForwards : logBackwards;
    const rows = statement.all(lowest, highest, count) as unknown as readonly Row[];
    const events = rows.map((row) => this.#event(row));
    this.#assertWhole(
      rows.map(([position]) => position),
      { direction, lowest, highest, count },
      "the log",
    );
    return events;
  }

  streamPage(stream: StreamName, { direction, lowest, highest, count }: PageQuery): readonly RecordedEvent[] {
    const { streamId, streamForwards, streamBackwards } = this.#statements;
    const id = firstNumber(streamId.get(stream));
    if (id === null) throw this.#damaged(`stream ${stream} has events but no name`);
    const statement = direction === "forwards" ? streamForwards : streamBackwards;
    const rows = statement.all(id, lowest, highest, count) as unknown as readonly Row[];
    const events = rows.map((row) => this.#event(row));
    this.#assertWhole(
      rows.map((row) => row[2]),
      { direction, lowest, highest, count },
      `stream ${stream}`,
    );
    return events;
  }

  #assertWhole(numbers: readonly number[], query: PageQuery, what: string): void {
    const { direction, lowest, highest, count } = query;
    const expected = Math.min(count, highest - lowest + 1);
    const wrong = numbers.findIndex(
      (number, offset) => number !== (direction === "forwards" ? lowest + offset : highest - offset),
    );
    if (numbers.length === expected && wrong === -1) return;
    throw this.#damaged(`${what} lacks events between ${lowest} and ${highest}`);
  }

  #damaged(what: string): LogUnusable {
    return new LogUnusable("corrupt", `${this.#path}: ${what}`, RESTORE_REMEDY);
  }

  #event(row: Row): RecordedEvent {
    const [position, streamId, revision, eventId, typeId, schemaVersion, payload] = row;
    const [, , , , , , , correlationId, causationId, actorId, sessionId, occurredAt, recordedAt] = row;
    const id = readEventId(eventId);
    return {
      stream: this.#streams.text(streamId) as StreamName,
      revision,
      position: formatPosition(position),
      event: this.#codec.decode({ type: this.#names.text(typeId), schemaVersion, payload }),
      metadata: {
        id,
        correlationId: correlationId === null ? id : readEventId(correlationId),
        causationId: causationId === null ? null : readEventId(causationId),
        actor: this.#names.text(actorId),
        session: this.#names.text(sessionId),
        occurredAt: occurredAt as EpochMs,
        recordedAt: recordedAt as EpochMs,
      },
    };
  }
}

/** Texts by their id in one of the interning tables. Committed rows of those never change. */
class InternedTexts {
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

/** The first column of a row that was read as an array; null for no row and for SQL's null. */
export function firstNumber(row: unknown): number | null {
  if (row === undefined) return null;
  const [value] = row as readonly (number | null)[];
  return value ?? null;
}

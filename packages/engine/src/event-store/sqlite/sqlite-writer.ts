import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { EventId, StreamName } from "@legbook/domain";
import { AppendOutcomeUnknown, type AppendResult } from "../../ports/event-store.ts";
import { isExpected, judgeAppend } from "../append-judgement.ts";
import type { AppendAnswer, PreparedAppend } from "../append-queue.ts";
import { BoundedMap } from "../bounded-map.ts";
import { writeEventId } from "../event-id-bytes.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { formatPosition } from "../position.ts";
import { isConstraintViolation, isInputOutputError, translateFailure } from "./failures.ts";
import { RowBuffer } from "./row-buffer.ts";
import { firstNumber, type SqliteReader } from "./sqlite-reader.ts";

/** Stream heads and names kept in memory, of each. */
const CACHED_MAX = 65_536;

/** Where a stream ends; `id` 0 while it has no row. */
interface StreamHead {
  id: number;
  revision: number;
}

/**
 * Writes groups of appends, each group in one transaction.
 *
 * Appends that fit are inserted without a look at their event ids: the unique index finds a repeat. Only then the
 * transaction is rolled back and the group done once more, every append judged on its own.
 */
export class SqliteWriter {
  readonly #db: DatabaseSync;
  readonly #reader: SqliteReader;
  readonly #path: string;
  readonly #statements;
  readonly #heads = new BoundedMap<StreamName, StreamHead>(CACHED_MAX);
  readonly #names = new BoundedMap<string, number>(CACHED_MAX);
  readonly #rows: RowBuffer;
  readonly #correlation = new LastEventId();
  readonly #causation = new LastEventId();
  /** Of the last event; what the caches rest on. */
  #head = 0;
  #headHash: Uint8Array = GENESIS_HASH;
  /** SQLite's counter of other connections' commits, as of the caches. */
  #dataVersion: number | null = null;

  constructor(db: DatabaseSync, reader: SqliteReader, path: string) {
    this.#db = db;
    this.#reader = reader;
    this.#path = path;
    this.#rows = new RowBuffer(db);
    const rows = (sql: string): StatementSync => db.prepare(sql, { returnArrays: true });
    this.#statements = {
      begin: db.prepare("BEGIN IMMEDIATE"),
      commit: db.prepare("COMMIT"),
      dataVersion: rows("PRAGMA data_version"),
      streamId: rows("SELECT id FROM streams WHERE name = ?"),
      revision: rows("SELECT max(revision) FROM events WHERE stream_id = ?"),
      addStream: db.prepare("INSERT INTO streams (name) VALUES (?)"),
      nameId: rows("SELECT id FROM names WHERE name = ?"),
      addName: db.prepare("INSERT INTO names (name) VALUES (?)"),
    };
  }

  /** Throws `LogUnusable` or `AppendOutcomeUnknown`; in the first case nothing was written. */
  commit(group: readonly PreparedAppend[]): readonly AppendAnswer[] {
    try {
      return this.#transact(() => group.map((append) => this.#appendUnseen(append)));
    } catch (error) {
      if (!isConstraintViolation(error) && !(error instanceof RangeError))
        throw translateFailure(error, this.#path);
    }
    try {
      return this.#transact(() => group.map((append) => this.#appendJudged(append)));
    } catch (error) {
      throw translateFailure(error, this.#path);
    }
  }

  #transact(work: () => readonly AppendAnswer[]): readonly AppendAnswer[] {
    this.#statements.begin.run();
    let answers: readonly AppendAnswer[];
    try {
      this.#forgetIfOthersWrote();
      answers = work();
      this.#rows.flush();
    } catch (error) {
      this.#rollBack();
      throw error;
    }
    try {
      this.#statements.commit.run();
    } catch (error) {
      this.#rollBack();
      if (!isInputOutputError(error)) throw error;
      throw new AppendOutcomeUnknown(`${this.#path}: the disk failed during a commit`, { cause: error });
    }
    return answers;
  }

  #rollBack(): void {
    this.#dataVersion = null;
    this.#rows.clear();
    this.#reader.forgetTexts();
    if (this.#db.isTransaction) this.#db.exec("ROLLBACK");
  }

  #forgetIfOthersWrote(): void {
    const version = firstNumber(this.#statements.dataVersion.get());
    if (version === this.#dataVersion) return;
    this.#heads.clear();
    this.#names.clear();
    this.#head = this.#reader.head();
    this.#headHash = this.#reader.headHash();
    this.#dataVersion = version;
  }

  /** For an append whose event ids are probably new. A constraint violation says that they are not. */
  #appendUnseen(append: PreparedAppend): AppendAnswer {
    const head = this.#streamHead(append.request.stream);
    if (!isExpected(append.request, head.revision)) return this.#appendJudged(append);
    return this.#insert(append, head);
  }

  #appendJudged(append: PreparedAppend): AppendAnswer {
    this.#rows.flush();
    const head = this.#streamHead(append.request.stream);
    const judgement = judgeAppend(append.request, {
      revisionOf: () => head.revision,
      locate: (id) => this.#reader.locate(id),
    });
    switch (judgement.kind) {
      case "refused":
        return judgement.error;
      case "repeated":
        return judgement.result;
      case "write":
        return this.#insert(append, head);
    }
  }

  #insert({ request, stored }: PreparedAppend, head: StreamHead): AppendResult {
    const { addStream } = this.#statements;
    const { stream } = request;
    if (head.id === 0) head.id = Number(addStream.run(stream).lastInsertRowid);
    for (let index = 0; index < stored.length; index += 1) {
      const event = stored[index];
      const metadata = request.events[index]?.metadata;
      if (event === undefined || metadata === undefined) throw new Error("an event was not encoded");
      const { id, correlationId, causationId } = metadata;
      this.#head += 1;
      head.revision += 1;
      const { revision } = head;
      const idBytes = writeEventId(id, this.#rows.eventId);
      this.#headHash = chainHash(this.#headHash, { stream, revision, metadata, stored: event }, idBytes);
      this.#rows.add(
        this.#head,
        head.id,
        revision,
        idBytes,
        this.#nameId(event.type),
        event.schemaVersion,
        event.payload,
        correlationId === id ? null : this.#correlation.bytesOf(correlationId),
        causationId === null ? null : this.#causation.bytesOf(causationId),
        this.#nameId(metadata.actor),
        this.#nameId(metadata.session),
        metadata.occurredAt,
        metadata.recordedAt,
        this.#headHash,
      );
    }
    return { revision: head.revision, position: formatPosition(this.#head), repeated: false };
  }

  #streamHead(stream: StreamName): StreamHead {
    const cached = this.#heads.get(stream);
    if (cached !== undefined) return cached;
    const id = firstNumber(this.#statements.streamId.get(stream)) ?? 0;
    const head = { id, revision: id === 0 ? -1 : (firstNumber(this.#statements.revision.get(id)) ?? -1) };
    this.#heads.set(stream, head);
    return head;
  }

  #nameId(name: string): number {
    const cached = this.#names.get(name);
    if (cached !== undefined) return cached;
    const known = firstNumber(this.#statements.nameId.get(name));
    const id = known ?? Number(this.#statements.addName.run(name).lastInsertRowid);
    this.#names.set(name, id);
    return id;
  }
}

/** The bytes of an id that many events in a row share. */
class LastEventId {
  #bytes: Uint8Array = new Uint8Array(16);
  #id: EventId | null = null;

  /** Bytes that no later call changes. */
  bytesOf(id: EventId): Uint8Array {
    if (id !== this.#id) {
      this.#bytes = writeEventId(id, new Uint8Array(16));
      this.#id = id;
    }
    return this.#bytes;
  }
}

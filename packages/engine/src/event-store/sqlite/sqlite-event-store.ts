import type { DatabaseSync } from "node:sqlite";
import type { RecordedEvent, StreamName } from "@legbook/domain";
import type { EventCodec, EventStore, StoredRecord } from "../../ports/event-store.ts";
import type { AppendAnswer, PreparedAppend } from "../append-queue.ts";
import { type EventStoreLimits, resolveLimits } from "../limits.ts";
import { createLogEventStore, type SynchronousLog } from "../log-event-store.ts";
import type { PageQuery } from "../page-query.ts";
import type { LogPages } from "../paging.ts";
import { translateFailure } from "./failures.ts";
import { openLogFile, type OpenLogFileOptions } from "./log-file.ts";
import { firstNumber, SqliteReader } from "./sqlite-reader.ts";
import { SqliteWriter } from "./sqlite-writer.ts";

export interface SqliteEventStoreOptions extends Partial<EventStoreLimits>, OpenLogFileOptions {
  readonly path: string;
  readonly codec: EventCodec;
  /** How often a waiting subscription looks for appends of other processes, in milliseconds. */
  readonly otherWritersPollMs?: number;
}

const OTHER_WRITERS_POLL_MS = 100;

/**
 * Opens the log at `path`, creating it when there is none. The folder must exist.
 *
 * Throws `LogUnusable` for a file that is damaged, foreign, newer, locked or not writable, and leaves such a file as
 * it is; `RangeError` for impossible limits. Opening checks a bounded part of a large log; `verifySqliteLog` all of it.
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): EventStore {
  const { path, codec, otherWritersPollMs = OTHER_WRITERS_POLL_MS } = options;
  const limits = resolveLimits(options);
  const db = openLogFile(path, options);
  return createLogEventStore({
    log: new SqliteLog(db, codec, path),
    codec,
    limits,
    watchOtherWriters: (notify) => watchOtherConnections(db, otherWritersPollMs, notify),
  });
}

class SqliteLog implements SynchronousLog {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #reader: SqliteReader;
  readonly #writer: SqliteWriter;

  constructor(db: DatabaseSync, codec: EventCodec, path: string) {
    this.#db = db;
    this.#path = path;
    this.#reader = new SqliteReader(db, codec, path);
    this.#writer = new SqliteWriter(db, this.#reader, path);
  }

  commit(group: readonly PreparedAppend[]): readonly AppendAnswer[] {
    return this.#writer.commit(group);
  }

  head(): number {
    return this.#read(() => this.#reader.head());
  }

  revisionOf(stream: StreamName): number {
    return this.#read(() => this.#reader.revisionOf(stream));
  }

  readonly decoded: LogPages<RecordedEvent> = {
    page: (query) => this.#read(() => this.#reader.decoded.page(query)),
    filtered: (query) => this.#read(() => this.#reader.decoded.filtered(query)),
  };

  readonly stored: LogPages<StoredRecord> = {
    page: (query) => this.#read(() => this.#reader.stored.page(query)),
    filtered: (query) => this.#read(() => this.#reader.stored.filtered(query)),
  };

  streamPage(stream: StreamName, query: PageQuery): readonly RecordedEvent[] {
    return this.#read(() => this.#reader.streamPage(stream, query));
  }

  close(): void {
    this.#db.close();
  }

  #read<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw translateFailure(error, this.#path);
    }
  }
}

/** SQLite tells nobody of another process's commit, but counts it. */
function watchOtherConnections(db: DatabaseSync, pollMs: number, notify: () => void): () => void {
  const dataVersion = db.prepare("PRAGMA data_version", { returnArrays: true });
  let seen = firstNumber(dataVersion.get());
  const timer = setInterval(() => {
    const now = firstNumber(dataVersion.get());
    if (now === seen) return;
    seen = now;
    notify();
  }, pollMs);
  timer.unref();
  return () => clearInterval(timer);
}

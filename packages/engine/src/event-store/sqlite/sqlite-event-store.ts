import type { DatabaseSync } from "node:sqlite";
import type { RecordedEvent, StreamName } from "@legbook/domain";
import type { EventCodec, EventStore, LogReader, StoredRecord } from "../../ports/event-store.ts";
import type { AppendAnswer, PreparedAppend } from "../append-queue.ts";
import { type EventStoreLimits, resolveLimits } from "../limits.ts";
import {
  commitSignal,
  createLogEventStore,
  createLogReader,
  type ReadableLog,
  type SynchronousLog,
} from "../log-event-store.ts";
import type { PageQuery } from "../page-query.ts";
import type { LogPages } from "../paging.ts";
import { translateFailure } from "./failures.ts";
import type { ReadOnlyOptions } from "./inspection.ts";
import { openLogFile, type OpenLogFileOptions, openLogFileReadOnly } from "./log-file.ts";
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
 * Absent another limit. A page costs nothing to ask for here, and small ones are garbage while they are young: in pages of
 * 512 a long log is read in twice the memory and, where it is ticks, a quarter slower.
 */
const PAGE_EVENTS_MAX = 64;

/**
 * Opens the log at `path`, creating it when there is none. The folder must exist.
 *
 * Throws `LogUnusable` for a file that is damaged, foreign, newer, older, locked or not writable, and leaves such a
 * file as it is; `RangeError` for impossible limits. Opening checks a bounded part of a large log; an audit all of it.
 */
export function openSqliteEventStore(options: SqliteEventStoreOptions): EventStore {
  const {
    path,
    codec,
    otherWritersPollMs = OTHER_WRITERS_POLL_MS,
    pageEventsMax = PAGE_EVENTS_MAX,
  } = options;
  const limits = resolveLimits({ ...options, pageEventsMax });
  const db = openLogFile(path, options);
  return createLogEventStore({
    log: new SqliteLog(db, codec, path),
    codec,
    limits,
    watchOtherWriters: (notify) => watchOtherConnections(db, otherWritersPollMs, notify),
  });
}

export interface SqliteLogReaderOptions extends ReadOnlyOptions {
  readonly path: string;
  readonly codec: EventCodec;
  readonly pageEventsMax?: number;
}

/**
 * Opens the log at `path` so that it cannot be changed, while another process may append to it. Throws `LogUnusable`
 * as `openSqliteEventStore` does, and when there is no such file.
 */
export function openSqliteLogReader(options: SqliteLogReaderOptions): LogReader {
  const { path, codec } = options;
  const { pageEventsMax } = resolveLimits({ pageEventsMax: options.pageEventsMax ?? PAGE_EVENTS_MAX });
  const db = openLogFileReadOnly(path, options);
  return createLogReader({
    log: new ReadableSqliteLog(db, codec, path),
    pageEventsMax,
    commits: commitSignal((notify) => watchOtherConnections(db, OTHER_WRITERS_POLL_MS, notify)),
  });
}

class ReadableSqliteLog implements ReadableLog {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #codec: EventCodec;
  protected readonly reader: SqliteReader;
  readonly decoded: LogPages<RecordedEvent>;
  readonly stored: LogPages<StoredRecord>;

  constructor(db: DatabaseSync, codec: EventCodec, path: string) {
    this.#db = db;
    this.#path = path;
    this.#codec = codec;
    this.reader = new SqliteReader(db, path);
    this.decoded = this.#translating(this.reader.decoded(codec));
    this.stored = this.#translating(this.reader.stored);
  }

  head(): number {
    return this.#read(() => this.reader.head());
  }

  revisionOf(stream: StreamName): number {
    return this.#read(() => this.reader.revisionOf(stream));
  }

  streamPage(stream: StreamName, query: PageQuery): readonly RecordedEvent[] {
    return this.#read(() => this.reader.streamPage(stream, query, this.#codec));
  }

  close(): void {
    this.#db.close();
  }

  #translating<Item>(pages: LogPages<Item>): LogPages<Item> {
    return {
      page: (query) => this.#read(() => pages.page(query)),
      filtered: (query) => this.#read(() => pages.filtered(query)),
    };
  }

  #read<Result>(read: () => Result): Result {
    try {
      return read();
    } catch (error) {
      throw translateFailure(error, this.#path);
    }
  }
}

class SqliteLog extends ReadableSqliteLog implements SynchronousLog {
  readonly #writer: SqliteWriter;

  constructor(db: DatabaseSync, codec: EventCodec, path: string) {
    super(db, codec, path);
    this.#writer = new SqliteWriter(db, this.reader, path);
  }

  commit(group: readonly PreparedAppend[]): readonly AppendAnswer[] {
    return this.#writer.commit(group);
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

import type { RecordedEvent, StreamName } from "@legbook/domain";
import type { EventCodec, EventStore, LogReader, StoredRecord } from "../ports/event-store.ts";
import { AppendQueue, type CommitGroup } from "./append-queue.ts";
import { CommitSignal } from "./commit-signal.ts";
import type { EventStoreLimits } from "./limits.ts";
import type { PageQuery } from "./page-query.ts";
import { type LogPages, logPages, streamPages, subscribePages } from "./paging.ts";
import { formatPosition } from "./position.ts";

/** A log in this process that answers at once. Sequences are the numbers behind positions: 1, 2, 3 without a gap. */
export interface ReadableLog {
  /** Sequence of the last event, 0 for an empty log. */
  head(): number;
  /** Revision of a stream's last event, -1 for none. */
  revisionOf(stream: StreamName): number;
  /** By sequence. */
  readonly decoded: LogPages<RecordedEvent>;
  readonly stored: LogPages<StoredRecord>;
  /** By revision. */
  streamPage(stream: StreamName, query: PageQuery): readonly RecordedEvent[];
  close(): void;
}

/** One that can be appended to. */
export interface SynchronousLog extends ReadableLog {
  readonly commit: CommitGroup;
}

export interface LogReaderOptions {
  readonly log: ReadableLog;
  readonly pageEventsMax: number;
  readonly commits: CommitSignal;
}

/** Pages and subscriptions over a log that answers at once. */
export function createLogReader({ log, pageEventsMax, commits }: LogReaderOptions): LogReader {
  let closed = false;
  const open = (): ReadableLog => {
    if (closed) throw new Error("the event store is closed");
    return log;
  };
  const whileOpen = <Item>(pagesOf: (log: ReadableLog) => LogPages<Item>): LogPages<Item> => ({
    page: (query) => pagesOf(open()).page(query),
    filtered: (query) => pagesOf(open()).filtered(query),
  });
  return {
    readStream: (stream, options) =>
      streamPages(options, open().revisionOf(stream), pageEventsMax, (query) =>
        open().streamPage(stream, query),
      ),
    readAll: (options) =>
      logPages(
        options,
        open().head(),
        pageEventsMax,
        whileOpen(({ decoded }) => decoded),
      ),
    readStored: (options) =>
      logPages(
        options,
        open().head(),
        pageEventsMax,
        whileOpen(({ stored }) => stored),
      ),
    subscribeAll: (options) =>
      subscribePages(
        {
          readPage: (query) => log.decoded.page(query),
          head: () => log.head(),
          commits,
          pageEventsMax,
          isClosed: () => closed,
        },
        options,
      ),
    head: async () => {
      const head = open().head();
      return head === 0 ? null : formatPosition(head);
    },
    streamRevision: async (stream) => {
      const revision = open().revisionOf(stream);
      return revision === -1 ? null : revision;
    },
    close: async () => {
      if (closed) return;
      closed = true;
      commits.notify();
      log.close();
    },
  };
}

export interface LogEventStoreOptions {
  readonly log: SynchronousLog;
  readonly codec: EventCodec;
  readonly limits: EventStoreLimits;
  /** Calls back when another process may have appended; returns what stops it. Absent: there is no other. */
  readonly watchOtherWriters?: (notify: () => void) => () => void;
}

/** The store's queue, pages and subscriptions over a log that answers at once. */
export function createLogEventStore(options: LogEventStoreOptions): EventStore {
  const { log, codec, limits, watchOtherWriters } = options;
  const commits = commitSignal(watchOtherWriters);
  const reader = createLogReader({ log, pageEventsMax: limits.pageEventsMax, commits });
  const queue = new AppendQueue(
    codec,
    limits,
    (group) => log.commit(group),
    () => commits.notify(),
  );
  return {
    ...reader,
    append: (request) => queue.append(request),
    appendStored: (request) => queue.appendStored(request),
    close: async () => {
      queue.close(new Error("the event store is closed"));
      await reader.close();
    },
  };
}

/** Wakes at this process's commits and, through `watch`, at others'. */
export function commitSignal(watch: LogEventStoreOptions["watchOtherWriters"]): CommitSignal {
  const commits: CommitSignal = new CommitSignal(() => watch?.(() => commits.notify()) ?? (() => {}));
  return commits;
}

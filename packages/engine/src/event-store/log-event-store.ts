import type { RecordedEvent, StreamName } from "@legbook/domain";
import type { EventCodec, EventStore, StoredRecord } from "../ports/event-store.ts";
import { AppendQueue, type CommitGroup } from "./append-queue.ts";
import { CommitSignal } from "./commit-signal.ts";
import type { EventStoreLimits } from "./limits.ts";
import type { PageQuery } from "./page-query.ts";
import { type LogPages, logPages, streamPages, subscribePages } from "./paging.ts";
import { formatPosition } from "./position.ts";

/** A log in this process that answers at once. Sequences are the numbers behind positions: 1, 2, 3 without a gap. */
export interface SynchronousLog {
  readonly commit: CommitGroup;
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
  const { pageEventsMax } = limits;
  const commits: CommitSignal = new CommitSignal(
    () => watchOtherWriters?.(() => commits.notify()) ?? (() => {}),
  );
  const queue = new AppendQueue(
    codec,
    limits,
    (group) => log.commit(group),
    () => commits.notify(),
  );
  let closed = false;
  const open = (): SynchronousLog => {
    if (closed) throw new Error("the event store is closed");
    return log;
  };
  const whileOpen = <Item>(pagesOf: (log: SynchronousLog) => LogPages<Item>): LogPages<Item> => ({
    page: (query) => pagesOf(open()).page(query),
    filtered: (query) => pagesOf(open()).filtered(query),
  });
  return {
    append: (request) => queue.append(request),
    appendStored: (request) => queue.appendStored(request),
    readStream: (stream, options) =>
      streamPages(options, open().revisionOf(stream), pageEventsMax, (query) =>
        open().streamPage(stream, query),
      ),
    readAll: (options) =>
      logPages(
        options,
        open().head(),
        pageEventsMax,
        whileOpen((log) => log.decoded),
      ),
    readStored: (options) =>
      logPages(
        options,
        open().head(),
        pageEventsMax,
        whileOpen((log) => log.stored),
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
      queue.close(new Error("the event store is closed"));
      closed = true;
      commits.notify();
      log.close();
    },
  };
}

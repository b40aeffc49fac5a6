import type { RecordedEvent } from "@legbook/domain";
import {
  type EventCodec,
  type EventStore,
  LogUnusable,
  type StoredEvent,
  type StoredRecord,
} from "../../ports/event-store.ts";
import { isUnreadable } from "../codecs/index.ts";
import { type EventStoreLimits, resolveLimits } from "../limits.ts";
import { parseServerAddress, withoutPassword } from "./address.ts";
import { CallQueue } from "./call-queue.ts";
import { assertFollows } from "./chain-link.ts";
import { CommitBell } from "./commit-bell.ts";
import { storedRecordOf } from "./event-format.ts";
import { LogReader } from "./log-reader.ts";
import { LogWriter } from "./log-writer.ts";
import { logPages, streamPages, subscribePages } from "./paging.ts";
import { connectToServer, type ServerConnection } from "./server-connection.ts";

export interface EventStoreDbEventStoreOptions extends Partial<EventStoreLimits> {
  /** `esdb://HOST:PORT?tls=false&log=NAME`; see `parseServerAddress`. */
  readonly address: string;
  readonly codec: EventCodec;
  /** Appends are refused. */
  readonly readOnly?: boolean;
  /**
   * How long this process may surely write, in milliseconds, as its lease says; throws when it may not. Asked before every
   * call. Absent: nothing but the expected revisions guards the log against a second writer.
   */
  readonly writeAllowanceMs?: () => number;
  /**
   * Events at the log's end whose ids are known, read at opening. A repeat of an append at a given revision is
   * recognised wherever it is; one at any revision, and an id that was used for another event, among these.
   */
  readonly recentIdsMax?: number;
  /** How long calls are tried again while the server is away, in milliseconds; at opening at most `openWaitMaxMs`. */
  readonly serverWaitMaxMs?: number;
  readonly openWaitMaxMs?: number;
}

const RECENT_IDS_MAX = 16_384;
const SERVER_WAIT_MAX_MS = 60_000;
const OPEN_WAIT_MAX_MS = 10_000;

/**
 * Opens a log on a server of EventStoreDB or KurrentDB. Nothing is written at opening.
 *
 * Rejects with `LogUnusable` when the server does not answer or holds under this name what Legbook did not write;
 * with `RangeError` for an address or limits that cannot be.
 */
export async function openEventStoreDbEventStore(
  options: EventStoreDbEventStoreOptions,
): Promise<EventStore> {
  const limits = resolveLimits(options);
  const { connection: serverAddress, log } = parseServerAddress(options.address);
  const connection = await connectToServer(serverAddress);
  try {
    return await openStore(options, limits, connection, log);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

async function openStore(
  options: EventStoreDbEventStoreOptions,
  limits: EventStoreLimits,
  connection: ServerConnection,
  log: string,
): Promise<EventStore> {
  const { address, codec, serverWaitMaxMs = SERVER_WAIT_MAX_MS } = options;
  const { pageEventsMax, commitEventsMax } = limits;
  const closing = new AbortController();
  const patience = { waitMaxMs: serverWaitMaxMs, signal: closing.signal };
  const openPatience = { ...patience, waitMaxMs: options.openWaitMaxMs ?? OPEN_WAIT_MAX_MS };
  const reader = new LogReader(connection, address, log, patience);
  await reader.withPatience(openPatience).last();
  const writer = new LogWriter({
    connection,
    reader,
    address,
    log,
    patience: { ...patience, signal: new AbortController().signal },
    recentIdsMax: options.recentIdsMax ?? RECENT_IDS_MAX,
    callEventsMax: commitEventsMax,
    writeAllowanceMs:
      options.readOnly === true ? refuseWriting(address) : (options.writeAllowanceMs ?? (() => Infinity)),
  });
  if (options.readOnly !== true) await writer.open();
  const bell = new CommitBell(connection, `${log}.`);
  const queue = new CallQueue(codec, limits, async (waiting) => {
    const answers = await writer.write(waiting);
    if (writer.last !== null) bell.ring(writer.last);
    return answers;
  });
  if (options.readOnly !== true) watchForForks(bell, log, (fork) => queue.refuse(fork));
  const decode = ({ stored, hash: _hash, ...event }: StoredRecord): RecordedEvent => ({
    ...event,
    event: codec.decode(stored),
  });
  const isAlien = (event: StoredEvent): boolean => isUnreadable(codec, event);
  const open = (): LogReader => {
    if (closing.signal.aborted) throw new Error("the event store is closed");
    return reader;
  };
  return {
    append: (request) => queue.append(request),
    appendStored: (request) => queue.appendStored(request),
    readStream: (stream, read) => decoded(streamPages(open(), stream, read, pageEventsMax), decode),
    readAll: (read) => decoded(logPages(open(), read, pageEventsMax, "linked", isAlien), decode),
    readStored: (read) => logPages(open(), read, pageEventsMax, "as-stored"),
    subscribeAll: (subscribe) =>
      subscribePages({ reader, bell, pageEventsMax, decode, closed: closing.signal }, subscribe),
    head: async () => (await open().last())?.position ?? null,
    streamRevision: async (stream) => {
      const revision = await open().revisionOf(stream);
      return revision === -1 ? null : revision;
    },
    close: async () => {
      await queue.close(new Error("the event store is closed"));
      if (closing.signal.aborted) return;
      closing.abort();
      await bell.close();
      await connection.close();
    },
  };
}

/** A writer sees its own events come by too: one that does not follow the one before it is another writer's. */
function watchForForks(bell: CommitBell, log: string, onFork: (error: unknown) => void): void {
  let hash: Uint8Array | null = null;
  bell.show(
    (event) => {
      if (!event.stream.startsWith(`${log}.`)) return;
      try {
        const record = storedRecordOf(log, event);
        if (hash !== null) assertFollows(hash, record);
        ({ hash } = record);
      } catch (error) {
        onFork(error);
      }
    },
    () => {
      hash = null;
    },
  );
}

async function* decoded(
  pages: AsyncIterable<readonly StoredRecord[]>,
  decode: (record: StoredRecord) => RecordedEvent,
): AsyncGenerator<readonly RecordedEvent[]> {
  for await (const page of pages) yield page.map(decode);
}

function refuseWriting(address: string): () => never {
  return () => {
    throw new LogUnusable(
      "read-only",
      `${withoutPassword(address)} was opened for reading`,
      "Only the engine writes to its log.",
    );
  };
}

import type { AllStreamResolvedEvent, EventStoreDBClient, ResolvedEvent } from "@eventstore/db-client";
import type { append as appendCall } from "@eventstore/db-client/dist/streams/appendToStream/append.js";
import { type ExpectedRevision, LogUnusable } from "../../ports/event-store.ts";
import { withoutPassword } from "./address.ts";
import { readAllFiltered } from "./filtered-read.ts";
import { knownPosition, type ServerPosition } from "./positions.ts";
import type { FilteredRead, ServerEvent, ServerProposal, ServerRead } from "./server-events.ts";

/** One connection to a server or a cluster. Every call is tried once; `failures.ts` says what its failure means. */
export interface ServerConnection {
  /** All or none, answered by the leader. After `deadlineMs` its outcome is unknown. */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ServerProposal[],
    deadlineMs: number,
  ): Promise<{ readonly revision: number; readonly position: ServerPosition | null }>;
  /** Of all streams whose names begin with the prefix. A server that does not filter gives the others too. */
  readAll(read: FilteredRead): Promise<readonly ServerEvent[]>;
  /** None of a stream that does not exist. */
  readStream(stream: string, read: ServerRead<number>): Promise<readonly ServerEvent[]>;
  /**
   * Tells of events that are appended from now on to streams whose names begin with `prefix`, once `onReady` was called.
   * Resolves when `signal` aborts, rejects when the connection is lost.
   */
  watch(watch: Watch): Promise<void>;
  /** Lets the server forget all but the last `count` events of a stream. */
  keepLast(stream: string, count: number): Promise<void>;
  close(): Promise<void>;
}

export interface Watch {
  readonly prefix: string;
  readonly onReady: () => void;
  readonly onEvent: (position: ServerPosition) => void;
  readonly signal: AbortSignal;
}

/**
 * Opens a connection; nothing is asked of the server yet. Rejects with `LogUnusable` for an address that the
 * library cannot read.
 *
 * The library is loaded here, when a log is on a server: that takes most of a second.
 */
export async function connectToServer(address: string): Promise<ServerConnection> {
  const { EventStoreDBClient } = await import("@eventstore/db-client");
  const { append } = await import("@eventstore/db-client/dist/streams/appendToStream/append.js");
  const client = clientOf(EventStoreDBClient, address);
  return {
    append: (...call) => appendAsOneCall(client, append, ...call),
    readAll: async (read) => collect(await readAllFiltered(client, read)),
    readStream: (stream, { direction, from, count }) =>
      readStream(client, stream, {
        direction,
        fromRevision: typeof from === "number" ? BigInt(from) : from,
        maxCount: count,
        requiresLeader: true,
      }),
    watch: (watch) => watchAll(client, watch),
    keepLast: async (stream, count) => {
      await client.setStreamMetadata(stream, { maxCount: count });
    },
    close: () => client.dispose(),
  };
}

function clientOf(library: typeof EventStoreDBClient, address: string): EventStoreDBClient {
  try {
    return library.connectionString(address);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new LogUnusable(
      "not-a-log",
      `${withoutPassword(address)} is no address of a server: ${why}`,
      "Write esdb://USER:PASSWORD@HOST:PORT?tls=false&log=NAME; a user, a password and what tlsCAFile= names are percent-encoded.",
    );
  }
}

type AppendCall = typeof appendCall;

const CONTENT_TYPE = "application/octet-stream";

/**
 * The library's own `appendToStream` sends appends in batches over one call where the server offers that, and keeps
 * those that wait for their answers in one table for all its clients: a lost connection of one client fails the appends
 * of another, and the late answer to such an append throws where nobody can catch it. So each append is a call of its
 * own, by the function that the library uses for servers without batches.
 */
async function appendAsOneCall(
  client: EventStoreDBClient,
  append: AppendCall,
  ...[stream, expected, events, deadlineMs]: Parameters<ServerConnection["append"]>
): Promise<{ readonly revision: number; readonly position: ServerPosition | null }> {
  const expectedRevision =
    expected === "no-stream" ? "no_stream" : expected === "any" ? "any" : BigInt(expected);
  const result = await append.call(
    client,
    stream,
    events.map(({ id, type, data, metadata }) => ({ id, type, data, metadata, contentType: CONTENT_TYPE })),
    { expectedRevision, requiresLeader: true, deadline: deadlineMs, batchAppendSize: 0 },
  );
  return { revision: Number(result.nextExpectedRevision), position: knownPosition(result.position) };
}

type Read = AsyncIterable<ResolvedEvent | AllStreamResolvedEvent> & NodeJS.EventEmitter;

async function collect(read: Read): Promise<readonly ServerEvent[]> {
  // What the library says after the reading has ended concerns nobody, but would end the process.
  read.on("error", () => undefined);
  const events: ServerEvent[] = [];
  for await (const { event } of read) {
    if (event === undefined) throw new Error("the server gave an event without its record");
    const { streamId, revision, id, type, data, metadata, position } = event;
    if (!(data instanceof Uint8Array)) {
      events.push({ ...foreign, stream: streamId, type, id, position: knownPosition(position) });
      continue;
    }
    const place = { stream: streamId, revision: Number(revision), position: knownPosition(position) };
    events.push({ ...place, id, type, data, metadata });
  }
  return events;
}

/** Of an event in JSON: this log's are not, so it belongs to somebody else. */
const foreign = { revision: 0, data: new Uint8Array(), metadata: undefined };

async function readStream(
  client: EventStoreDBClient,
  stream: string,
  options: Parameters<EventStoreDBClient["readStream"]>[1],
): Promise<readonly ServerEvent[]> {
  const { StreamNotFoundError } = await import("@eventstore/db-client");
  try {
    return await collect(client.readStream(stream, options));
  } catch (error) {
    if (error instanceof StreamNotFoundError) return [];
    throw error;
  }
}

async function watchAll(
  client: EventStoreDBClient,
  { prefix, onReady, onEvent, signal }: Watch,
): Promise<void> {
  const { streamNameFilter } = await import("@eventstore/db-client");
  if (signal.aborted) return;
  const filter = streamNameFilter({ prefixes: [prefix] });
  const subscription = client.subscribeToAll({ fromPosition: "end", filter });
  const over = Promise.withResolvers<void>();
  const end = (): void => {
    // There is nothing to cancel where the call could not even begin.
    subscription.unsubscribe().catch(() => undefined);
    over.resolve();
  };
  subscription.on("confirmation", onReady);
  subscription.on("data", ({ event }) => {
    const position = knownPosition(event?.position);
    if (position !== null) onEvent(position);
  });
  // This stays: what the library says after the end concerns nobody, but unheard it would end the process.
  subscription.on("error", over.reject);
  subscription.on("end", () => over.reject(new Error("the server ended the subscription")));
  signal.addEventListener("abort", end, { once: true });
  try {
    await over.promise;
  } finally {
    signal.removeEventListener("abort", end);
  }
}

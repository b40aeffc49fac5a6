import { isIP } from "node:net";
import type { AllStreamResolvedEvent, EventStoreDBClient, ResolvedEvent } from "@eventstore/db-client";
import { type ExpectedRevision, LogUnusable } from "../../ports/event-store.ts";
import { withoutPassword } from "./address.ts";
import { readAllFiltered } from "./filtered-read.ts";
import { knownPosition } from "./positions.ts";
import { type Appended, appendOnce, keepLastOf } from "./single-append.ts";
import type { FilteredRead, ServerEvent, ServerProposal, ServerRead } from "./server-events.ts";

/** One connection to a server or a cluster. Every call is tried once; `failures.ts` says what its failure means. */
export interface ServerConnection {
  /** All or none, answered by the leader. After `deadlineMs`, counted from here, its outcome is unknown. */
  append(
    stream: string,
    expected: ExpectedRevision,
    events: readonly ServerProposal[],
    deadlineMs: number,
  ): Promise<Appended>;
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
  readonly onEvent: (event: ServerEvent) => void;
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
  const client = clientOf(EventStoreDBClient, address);
  return {
    append: (stream, expected, events, deadlineMs) =>
      appendOnce(client, { stream, expected, events, deadlineMs }),
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
      const deadlineMs = KEEP_LAST_DEADLINE_MS;
      await appendOnce(client, { ...keepLastOf(stream, count), expected: "any", deadlineMs });
    },
    close: () => client.dispose(),
  };
}

const KEEP_LAST_DEADLINE_MS = 3_000;

function clientOf(library: typeof EventStoreDBClient, address: string): EventStoreDBClient {
  try {
    refuseNumbersWithTls(address);
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

/** The library would give the number to Node as the name that TLS asks for, which Node refuses (RFC 6066, section 3). */
function refuseNumbersWithTls(address: string): void {
  if (/[?&]tls=false(?:&|$)/i.test(address)) return;
  const hosts = address.replace(/^[^/]*\/\/(?:[^/?]*@)?/, "").replace(/[/?].*$/, "");
  const number = hosts.split(",").find((host) => isIP(host.replace(/:\d+$/, "")) !== 0);
  if (number === undefined) return;
  throw new Error(`with TLS a server goes by its name: ${number} is a number`);
}

type Read = AsyncIterable<ResolvedEvent | AllStreamResolvedEvent> & NodeJS.EventEmitter;

async function collect(read: Read): Promise<readonly ServerEvent[]> {
  // What the library says after the reading has ended concerns nobody, but would end the process.
  read.on("error", () => undefined);
  const events: ServerEvent[] = [];
  for await (const { event } of read) {
    if (event === undefined) throw new Error("the server gave an event without its record");
    events.push(serverEventOf(event));
  }
  return events;
}

type LibraryEvent = NonNullable<(ResolvedEvent | AllStreamResolvedEvent)["event"]>;

function serverEventOf(event: LibraryEvent): ServerEvent {
  const { streamId, revision, id, type, data, metadata, position } = event;
  const known = knownPosition(position);
  if (!(data instanceof Uint8Array)) return { ...foreign, stream: streamId, type, id, position: known };
  return { stream: streamId, revision: Number(revision), position: known, id, type, data, metadata };
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
    if (event !== undefined) onEvent(serverEventOf(event));
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

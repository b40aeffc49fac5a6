import { Metadata, Server, ServerCredentials, status } from "@grpc/grpc-js";
import streamsGrpc from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { IStreamsServer } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { EventStore } from "../../../ports/event-store.ts";
import { createMemoryEventStore } from "../../memory/index.ts";
import { answerAppend, type AppendingNode } from "./appending.ts";
import { PendingFaults, type StandInFaults } from "./faults.ts";
import { proposalCodec } from "./proposals.ts";
import { answerRead } from "./reading.ts";

export type { AppendFault, StandInFaults } from "./faults.ts";
export { proposalCodec } from "./proposals.ts";

/** A server that speaks EventStoreDB's protocol, for machines that have none. */
export interface StandIn {
  readonly port: number;
  /** `esdb://127.0.0.1:PORT?tls=false`. */
  readonly address: string;
  readonly faults: StandInFaults;
  /** Ends it at once, every call with it. What was written stays for the next `start`. */
  kill(): void;
  /** Listens again, at the same port. */
  start(): Promise<void>;
  /** From now on, appends are answered with the address of the node at `port`; null: this one leads. */
  followLeaderAt(port: number | null): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** Where the events are; several stand-ins over one store are nodes of a cluster. Absent: a memory of its own. */
  readonly store?: EventStore;
  /** 0 or absent: a free one. */
  readonly port?: number;
}

/**
 * A stand-in for a server of EventStoreDB: real gRPC, the client package's own service definitions, and the events in
 * a store of ours, the memory adapter if nothing else is said.
 *
 * What it models: appends with expected revision, all or none, idempotent by event ids; the limit of an append's bytes;
 * reads of a stream and of all streams; subscriptions with a prefix filter; events that are not of this log among those
 * that are; a server that ends and comes back; unknown outcomes on demand; the answer of a node that does not lead.
 *
 * What it does not model: batched appends over one call (it does not offer them, as servers before 21.10), users and
 * TLS, elections and replication (gossip is not answered: a cluster is tried by its `not leader` answers alone),
 * deletion, `$maxCount` and scavenging, links and projections, the bounded memory for ids of appends at any revision
 * (it remembers all), and time: disks, compaction and load. It refuses an event id that is in the stream elsewhere; a
 * server takes it.
 */
export async function createStandIn({
  store: given,
  port: wanted = 0,
}: StandInOptions = {}): Promise<StandIn> {
  const store = given ?? createMemoryEventStore({ codec: proposalCodec() });
  const faults = new PendingFaults();
  let leaderPort: number | null = null;
  let server: Server | null = null;
  let port = wanted;
  const kill = (): void => {
    server?.forceShutdown();
    server = null;
  };
  const node: AppendingNode = {
    store,
    faults,
    leader: () => (leaderPort === null ? null : { address: "127.0.0.1", port: leaderPort }),
    kill,
  };
  const start = async (): Promise<void> => {
    server = new Server();
    server.addService(streamsGrpc.StreamsService, services(node));
    port = await listen(server, port);
  };
  await start();
  return {
    get port() {
      return port;
    },
    get address() {
      return `esdb://127.0.0.1:${port}?tls=false`;
    },
    faults,
    kill,
    start,
    followLeaderAt: (at) => {
      leaderPort = at;
    },
    close: async () => {
      kill();
      await store.close();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function services(node: AppendingNode): IStreamsServer {
  return {
    append: (call, answer) => {
      answerAppend(node, call, answer).catch((error: unknown) => answer(unknown(error)));
    },
    read: (call) => {
      answerRead(node.store, call).catch((error: unknown) => call.destroy(unknown(error)));
    },
    delete: (_call, answer) => answer(unimplemented()),
    tombstone: (_call, answer) => answer(unimplemented()),
    batchAppend: (call) => call.destroy(unimplemented()),
  };
}

function unknown(error: unknown): Error & { code: status } {
  return Object.assign(new Error(String(error)), {
    code: status.UNKNOWN,
    details: String(error),
    metadata: new Metadata(),
  });
}

function unimplemented(): Error & { code: status } {
  const details = "the stand-in does not model this";
  return Object.assign(new Error(details), {
    code: status.UNIMPLEMENTED,
    details,
    metadata: new Metadata(),
  });
}

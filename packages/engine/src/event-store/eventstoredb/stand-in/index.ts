import { Server, ServerCredentials, status } from "@grpc/grpc-js";
import gossipGrpc from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import type { IGossipServer } from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import type { ClusterInfo } from "@eventstore/db-client/generated/gossip_pb.js";
import streamsGrpc from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { IStreamsServer } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { EventStore } from "../../../ports/event-store.ts";
import { createMemoryEventStore } from "../../memory/index.ts";
import { answerAppend, type AppendingNode } from "./appending.ts";
import type { SelfSigned } from "./certificates.ts";
import { PendingFaults, type StandInFaults } from "./faults.ts";
import { failure, type Leader } from "./gate.ts";
import { proposalCodec } from "./proposals.ts";
import { answerRead } from "./reading.ts";

export type { AppendFault, StandInFaults } from "./faults.ts";
export { proposalCodec } from "./proposals.ts";

/** A server that speaks EventStoreDB's protocol, for machines that have none. */
export interface StandIn {
  readonly port: number;
  /** `esdb://127.0.0.1:PORT?tls=false`, or `esdb://localhost:PORT?tls=true`. */
  readonly address: string;
  readonly isListening: boolean;
  readonly faults: StandInFaults;
  /** Ends it at once, every call with it. What was written stays for the next `start`. */
  kill(): void;
  /** Listens again, at the same port. */
  start(): Promise<void>;
  /** From now on, who asks for the leader is sent on to the node at `port`; null: this one leads. */
  followLeaderAt(port: number | "nobody" | null): void;
  close(): Promise<void>;
}

export interface StandInOptions {
  /** Where the events are; several stand-ins over one store are nodes of a cluster. Absent: a memory of its own. */
  readonly store?: EventStore;
  /** 0 or absent: a free one. */
  readonly port?: number;
  /** Absent: plain. */
  readonly tls?: SelfSigned;
  /** Passwords by user. Absent: everyone may do everything. */
  readonly users?: ReadonlyMap<string, string>;
  /** What a cluster's nodes say of each other; see `cluster.ts`. Absent: gossip is not answered. */
  readonly gossip?: () => ClusterInfo;
}

/**
 * A stand-in for a server of EventStoreDB: real gRPC, the client package's own service definitions, and the events in
 * a store of ours, the memory adapter if nothing else is said.
 *
 * What it models: appends with expected revision, all or none, idempotent by event ids; the limit of an append's bytes;
 * a call whose time is over before it is written; reads of a stream and of all streams, backwards from before a
 * position; a position that is none; subscriptions with a prefix filter; events that are not of this log among those
 * that are; a server that ends and comes back; unknown outcomes on demand; TLS, users and passwords; gossip, and what
 * nodes answer that do not lead.
 *
 * What it does not model: batched appends over one call (it does not offer them, as servers before 21.10), who may read
 * and write what (a user may do all), elections and replication (a test says who leads, and what one node has written
 * all have), deletion, `$maxCount` and scavenging, links and projections, the bounded memory for ids of appends at any
 * revision (it remembers all), and time: disks, compaction and load. It refuses an event id that is in the stream
 * elsewhere; a server takes it.
 */
export async function createStandIn({
  store: given,
  port: wanted = 0,
  tls,
  users,
  gossip,
}: StandInOptions = {}): Promise<StandIn> {
  const store = given ?? createMemoryEventStore({ codec: proposalCodec() });
  const faults = new PendingFaults();
  let leader: Leader = "this";
  let server: Server | null = null;
  let port = wanted;
  const kill = (): void => {
    server?.forceShutdown();
    server = null;
  };
  const node: AppendingNode = {
    store,
    faults,
    users: users ?? null,
    leader: () => leader,
    kill,
  };
  const start = async (): Promise<void> => {
    server = new Server();
    server.addService(streamsGrpc.StreamsService, services(node));
    if (gossip !== undefined) {
      const gossiping: IGossipServer = { read: (_call, answer) => answer(null, gossip()) };
      server.addService(gossipGrpc.GossipService, gossiping);
    }
    port = await listen(server, port, tls);
  };
  await start();
  return {
    get port() {
      return port;
    },
    get address() {
      return tls === undefined ? `esdb://127.0.0.1:${port}?tls=false` : `esdb://localhost:${port}?tls=true`;
    },
    get isListening() {
      return server !== null;
    },
    faults,
    kill,
    start,
    followLeaderAt: (at) => {
      if (at === null) leader = "this";
      else leader = at === "nobody" ? at : { host: "localhost", port: at };
    },
    close: async () => {
      kill();
      await store.close();
    },
  };
}

function listen(server: Server, port: number, tls: SelfSigned | undefined): Promise<number> {
  const credentials =
    tls === undefined
      ? ServerCredentials.createInsecure()
      : ServerCredentials.createSsl(null, [
          { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
        ]);
  return new Promise((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, bound) => {
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
      answerRead(node, call).catch((error: unknown) => call.emit("error", unknown(error)));
    },
    delete: (_call, answer) => answer(unimplemented()),
    tombstone: (_call, answer) => answer(unimplemented()),
    batchAppend: (call) => call.emit("error", unimplemented()),
  };
}

/** What a server refuses says itself how; anything else is a fault of the stand-in. */
function unknown(error: unknown): Error & { code: status } {
  if (error instanceof Error && "code" in error && "metadata" in error)
    return error as Error & { code: status };
  return failure(status.UNKNOWN, String(error));
}

function unimplemented(): Error & { code: status } {
  return failure(status.UNIMPLEMENTED, "the stand-in does not model this");
}

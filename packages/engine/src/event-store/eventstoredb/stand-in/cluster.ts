import { randomUUID } from "node:crypto";
import gossipPb from "@eventstore/db-client/generated/gossip_pb.js";
import sharedPb from "@eventstore/db-client/generated/shared_pb.js";
import type { ClusterInfo } from "@eventstore/db-client/generated/gossip_pb.js";
import { createMemoryEventStore } from "../../memory/index.ts";
import type { SelfSigned } from "./certificates.ts";
import { createStandIn, type StandIn } from "./index.ts";
import { proposalCodec } from "./proposals.ts";

export interface ClusterOptions {
  readonly nodes: number;
  readonly tls?: SelfSigned;
  readonly users?: ReadonlyMap<string, string>;
}

/** Nodes over one store: what one has written all have, at once. */
export interface StandInCluster {
  readonly nodes: readonly StandIn[];
  /** `localhost:PORT,localhost:PORT,…`. */
  readonly hosts: string;
  /** From now on this node leads, and the others say so; null: nobody does. */
  lead(node: number | null): void;
  close(): Promise<void>;
}

interface Member {
  readonly id: string;
  readonly node: StandIn;
}

/** Starts nodes that answer gossip with each other. The first leads. Nobody votes: a test says who leads. */
export async function createCluster({ nodes: count, ...node }: ClusterOptions): Promise<StandInCluster> {
  const store = createMemoryEventStore({ codec: proposalCodec() });
  const members: Member[] = [];
  let leader: number | null = 0;
  const info = (): ClusterInfo =>
    new gossipPb.ClusterInfo().setMembersList(
      members.map((member, index) => memberInfo(member, index === leader)),
    );
  for (let index = 0; index < count; index += 1)
    members.push({ id: randomUUID(), node: await createStandIn({ ...node, store, gossip: info }) });
  const nodes = members.map((member) => member.node);
  const lead = (next: number | null): void => {
    leader = next;
    const port = next === null ? "nobody" : (nodes[next]?.port ?? "nobody");
    for (const [index, each] of nodes.entries()) each.followLeaderAt(index === next ? null : port);
  };
  lead(0);
  return {
    nodes,
    hosts: nodes.map(({ port }) => `localhost:${port}`).join(","),
    lead,
    close: async () => {
      for (const each of nodes) await each.close();
    },
  };
}

function memberInfo({ id, node }: Member, leads: boolean): gossipPb.MemberInfo {
  const { LEADER, FOLLOWER } = gossipPb.MemberInfo.VNodeState;
  return new gossipPb.MemberInfo()
    .setInstanceId(new sharedPb.UUID().setString(id))
    .setTimeStamp("0")
    .setState(leads ? LEADER : FOLLOWER)
    .setIsAlive(node.isListening)
    .setHttpEndPoint(new gossipPb.EndPoint().setAddress("localhost").setPort(node.port));
}

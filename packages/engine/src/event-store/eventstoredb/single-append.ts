import { randomUUID } from "node:crypto";
import type { EventStoreDBClient } from "@eventstore/db-client";
import type { StreamsClient } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { AppendReq, AppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { CallOptions, Metadata } from "@grpc/grpc-js";
import type { ExpectedRevision } from "../../ports/event-store.ts";
import { knownPosition, type ServerPosition } from "./positions.ts";
import type { ServerProposal } from "./server-events.ts";

/** What the library uses for its own calls, and hides from its types. */
interface ClientInternals {
  execute<Result>(
    constructor: typeof StreamsClient,
    name: string,
    action: (streams: StreamsClient) => Promise<Result>,
  ): Promise<Result>;
  callArguments(
    options: { readonly requiresLeader: boolean },
    callOptions: CallOptions,
  ): [Metadata, CallOptions];
}

export interface SingleAppend {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly ServerProposal[];
  /** Counted from the call of `appendOnce`. */
  readonly deadlineMs: number;
}

export interface Appended {
  readonly revision: number;
  /** Null where the server gave none. */
  readonly position: ServerPosition | null;
}

/**
 * One append as one call, made here from the library's own message types for two reasons.
 *
 * The library sends appends in batches where the server offers that, and keeps those that wait for their answers in one
 * table for all its clients: a lost connection of one client fails the appends of another, and the late answer to such
 * an append throws where nobody can catch it. And it counts a call's deadline from when it has found a server to talk
 * to, which may be long after the caller was last sure that it might write.
 */
export async function appendOnce(client: EventStoreDBClient, append: SingleAppend): Promise<Appended> {
  const isOver = timer(append.deadlineMs);
  const deadline = new Date(Date.now() + append.deadlineMs);
  const { default: grpc } = await import("@eventstore/db-client/generated/streams_grpc_pb.js");
  const library = await import("@eventstore/db-client");
  const { convertToCommandError } = await import("@eventstore/db-client/dist/utils/CommandError.js");
  const requests = await requestsOf(append);
  const internals = client as unknown as ClientInternals;
  const response = await internals.execute(grpc.StreamsClient, "append", (streams) => {
    if (isOver()) return Promise.reject(new CallTooLate());
    return new Promise<AppendResp>((resolve, reject) => {
      const call = streams.append(
        ...internals.callArguments({ requiresLeader: true }, { deadline }),
        (error, answer) => {
          if (error === null) resolve(answer);
          else reject(convertToCommandError(error));
        },
      );
      call.on("error", reject);
      for (const request of requests) call.write(request);
      call.end();
    });
  });
  const success = response.getSuccess();
  if (success !== undefined) {
    const at = success.getPosition();
    const position =
      at === undefined
        ? null
        : { commit: BigInt(at.getCommitPosition()), prepare: BigInt(at.getPreparePosition()) };
    return {
      revision: Number(success.getCurrentRevision()),
      position: knownPosition(position ?? undefined),
    };
  }
  const wrong = response.getWrongExpectedVersion();
  if (wrong === undefined) throw new Error("the server ended an append without an answer");
  throw new library.WrongExpectedVersionError(null as never, {
    streamName: append.stream,
    current: wrong.hasCurrentRevision() ? BigInt(wrong.getCurrentRevision()) : "no_stream",
    expected: libraryRevision(append.expected),
  });
}

/** The call's time was over before it could begin: nothing was sent. */
class CallTooLate extends Error {
  override readonly name = "CallTooLate";
  readonly type = "deadline-exceeded";

  constructor() {
    super("the time of an append was over before a server was found");
  }
}

/** Whether so many milliseconds have passed, by two clocks: either may stand still or be set back. */
function timer(durationMs: number): () => boolean {
  const monotonic = performance.now();
  const wall = Date.now();
  return () => performance.now() - monotonic >= durationMs || Date.now() - wall >= durationMs;
}

function libraryRevision(expected: ExpectedRevision): bigint | "no_stream" | "any" {
  if (expected === "no-stream") return "no_stream";
  return expected === "any" ? "any" : BigInt(expected);
}

async function requestsOf({ stream, expected, events }: SingleAppend): Promise<readonly AppendReq[]> {
  const { default: pb } = await import("@eventstore/db-client/generated/streams_pb.js");
  const { default: shared } = await import("@eventstore/db-client/generated/shared_pb.js");
  const identifier = new shared.StreamIdentifier().setStreamName(Buffer.from(stream));
  const options = new pb.AppendReq.Options().setStreamIdentifier(identifier);
  if (expected === "no-stream") options.setNoStream(new shared.Empty());
  else if (expected === "any") options.setAny(new shared.Empty());
  else options.setRevision(String(expected));
  const proposals = events.map(({ id, type, data, metadata, contentType = "application/octet-stream" }) => {
    const proposal = new pb.AppendReq.ProposedMessage()
      .setId(new shared.UUID().setString(id))
      .setData(data)
      .setCustomMetadata(Buffer.from(JSON.stringify(metadata)));
    proposal.getMetadataMap().set("type", type).set("content-type", contentType);
    return new pb.AppendReq().setProposedMessage(proposal);
  });
  return [new pb.AppendReq().setOptions(options), ...proposals];
}

/** What lets the server forget all but the last `count` events of a stream, and the stream that it is written to. */
export function keepLastOf(stream: string, count: number): Pick<SingleAppend, "stream" | "events"> {
  const data = Buffer.from(JSON.stringify({ $maxCount: count }));
  const event = { id: randomUUID(), type: "$metadata", data, metadata: {}, contentType: "application/json" };
  return { stream: `$$${stream}`, events: [event] };
}

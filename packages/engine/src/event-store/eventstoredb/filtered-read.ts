import type { AllStreamResolvedEvent, EventStoreDBClient } from "@eventstore/db-client";
import type { ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { StreamsClient } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import type { CallOptions, ClientReadableStream, Metadata } from "@grpc/grpc-js";
import type { FilteredRead } from "./server-events.ts";

/** What the library uses for its own calls, and hides from its types. */
interface ClientInternals {
  GRPCStreamCreator(
    constructor: typeof StreamsClient,
    name: string,
    create: (client: StreamsClient) => ClientReadableStream<ReadResp>,
  ): () => Promise<ClientReadableStream<ReadResp>>;
  callArguments(
    options: { readonly requiresLeader: boolean },
    callOptions: CallOptions,
  ): [Metadata, CallOptions];
}

/**
 * Reads all streams whose names begin with a prefix, of the leader.
 *
 * The protocol has a filter for such reads, but the library's `readAll` takes it and sends none. Without it the end of a
 * small log on a large server would be found only by reading everything that others wrote since; so the request is made
 * here, from the library's own message types. Readers filter what comes all the same.
 */
export async function readAllFiltered(
  client: EventStoreDBClient,
  read: FilteredRead,
): Promise<AsyncIterable<AllStreamResolvedEvent> & NodeJS.EventEmitter> {
  const { default: grpc } = await import("@eventstore/db-client/generated/streams_grpc_pb.js");
  const { ReadStream } = await import("@eventstore/db-client/dist/streams/utils/ReadStream.js");
  const { convertGrpcEvent } = await import("@eventstore/db-client/dist/utils/convertGrpcEvent.js");
  const request = await requestOf(read);
  const internals = client as unknown as ClientInternals;
  const callOptions = internals.callArguments({ requiresLeader: true }, { deadline: Infinity });
  const create = internals.GRPCStreamCreator(grpc.StreamsClient, "readAll", (streams) =>
    streams.read(request, ...callOptions),
  );
  return new ReadStream<AllStreamResolvedEvent>(create, convertGrpcEvent, {});
}

async function requestOf({ direction, from, count, prefix }: FilteredRead): Promise<ReadReq> {
  const { default: pb } = await import("@eventstore/db-client/generated/streams_pb.js");
  const { default: shared } = await import("@eventstore/db-client/generated/shared_pb.js");
  const { Options } = pb.ReadReq;
  const all = new Options.AllOptions();
  if (from === "start") all.setStart(new shared.Empty());
  else if (from === "end") all.setEnd(new shared.Empty());
  else {
    const position = new Options.Position();
    all.setPosition(position.setCommitPosition(String(from.commit)).setPreparePosition(String(from.prepare)));
  }
  const filter = new Options.FilterOptions();
  filter.setStreamIdentifier(new Options.FilterOptions.Expression().setPrefixList([prefix]));
  filter.setCount(new shared.Empty());
  filter.setCheckpointintervalmultiplier(1);
  const { FORWARDS, BACKWARDS } = Options.ReadDirection;
  const options = new Options()
    .setAll(all)
    .setFilter(filter)
    .setReadDirection(direction === "forwards" ? FORWARDS : BACKWARDS)
    .setCount(String(count))
    .setUuidOption(new Options.UUIDOption().setString(new shared.Empty()));
  return new pb.ReadReq().setOptions(options);
}

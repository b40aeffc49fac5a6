import { type ServerWritableStream, status } from "@grpc/grpc-js";
import type { Position, RecordedEvent, StreamName } from "@legbook/domain";
import streamsPb from "@eventstore/db-client/generated/streams_pb.js";
import type { ReadReq, ReadResp } from "@eventstore/db-client/generated/streams_pb.js";
import type { EventStore, ReadOptions } from "../../../ports/event-store.ts";
import { failure, type Gate, refusalOf } from "./gate.ts";
import { eventResponse, streamNotFound } from "./messages.ts";
import { commitOf, isPosition, positionNear } from "./positions.ts";

type ReadCall = ServerWritableStream<ReadReq, ReadResp>;
type Direction = ReadOptions["direction"];

export interface ReadingNode extends Gate {
  readonly store: EventStore;
}

/** Handles one call of `Read`: of a stream, of all streams, or a subscription to all streams. */
export async function answerRead({ store, ...gate }: ReadingNode, call: ReadCall): Promise<void> {
  const refusal = refusalOf(call, gate);
  if (refusal !== null) throw refusal;
  const options = call.request.getOptions();
  if (options === undefined) throw new RangeError("a read without options");
  if (options.hasSubscription()) await subscribe(store, call, options);
  else if (options.hasAll()) await readAll(store, call, options);
  else await readStream(store, call, options);
  call.end();
}

/** Waits while the client takes nothing. False once it has gone. */
async function send(call: ReadCall, response: ReadResp): Promise<boolean> {
  if (call.cancelled || call.destroyed) return false;
  if (call.write(response)) return true;
  await new Promise<void>((resolve) => {
    const go = (): void => {
      for (const event of GOING_ON) call.off(event, go);
      resolve();
    };
    for (const event of GOING_ON) call.on(event, go);
  });
  return !call.cancelled;
}

/** What ends the waiting for a client that takes nothing. */
const GOING_ON = ["drain", "cancelled", "close", "error"] as const;

async function sendAll(call: ReadCall, pages: AsyncIterable<readonly RecordedEvent[]>): Promise<void> {
  const passes = filterOf(call.request.getOptions());
  let left = Number(call.request.getOptions()?.getCount());
  for await (const page of pages) {
    for (const event of page) {
      if (!passes(event.stream)) continue;
      if (left === 0 || !(await send(call, eventResponse(event)))) return;
      left -= 1;
    }
  }
}

function directionOf(options: ReadReq.Options): Direction {
  return options.getReadDirection() === streamsPb.ReadReq.Options.ReadDirection.BACKWARDS
    ? "backwards"
    : "forwards";
}

async function readStream(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const source = options.getStream();
  const name = Buffer.from(
    source?.getStreamIdentifier()?.getStreamName_asU8() ?? [],
  ).toString() as StreamName;
  const last = await store.streamRevision(name);
  if (last === null) {
    await send(call, streamNotFound(name));
    return;
  }
  const direction = directionOf(options);
  const from = source?.hasRevision() === true ? { from: Number(source.getRevision()) } : {};
  const isPastEnd = source?.hasEnd() === true && direction === "forwards";
  if (isPastEnd) return;
  await sendAll(call, store.readStream(name, { direction, ...from }));
}

async function readAll(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const source = options.getAll();
  const direction = directionOf(options);
  const at = source?.hasPosition() === true ? BigInt(source.getPosition()?.getCommitPosition() ?? 0) : null;
  const isAtEnd = source?.hasEnd() === true;
  const isAtStart = source?.hasStart() === true;
  if (direction === "forwards" ? isAtEnd : isAtStart) return;
  if (at !== null && !isPosition(at)) throw invalidPosition();
  // Forwards from the event there on, backwards from the one before it.
  const first = at === null || direction === "forwards" ? at : at - 1n;
  if (first !== null && first < 1n) return;
  const from = first === null ? {} : { from: positionNear(first, direction) };
  await sendAll(call, store.readAll({ direction, ...from }));
}

function invalidPosition(): Error {
  return failure(status.UNKNOWN, "Unexpected FilteredReadAllResult: InvalidPosition");
}

async function subscribe(store: EventStore, call: ReadCall, options: ReadReq.Options): Promise<void> {
  const abort = new AbortController();
  call.on("cancelled", () => abort.abort());
  call.on("close", () => abort.abort());
  const after = await subscribedAfter(store, options);
  const confirmation = new streamsPb.ReadResp.SubscriptionConfirmation().setSubscriptionId("stand-in");
  await send(call, new streamsPb.ReadResp().setConfirmation(confirmation));
  const passes = filterOf(options);
  let isCaughtUp = false;
  const from = after === null ? {} : { after };
  for await (const { events, live } of store.subscribeAll({ ...from, signal: abort.signal })) {
    for (const event of events) {
      if (passes(event.stream) && !(await send(call, eventResponse(event)))) return;
    }
    const last = events.at(-1);
    if (options.hasFilter() && last !== undefined) await send(call, checkpoint(last.position));
    if (live && !isCaughtUp) {
      isCaughtUp = true;
      await send(call, new streamsPb.ReadResp().setCaughtUp(new streamsPb.ReadResp.CaughtUp()));
    }
  }
}

async function subscribedAfter(store: EventStore, options: ReadReq.Options): Promise<Position | null> {
  const source = options.getAll();
  if (source?.hasEnd() === true) return store.head();
  const position = source?.getPosition();
  if (position === undefined) return null;
  return positionNear(BigInt(position.getCommitPosition()), "backwards");
}

function filterOf(options: ReadReq.Options | undefined): (stream: StreamName) => boolean {
  const prefixes = options?.getFilter()?.getStreamIdentifier()?.getPrefixList();
  if (prefixes === undefined) return () => true;
  return (stream) => prefixes.some((prefix) => stream.startsWith(prefix));
}

function checkpoint(position: Position): ReadResp {
  const commit = commitOf(position).toString();
  const at = new streamsPb.ReadResp.Checkpoint().setCommitPosition(commit).setPreparePosition(commit);
  return new streamsPb.ReadResp().setCheckpoint(at);
}

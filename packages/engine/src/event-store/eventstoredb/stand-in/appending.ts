import type { sendUnaryData, ServerReadableStream, ServiceError } from "@grpc/grpc-js";
import { status } from "@grpc/grpc-js";
import type { StreamName } from "@legbook/domain";
import type { AppendReq, AppendResp } from "@eventstore/db-client/generated/streams_pb.js";
import { EventIdReused, type EventStore, WrongExpectedRevision } from "../../../ports/event-store.ts";
import { systemClock } from "../../../adapters/index.ts";
import type { AppendFault, PendingFaults } from "./faults.ts";
import { failure, type Gate, notLeader, refusalOf } from "./gate.ts";
import { appended, expectedRevisionOf, readProposal, sizeOf, wrongExpectedVersion } from "./messages.ts";
import { eventOf, type Proposal } from "./proposals.ts";

/** A server's default for the bytes of one append, cumulative over its events. */
const APPEND_BYTES_MAX = 1_048_576;

export interface AppendingNode extends Gate {
  readonly store: EventStore;
  readonly faults: PendingFaults;
  /** Ends the server without an answer to anyone. */
  kill(): void;
}

/** Handles one call of `Append`: options first, then the events, answered when the client has ended. */
export async function answerAppend(
  node: AppendingNode,
  call: ServerReadableStream<AppendReq, AppendResp>,
  answer: sendUnaryData<AppendResp>,
): Promise<void> {
  const fault = node.faults.take();
  const proposals: Proposal[] = [];
  let options: AppendReq.Options | undefined;
  for await (const message of call as AsyncIterable<AppendReq>) {
    options ??= message.getOptions();
    const proposed = message.getProposedMessage();
    if (proposed !== undefined) proposals.push(readProposal(proposed));
  }
  if (options === undefined) return answer(failure(status.INVALID_ARGUMENT, "no options"));
  const refusal = refusalOf(call, node);
  if (refusal !== null) return answer(refusal);
  if (fault?.how === "hold" || fault?.how === "hold-past-deadline") await node.faults.hold();
  // As a server, which looks once whether the call is over, when its turn to be written has come.
  if (call.cancelled && fault?.how !== "hold-past-deadline") return;
  if (isFailure(fault) && fault.when === "before-writing") return fail(node, fault, answer);
  const outcome = await write(node.store, options, proposals);
  if (isFailure(fault)) return fail(node, fault, answer);
  if ("refused" in outcome) answer(outcome.refused);
  else answer(null, outcome.response);
}

type Failure = AppendFault & { readonly how: Exclude<AppendFault["how"], "hold" | "hold-past-deadline"> };

function isFailure(fault: AppendFault | null): fault is Failure {
  return fault !== null && fault.how !== "hold" && fault.how !== "hold-past-deadline";
}

type Outcome = { readonly response: AppendResp } | { readonly refused: Partial<ServiceError> };

async function write(
  store: EventStore,
  options: AppendReq.Options,
  proposals: readonly Proposal[],
): Promise<Outcome> {
  const bytes = proposals.reduce((sum, proposal) => sum + sizeOf(proposal), 0);
  if (bytes > APPEND_BYTES_MAX) {
    const trailers = {
      exception: "maximum-append-size-exceeded",
      "maximum-append-size": String(APPEND_BYTES_MAX),
    };
    const details = `Maximum Append Size of ${APPEND_BYTES_MAX} Exceeded.`;
    return { refused: failure(status.INVALID_ARGUMENT, details, trailers) };
  }
  const name = options.getStreamIdentifier()?.getStreamName_asU8() ?? [];
  const stream = Buffer.from(name).toString() as StreamName;
  const expectedRevision = expectedRevisionOf(options);
  const events = proposals.map((proposal) => eventOf(proposal, stream, systemClock.now()));
  try {
    const result = await store.append({ stream, expectedRevision, events });
    return { response: appended(result) };
  } catch (error) {
    if (error instanceof WrongExpectedRevision)
      return { response: wrongExpectedVersion(expectedRevision, error.actual) };
    const code = error instanceof EventIdReused ? status.INVALID_ARGUMENT : status.UNKNOWN;
    return { refused: failure(code, String(error)) };
  }
}

const STATUS = {
  unavailable: status.UNAVAILABLE,
  cancelled: status.CANCELLED,
  "deadline-exceeded": status.DEADLINE_EXCEEDED,
} as const;

function fail(node: AppendingNode, { how }: Failure, answer: sendUnaryData<AppendResp>): void {
  if (how === "kill") node.kill();
  else if (how === "not-leader") answer(notLeader({ host: "127.0.0.1", port: 1 }));
  else answer(failure(STATUS[how], `on demand: ${how}`));
}

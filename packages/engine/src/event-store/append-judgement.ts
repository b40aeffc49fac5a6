import type { EventId, EventMetadata, StreamName } from "@legbook/domain";
import {
  type AppendResult,
  type ExpectedRevision,
  EventIdReused,
  WrongExpectedRevision,
} from "../ports/event-store.ts";
import { writeEventId } from "./event-id-bytes.ts";
import { formatPosition } from "./position.ts";

/** What decides an append: what its events hold does not matter. */
export interface AppendPlan {
  readonly stream: StreamName;
  readonly events: readonly { readonly metadata: EventMetadata }[];
  readonly expectedRevision: ExpectedRevision;
}

/** Where an event is. */
export interface EventPlace {
  readonly stream: StreamName;
  readonly revision: number;
  /** 1 for the first event of the log. */
  readonly sequence: number;
}

/** What a log holds at the moment of an append, earlier appends of the same commit included. */
export interface LogIndex {
  /** -1 for a stream without events. */
  revisionOf(stream: StreamName): number;
  locate(id: EventId): EventPlace | null;
}

export type AppendJudgement =
  /** Write it, the first event at this revision. */
  | { readonly kind: "write"; readonly revision: number }
  | { readonly kind: "repeated"; readonly result: AppendResult }
  | { readonly kind: "refused"; readonly error: Error };

/** Whether the writer's belief about a stream that is at `revision` (-1: no event) holds. */
export function isExpected(request: AppendPlan, revision: number): boolean {
  const { expectedRevision } = request;
  if (expectedRevision === "any") return true;
  return expectedRevision === "no-stream" ? revision === -1 : revision === expectedRevision;
}

/** The error for a belief that does not hold. */
export function wrongRevision(request: AppendPlan, revision: number): WrongExpectedRevision {
  return new WrongExpectedRevision(
    request.stream,
    request.expectedRevision,
    revision === -1 ? null : revision,
  );
}

/** Decides an append by its event ids first, then by the expected revision. */
export function judgeAppend(request: AppendPlan, index: LogIndex): AppendJudgement {
  const malformed = malformedMetadata(request);
  if (malformed !== null) return { kind: "refused", error: malformed };
  const places = request.events.map(({ metadata }) => index.locate(metadata.id));
  const known = places.filter((place) => place !== null);
  if (known.length > 0) return judgeRepeat(request, known);
  const ids = new Set(request.events.map(({ metadata }) => metadata.id));
  if (ids.size < request.events.length) return reused(request, "two of its events have one id");
  const revision = index.revisionOf(request.stream);
  return isExpected(request, revision)
    ? { kind: "write", revision: revision + 1 }
    : { kind: "refused", error: wrongRevision(request, revision) };
}

const scratch = new Uint8Array(16);

function malformedMetadata({ events }: AppendPlan): RangeError | null {
  try {
    for (const { metadata } of events) {
      writeEventId(metadata.id, scratch);
      writeEventId(metadata.correlationId, scratch);
      if (metadata.causationId !== null) writeEventId(metadata.causationId, scratch);
      for (const time of [metadata.occurredAt, metadata.recordedAt]) {
        if (!Number.isSafeInteger(time)) throw new RangeError(`not whole milliseconds: ${time}`);
      }
    }
    return null;
  } catch (error) {
    if (error instanceof RangeError) return error;
    throw error;
  }
}

function judgeRepeat(request: AppendPlan, known: readonly EventPlace[]): AppendJudgement {
  if (known.length < request.events.length) {
    return reused(request, `${known.length} of its ${request.events.length} events are in the log already`);
  }
  const [first] = known;
  const last = known.at(-1);
  if (first === undefined || last === undefined) throw new Error("an append without events was judged");
  if (known.some((place) => place.stream !== request.stream)) {
    return reused(request, `its events are in stream ${first.stream}`);
  }
  if (known.some((place, offset) => place.revision !== first.revision + offset)) {
    return reused(request, "its events are in the stream, but not one after the other");
  }
  if (!isExpected(request, first.revision - 1)) {
    return reused(request, `its events are in the stream from revision ${first.revision} on`);
  }
  return {
    kind: "repeated",
    result: { revision: last.revision, position: formatPosition(last.sequence), repeated: true },
  };
}

function reused(request: AppendPlan, what: string): AppendJudgement {
  const error = new EventIdReused(
    `append to ${request.stream}, expected ${request.expectedRevision}: ${what}; an event id is made once for one event`,
  );
  return { kind: "refused", error };
}

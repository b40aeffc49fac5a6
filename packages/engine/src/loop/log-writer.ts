import type { NewEvent, Position, StreamName } from "@legbook/domain";
import {
  WrongExpectedRevision,
  type AppendRequest,
  type EventStore,
  type ExpectedRevision,
} from "../ports/event-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { EngineObserver } from "../ports/engine.ts";
import type { Decided } from "./decide.ts";

/** What became of a turn's events: those in the log, in order, and those that another writer was faster for. */
export interface WriteResult {
  readonly durable: readonly Decided[];
  readonly overtaken: readonly Decided[];
  /** Of the last event; null when none was written. */
  readonly position: Position | null;
}

interface Run {
  readonly stream: StreamName;
  readonly expectedRevision: ExpectedRevision;
  readonly events: Decided[];
}

/**
 * Appends a turn's events in their order: each run of one stream is an append, all of them are handed to the store
 * at once so that they share a commit. Any failure but a wrong revision is the caller's to stop on.
 */
export async function writeDecisions(
  store: EventStore,
  decided: readonly Decided[],
  clock: Clock,
  observer: EngineObserver,
): Promise<WriteResult> {
  const runs = splitIntoRuns(decided);
  const began = clock.monotonicMs();
  const outcomes = await Promise.allSettled(runs.map((run) => store.append(requestOf(run))));
  if (decided.length > 0) observer.logAppendSeconds((clock.monotonicMs() - began) / 1_000, decided.length);
  const durable: Decided[] = [];
  const overtaken: Decided[] = [];
  let position: Position | null = null;
  for (const [index, outcome] of outcomes.entries()) {
    const events = runs[index]?.events ?? [];
    if (outcome.status === "fulfilled") {
      durable.push(...events);
      position = outcome.value.position;
    } else if (outcome.reason instanceof WrongExpectedRevision) {
      overtaken.push(...events);
    } else {
      throw outcome.reason;
    }
  }
  return { durable, overtaken, position };
}

function requestOf(run: Run): AppendRequest {
  const events: NewEvent[] = run.events.map(({ event, metadata }) => ({ event, metadata }));
  return { stream: run.stream, expectedRevision: run.expectedRevision, events };
}

function splitIntoRuns(decided: readonly Decided[]): readonly Run[] {
  const runs: Run[] = [];
  for (const item of decided) {
    const last = runs.at(-1);
    if (last !== undefined && last.stream === item.stream) last.events.push(item);
    else runs.push({ stream: item.stream, expectedRevision: item.expectedRevision, events: [item] });
  }
  return runs;
}

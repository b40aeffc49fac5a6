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

/** Streams that other programs may write to as well: limits and the kill switch must be at hand without this engine. */
const SHARED_STREAMS = "risk-";
/** Events of one append. */
const RUN_EVENTS_MAX = 1_024;

/**
 * Appends what a turn took in and then its events in their order: each run of one stream is an append, all of them are
 * handed to the store at once so that they share a commit. What follows on a stream where another writer was faster counts as overtaken
 * too: it was decided on a state that never was. Any failure but a wrong revision is the caller's to stop on.
 */
export async function writeDecisions(
  store: EventStore,
  inputs: AppendRequest,
  decided: readonly Decided[],
  clock: Clock,
  observer: EngineObserver,
): Promise<WriteResult> {
  const began = clock.monotonicMs();
  const durable: Decided[] = [];
  const overtaken: Decided[] = [];
  const lost = new Set<StreamName>();
  let position: Position | null = null;
  const inputsWritten = store.append(inputs);
  // Its failure is told below, once the appends that go with it have ended.
  inputsWritten.catch(() => {});
  for (const runs of splitWhereOthersWrite(splitIntoRuns(decided))) {
    const possible = runs.filter((run) => !lost.has(run.stream));
    for (const run of runs) if (lost.has(run.stream)) overtaken.push(...run.events);
    const outcomes = await Promise.allSettled(possible.map((run) => store.append(requestOf(run))));
    for (const [index, outcome] of outcomes.entries()) {
      const run = possible[index];
      if (run === undefined) throw new Error("the log answered an append that was not made");
      if (outcome.status === "fulfilled") {
        if (lost.has(run.stream))
          throw new Error(`${run.stream} went on after another writer had been faster`);
        durable.push(...run.events);
        position = outcome.value.position;
      } else if (outcome.reason instanceof WrongExpectedRevision) {
        overtaken.push(...run.events);
        lost.add(run.stream);
      } else {
        throw outcome.reason;
      }
    }
  }
  await inputsWritten;
  observer.logAppendSeconds((clock.monotonicMs() - began) / 1_000, decided.length + 1);
  return { durable, overtaken, position };
}

/**
 * A second run on a shared stream waits for the first: if another program's event slipped in between, the second would
 * find the revision that it expects and stand on a state that it was not decided on. Streams of our own share a commit.
 */
function splitWhereOthersWrite(runs: readonly Run[]): readonly (readonly Run[])[] {
  const groups: Run[][] = [];
  let shared = new Set<StreamName>();
  for (const run of runs) {
    const last = groups.at(-1);
    if (last === undefined || shared.has(run.stream)) {
      groups.push([run]);
      shared = new Set();
    } else {
      last.push(run);
    }
    if (run.stream.startsWith(SHARED_STREAMS)) shared.add(run.stream);
  }
  return groups;
}

function requestOf(run: Run): AppendRequest {
  const events: NewEvent[] = run.events.map(({ event, metadata }) => ({ event, metadata }));
  return { stream: run.stream, expectedRevision: run.expectedRevision, events };
}

function splitIntoRuns(decided: readonly Decided[]): readonly Run[] {
  const runs: Run[] = [];
  for (const item of decided) {
    const last = runs.at(-1);
    if (last !== undefined && last.stream === item.stream && last.events.length < RUN_EVENTS_MAX)
      last.events.push(item);
    else runs.push({ stream: item.stream, expectedRevision: item.expectedRevision, events: [item] });
  }
  return runs;
}

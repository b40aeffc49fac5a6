import { writeSync } from "node:fs";
import {
  type DomainEvent,
  epochMs,
  type EventId,
  type NewEvent,
  type StreamName,
  streamName,
} from "@legbook/domain";
import { createUuidV7Ids, domainEventCodec, openSqliteEventStore, systemClock } from "@legbook/engine";
import { PROLOGUE, sampleLog, TEN_O_CLOCK } from "@legbook/projections/testing";
import * as fc from "fast-check";
import { pino } from "pino";
import { startViews } from "../start-views.ts";

/**
 * Writes to the log at the first argument, from many writers at once, while views follow it and are saved at the
 * second; until it is killed. Prints a line for every append once it is acknowledged. The third argument chooses the
 * events, the same for the same number.
 */
export interface Acknowledgement {
  readonly stream: StreamName;
  /** Of the append's last event. */
  readonly revision: number;
  readonly position: string;
  readonly id: EventId;
}

const WRITERS = 24;
const SAMPLES = 200;
const APPEND_EVENTS_MAX = 7;

const [logPath = "", viewsPath = "", seed = "1"] = process.argv.slice(2);
const ids = createUuidV7Ids(systemClock);
const store = openSqliteEventStore({ path: logPath, codec: domainEventCodec() });
const isEmpty = (await store.head()) === null;
const stop = (error: unknown): never => {
  console.error(error);
  process.exit(1);
};
await startViews({
  store,
  log: logPath,
  path: viewsPath,
  logger: pino({ level: "silent" }),
  onFatal: stop,
});

/** Appends without an end: samples of everything that a log holds, orders under new references. */
function* load(): Generator<readonly DomainEvent[]> {
  if (isEmpty) yield PROLOGUE;
  const samples = fc.sample(sampleLog, { numRuns: SAMPLES, seed: Number(seed) });
  for (let round = 0; ; round += 1) {
    const sample = samples[round % samples.length] ?? [];
    const events = sample.slice(PROLOGUE.length).map((event) => ofRound(event, `${seed}-${round}`));
    for (let first = 0; first < events.length;) {
      const count = 1 + ((first + round) % APPEND_EVENTS_MAX);
      yield events.slice(first, first + count);
      first += count;
    }
  }
}

function ofRound(event: DomainEvent, round: string): DomainEvent {
  if (!("orderRef" in event.data)) return event;
  return { ...event, data: { ...event.data, orderRef: `${event.data.orderRef}-${round}` } } as DomainEvent;
}

function streamOf({ type, data }: DomainEvent): StreamName {
  if ("orderRef" in data) return streamName("order", data.orderRef);
  return type === "TicksRecorded" ? streamName("market", "2015-12-24") : streamName("sample", "all");
}

/** Neighbours that go to one stream share an append; each names how many there are, so that a half is recognised. */
function* appends(): Generator<{ readonly stream: StreamName; readonly events: readonly NewEvent[] }> {
  for (const events of load()) {
    for (let first = 0; first < events.length;) {
      const run = runFrom(events.slice(first));
      first += run.events.length;
      yield run;
    }
  }
}

function runFrom(events: readonly DomainEvent[]): {
  readonly stream: StreamName;
  readonly events: readonly NewEvent[];
} {
  const [first] = events;
  if (first === undefined) throw new Error("no event to append");
  const stream = streamOf(first);
  const end = events.findIndex((event) => streamOf(event) !== stream);
  const together = end === -1 ? events : events.slice(0, end);
  const correlationId = ids.next();
  const metadataOf = (index: number) => ({
    id: index === 0 ? correlationId : ids.next(),
    correlationId,
    causationId: null,
    actor: `load:${together.length}`,
    session: seed,
    occurredAt: TEN_O_CLOCK,
    recordedAt: epochMs(systemClock.now()),
  });
  return { stream, events: together.map((event, index) => ({ event, metadata: metadataOf(index) })) };
}

const source = appends();

async function write(): Promise<void> {
  for (const { stream, events } of source) {
    const { revision, position } = await store.append({ stream, events, expectedRevision: "any" });
    const id = events.at(-1)?.metadata.id;
    if (id === undefined) throw new Error("an append had no events");
    const line: Acknowledgement = { stream, revision, position, id };
    writeSync(1, `${JSON.stringify(line)}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, write)).catch(stop);

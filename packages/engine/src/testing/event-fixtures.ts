import type { EpochMs, EventId, EventMetadata, Message, NewEvent, StreamName } from "@legbook/domain";
import { z } from "zod";
import { createEventCodec } from "../event-store/codecs/index.ts";
import type { EventCodec } from "../ports/event-store.ts";

/** An event for specs of the log, which does not care what happened. */
export type NoteTaken = Message<"NoteTaken", { text: string; number: number }>;

/** An event of another type, for specs that choose by type. */
export type NoteDropped = Message<"NoteDropped", { number: number }>;

/** A codec that knows these two and nothing else. */
export function noteCodec(): EventCodec {
  return createEventCodec({
    NoteTaken: { schemaVersion: 1, schema: z.strictObject({ text: z.string(), number: z.number() }) },
    NoteDropped: { schemaVersion: 1, schema: z.strictObject({ number: z.number() }) },
  });
}

/** 2015-12-24T15:00Z, an hour and a half after the opening in New York. */
export const FIXTURE_TIME = 1_450_969_200_000 as EpochMs;

/** The `number`-th of a fixed row of event ids, shaped like UUIDv7. `series` keeps rows of several writers apart. */
export function fixtureId(number: number, series = 0): EventId {
  const time = (FIXTURE_TIME + number).toString(16).padStart(12, "0");
  const tail = (series * 2 ** 32 + number).toString(16).padStart(15, "0");
  return `${time.slice(0, 8)}-${time.slice(8)}-7${tail.slice(0, 3)}-8${tail.slice(3, 6)}-${tail.slice(3)}` as EventId;
}

/** Metadata of the first event of a workflow. */
export function fixtureMetadata(id: EventId, changes: Partial<EventMetadata> = {}): EventMetadata {
  return {
    id,
    correlationId: id,
    causationId: null,
    actor: "engine",
    session: "fixture-session",
    occurredAt: FIXTURE_TIME,
    recordedAt: FIXTURE_TIME,
    ...changes,
  };
}

/** The `number`-th note of a writer. */
export function note(number: number, series = 0): NewEvent<NoteTaken> {
  return {
    event: { type: "NoteTaken", data: { text: `note ${number} of ${series}`, number } },
    metadata: fixtureMetadata(fixtureId(number, series)),
  };
}

/** The `number`-th of a writer's events, another one than a note. */
export function dropped(number: number, series = 0): NewEvent<NoteDropped> {
  return {
    event: { type: "NoteDropped", data: { number } },
    metadata: fixtureMetadata(fixtureId(number, series)),
  };
}

/** `count` notes from `first` on. */
export function notes(first: number, count: number, series = 0): readonly NewEvent<NoteTaken>[] {
  return Array.from({ length: count }, (_, offset) => note(first + offset, series));
}

/** A stream for specs. */
export function fixtureStream(id: string): StreamName {
  return `note-${id}` as StreamName;
}

import type { Message } from "./decider.ts";
import type { EventId, StreamName } from "./ids.ts";
import type { EpochMs } from "./time.ts";

/** An opaque, ordered cursor into the whole log: compares as text in log order. Adapters make them, nobody parses them. */
export type Position = string & { readonly [positionBrand]: true };
declare const positionBrand: unique symbol;

export interface EventMetadata {
  readonly id: EventId;
  /** The id of the first event of the workflow that this one belongs to. */
  readonly correlationId: EventId;
  /** The event that this one answers; null for what came from outside. */
  readonly causationId: EventId | null;
  /** `gateway`, `engine`, `timer`, or `user:<name>`. */
  readonly actor: string;
  /** The session of the engine that appended it. */
  readonly session: string;
  /** Gateway time. */
  readonly occurredAt: EpochMs;
  /** This machine's time. */
  readonly recordedAt: EpochMs;
}

/** An event on its way into the log. */
export interface NewEvent<Event extends Message = Message> {
  readonly event: Event;
  readonly metadata: EventMetadata;
}

/** An event as the log holds it. */
export interface RecordedEvent<Event extends Message = Message> extends NewEvent<Event> {
  readonly stream: StreamName;
  /** 0 for the first event of a stream. */
  readonly revision: number;
  readonly position: Position;
}

import type { EventMetadata, Message, NewEvent, Position, RecordedEvent, StreamName } from "@legbook/domain";

/**
 * What a writer believes of a stream: its last revision (0 for one event), that it has none, or nothing at all.
 * `any` is for streams of reports, where order is decided by arrival and no decision rests on the revision.
 */
export type ExpectedRevision = number | "no-stream" | "any";

export interface AppendRequest {
  readonly stream: StreamName;
  /** At least one, at most `appendEventsMax`. */
  readonly events: readonly NewEvent[];
  readonly expectedRevision: ExpectedRevision;
}

/** An event in the form that a log holds it in, on its way from one log into another. */
export interface NewStoredEvent {
  readonly metadata: EventMetadata;
  readonly stored: StoredEvent;
}

export interface AppendStoredRequest {
  readonly stream: StreamName;
  /** At least one, at most `appendEventsMax`. */
  readonly events: readonly NewStoredEvent[];
  readonly expectedRevision: ExpectedRevision;
}

export interface AppendResult {
  /** Revision of the last event of this append. */
  readonly revision: number;
  /** Position of the last event of this append. */
  readonly position: Position;
  /** True when these event ids were in the stream already: nothing was written again. */
  readonly repeated: boolean;
}

/** The stream is not at the revision that the writer decided on. Reload, decide again. */
export class WrongExpectedRevision extends Error {
  override readonly name = "WrongExpectedRevision";
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  /** Null when the stream does not exist. */
  readonly actual: number | null;

  constructor(stream: StreamName, expected: ExpectedRevision, actual: number | null) {
    super(`stream ${stream} is at ${actual ?? "no event"}, expected ${expected}`);
    this.stream = stream;
    this.expected = expected;
    this.actual = actual;
  }
}

/**
 * Event ids of this append are in the log already, but not as this append: only some of them, in another stream, or
 * at another place. Ids are made once for one event, so this is a bug of the writer; nothing was written.
 */
export class EventIdReused extends Error {
  override readonly name = "EventIdReused";
}

/** Whether an append took place is not known. Repeat it with the same event ids and expected revision. */
export class AppendOutcomeUnknown extends Error {
  override readonly name = "AppendOutcomeUnknown";
}

/** The log cannot be used as it is: torn, foreign, newer, or locked. Never repaired or overwritten silently. */
export class LogUnusable extends Error {
  override readonly name = "LogUnusable";
  readonly reason:
    | "corrupt"
    | "newer-schema"
    | "older-schema"
    | "not-a-log"
    | "locked"
    | "read-only"
    | "disk-full";
  /** What a person can do, as a sentence. */
  readonly remedy: string;

  constructor(reason: LogUnusable["reason"], message: string, remedy: string) {
    super(message);
    this.reason = reason;
    this.remedy = remedy;
  }
}

/** The store's queue is full: the writer has to wait. Counted; never dropped silently. */
export class AppendQueueFull extends Error {
  override readonly name = "AppendQueueFull";
}

export interface ReadOptions {
  readonly direction: "forwards" | "backwards";
  /** Inclusive. Absent: from the beginning (forwards) or the end (backwards). */
  readonly from?: number;
  /** Events at most. Absent: all. */
  readonly limit?: number;
}

export interface ReadAllOptions {
  readonly direction: "forwards" | "backwards";
  /** Inclusive. Absent: from the beginning (forwards) or the end (backwards). */
  readonly from?: Position;
  /** Inclusive, forwards only: nothing after it is looked at. Absent: to the end. */
  readonly until?: Position;
  /** Events at most. Absent: all. */
  readonly limit?: number;
  /**
   * Only events of these types; the others are neither decoded nor counted. Absent: all types. Reading decoded events
   * comes upon one of a type that the codec does not know all the same: it may be what those of other types hang on.
   */
  readonly types?: readonly string[];
}

/** An event as the log holds it, its payload not decoded. */
export interface StoredRecord {
  readonly position: Position;
  readonly stream: StreamName;
  readonly revision: number;
  readonly metadata: EventMetadata;
  readonly stored: StoredEvent;
  /** Of this event and all before it: see `event-store/hash-chain.ts`. 32 bytes. */
  readonly hash: Uint8Array;
}

export interface SubscribeOptions {
  /** Exclusive: the first event delivered is the one after it. Absent: from the beginning. */
  readonly after?: Position;
  /** Ends the iteration. */
  readonly signal: AbortSignal;
}

/** A page of consecutive events; `live` is true once everything that was in the log at that moment was delivered. */
export interface SubscriptionPage {
  readonly events: readonly RecordedEvent[];
  readonly live: boolean;
}

/**
 * The log. Revisions start at 0. Every event is one of the domain's known types: the codecs at the store's edge
 * refuse an unknown type or a malformed payload on the way in and on the way out.
 */
export interface EventStore {
  /**
   * Durable when it resolves. All of `events` or none. Appends that wait together share one commit.
   * Rejects with `WrongExpectedRevision`, `EventIdReused`, `AppendOutcomeUnknown`, `AppendQueueFull` or `LogUnusable`;
   * with `RangeError` for no events or more than `appendEventsMax`, and with the codec's error for a malformed event.
   * Repeating an append with the same event ids and expected revision is harmless: ids decide, contents are not compared.
   */
  append(request: AppendRequest): Promise<AppendResult>;
  /**
   * As `append`, for events that another log holds, in the form that it holds them in. A payload that the codec cannot
   * read is refused; what is written is the given payload, byte for byte.
   */
  appendStored(request: AppendStoredRequest): Promise<AppendResult>;
  /** Pages of one stream's events. An unknown stream has none. */
  readStream(stream: StreamName, options: ReadOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** Pages of all events, in log order. */
  readAll(options: ReadAllOptions): AsyncIterable<readonly RecordedEvent[]>;
  /** As `readAll`, but as they are stored: for an audit, a copy or a backup. */
  readStored(options: ReadAllOptions): AsyncIterable<readonly StoredRecord[]>;
  /**
   * Catch-up, then live, without a gap or a repeat. The reader sets the pace: nothing is buffered beyond one page,
   * and a slow reader falls back to reading from the log. The first page with `live: true` may be empty.
   */
  subscribeAll(options: SubscribeOptions): AsyncIterable<SubscriptionPage>;
  /** Position of the last event, or null for an empty log. */
  head(): Promise<Position | null>;
  /** Revision of a stream's last event, or null. */
  streamRevision(stream: StreamName): Promise<number | null>;
  /** Waits for pending appends, then closes. */
  close(): Promise<void>;
}

/** A log that is only read, as an audit, a replay or a report does. */
export type LogReader = Omit<EventStore, "append" | "appendStored">;

/** How an event is stored. One a type and schema version; see `event-store/codecs`. */
export interface StoredEvent {
  readonly type: string;
  readonly schemaVersion: number;
  readonly payload: Uint8Array;
}

/** Translates between domain events and stored bytes. Throws on an unknown type, version or a malformed payload. */
export interface EventCodec {
  /** The newest version in which events of a type are stored and read; null for a type that is not known. */
  newest(type: string): number | null;
  encode(event: Message): StoredEvent;
  decode(stored: StoredEvent): Message;
}

export type { EventMetadata };

import type { Position, StreamName } from "@legbook/domain";
import type { ReadAllOptions, ReadOptions, StoredEvent, StoredRecord } from "../../ports/event-store.ts";
import { GENESIS_HASH } from "../hash-chain.ts";
import { assertFollows } from "./chain-link.ts";
import { serverStream, storedRecordOf } from "./event-format.ts";
import { translateFailure } from "./failures.ts";
import { type Patience, persistently } from "./patience.ts";
import { formatServerPosition, parseServerPosition, type ServerPosition } from "./positions.ts";
import type { ServerConnection } from "./server-connection.ts";
import type { FilteredRead, ServerEvent } from "./server-events.ts";

/** Where a reading of all streams goes on: at an event, or after it. */
interface Cursor {
  readonly at: ServerPosition | "start" | "end";
  readonly isTaken: boolean;
  /**
   * The hash of the last event before it, which the next one has to follow: null where that is not known, `unlinked`
   * where it is not looked at.
   */
  readonly hash: Uint8Array | "unlinked" | null;
}

/** Events of this log, and what the reading found on its way to them. */
export interface LogPage {
  readonly records: readonly StoredRecord[];
  readonly cursor: Cursor;
  /** Nothing more was in the log of all streams. */
  readonly isEnd: boolean;
}

/** Events that are asked for at least where others' lie between: the server does not filter. */
const OTHERS_CHUNK_EVENTS_MIN = 64;
/** Events that are asked for at most, at once. */
const CHUNK_EVENTS_MAX = 1_024;

/** Reads one log among others on a server. What is not of this log is left out here, whatever the server filtered. */
export class LogReader {
  readonly #connection: ServerConnection;
  readonly #address: string;
  readonly #log: string;
  readonly #prefix: string;
  readonly #patience: Patience;

  constructor(connection: ServerConnection, address: string, log: string, patience: Patience) {
    this.#connection = connection;
    this.#address = address;
    this.#log = log;
    this.#prefix = `${log}.`;
    this.#patience = patience;
  }

  /** The same log, read with more or less patience. */
  withPatience(patience: Patience): LogReader {
    return new LogReader(this.#connection, this.#address, this.#log, patience);
  }

  /** Where a reading begins that starts at or after an event, or at an end of the log; its links are not looked at. */
  cursor(at: Position | "start" | "end", isTaken = false): Cursor {
    const isEdge = (text: string): text is "start" | "end" => text === "start" || text === "end";
    return { at: isEdge(at) ? at : parseServerPosition(at), isTaken, hash: "unlinked" };
  }

  /** As `cursor`, for a reading forwards that throws where an event does not follow the one before it. */
  linkedCursor(at: Position | "start", taken: Uint8Array | null = null): Cursor {
    const hash = at === "start" ? GENESIS_HASH : taken;
    return { ...this.cursor(at, taken !== null && at !== "start"), hash };
  }

  /**
   * Up to `count` events of this log, fewer at the end or beyond `last`. Throws `LogUnusable("corrupt")` where a linked
   * reading comes upon a fork.
   */
  async page(
    direction: ReadAllOptions["direction"],
    from: Cursor,
    count: number,
    last: Position | null = null,
    isChosen: (event: StoredEvent) => boolean = () => true,
  ): Promise<LogPage> {
    const records: StoredRecord[] = [];
    let cursor = from;
    let eventsMin = 1;
    if (direction === "backwards") {
      const { first, rest } = await this.#backwards(from);
      cursor = rest;
      if (first !== null && isChosen(first.stored)) records.push(first);
      if (records.length === count) return { records, cursor, isEnd: false };
    }
    for (;;) {
      const missing = count - records.length + (cursor.isTaken ? 1 : 0);
      const wanted = Math.min(Math.max(missing, eventsMin), CHUNK_EVENTS_MAX);
      const chunk = await this.#chunk({ direction, from: cursor.at, count: wanted });
      for (const event of chunk) {
        const { position } = event;
        if (position === null) throw new Error("the server gave no position in the log of all streams");
        if (cursor.isTaken && isAt(cursor, position)) continue;
        if (last !== null && formatServerPosition(position) > last) return { records, cursor, isEnd: true };
        cursor = { ...cursor, at: position, isTaken: true };
        if (!event.stream.startsWith(this.#prefix)) continue;
        const record = storedRecordOf(this.#log, event);
        if (cursor.hash !== "unlinked") {
          if (cursor.hash !== null) assertFollows(cursor.hash, record);
          cursor = { ...cursor, hash: record.hash };
        }
        if (!isChosen(record.stored)) continue;
        records.push(record);
        if (records.length === count) return { records, cursor, isEnd: false };
      }
      if (chunk.length < wanted) return { records, cursor, isEnd: true };
      eventsMin = OTHERS_CHUNK_EVENTS_MIN;
    }
  }

  /**
   * A server reads backwards from before the event at a position, forwards from the event on: so that event is read by
   * itself. Null where it is taken, or none of this log.
   */
  async #backwards(from: Cursor): Promise<{ readonly first: StoredRecord | null; readonly rest: Cursor }> {
    const { at, isTaken } = from;
    if (typeof at !== "object" || isTaken) return { first: null, rest: from };
    const rest = { ...from, isTaken: true };
    const [event] = await this.#chunk({ direction: "forwards", from: at, count: 1 });
    const position = event?.position ?? null;
    if (event === undefined || position === null || !isAt(from, position)) return { first: null, rest };
    const isOwn = event.stream.startsWith(this.#prefix);
    return { first: isOwn ? storedRecordOf(this.#log, event) : null, rest };
  }

  /** A stream's events from a revision on. None of a stream that does not exist. */
  async streamPage(
    stream: StreamName,
    direction: ReadOptions["direction"],
    from: number | "start" | "end",
    count: number,
  ): Promise<readonly StoredRecord[]> {
    const read = { direction, from, count };
    const events = await this.#trying(() =>
      this.#connection.readStream(serverStream(this.#log, stream), read),
    );
    return events.map((event) => storedRecordOf(this.#log, event));
  }

  /** Of a stream's last event; -1 for none. */
  async revisionOf(stream: StreamName): Promise<number> {
    const read = { direction: "backwards", from: "end", count: 1 } as const;
    const [last] = await this.#trying(() =>
      this.#connection.readStream(serverStream(this.#log, stream), read),
    );
    return last?.revision ?? -1;
  }

  /** The last event of this log, null for an empty one. */
  async last(): Promise<StoredRecord | null> {
    const { records } = await this.page("backwards", this.cursor("end"), 1);
    return records[0] ?? null;
  }

  #chunk(read: Omit<FilteredRead, "prefix">): Promise<readonly ServerEvent[]> {
    return this.#trying(() => this.#connection.readAll({ ...read, prefix: this.#prefix }));
  }

  async #trying<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await persistently(this.#patience, call);
    } catch (error) {
      throw translateFailure(error, this.#address);
    }
  }
}

function isAt({ at }: Cursor, position: ServerPosition): boolean {
  return typeof at === "object" && at.commit === position.commit && at.prepare === position.prepare;
}

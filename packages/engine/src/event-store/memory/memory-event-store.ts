import type { EventId, RecordedEvent, StreamName } from "@legbook/domain";
import type {
  AppendResult,
  EventCodec,
  EventStore,
  StoredEvent,
  StoredRecord,
} from "../../ports/event-store.ts";
import { type EventPlace, judgeAppend } from "../append-judgement.ts";
import type { AppendAnswer, PreparedAppend } from "../append-queue.ts";
import { isUnreadable } from "../codecs/index.ts";
import { chainHash, GENESIS_HASH } from "../hash-chain.ts";
import { type EventStoreLimits, resolveLimits } from "../limits.ts";
import { createLogEventStore, type SynchronousLog } from "../log-event-store.ts";
import type { FilteredQuery, PageQuery } from "../page-query.ts";
import type { LogPages } from "../paging.ts";
import { formatPosition } from "../position.ts";

export interface MemoryEventStoreOptions extends Partial<EventStoreLimits> {
  readonly codec: EventCodec;
}

/**
 * A log that lives as long as the process, for tests. Events are held encoded, as in every other adapter, so that
 * what cannot be stored fails here too. Throws `RangeError` for impossible limits.
 */
export function createMemoryEventStore({ codec, ...given }: MemoryEventStoreOptions): EventStore {
  return createLogEventStore({ log: new MemoryLog(codec), codec, limits: resolveLimits(given) });
}

class MemoryLog implements SynchronousLog {
  readonly #codec: EventCodec;
  readonly #rows: StoredRecord[] = [];
  /** Sequences of each stream's events, by revision. */
  readonly #streams = new Map<StreamName, number[]>();
  readonly #ids = new Map<EventId, number>();

  constructor(codec: EventCodec) {
    this.#codec = codec;
  }

  head(): number {
    return this.#rows.length;
  }

  revisionOf(stream: StreamName): number {
    return (this.#streams.get(stream)?.length ?? 0) - 1;
  }

  locate(id: EventId): EventPlace | null {
    const sequence = this.#ids.get(id);
    const row = sequence === undefined ? undefined : this.#rows[sequence - 1];
    if (sequence === undefined || row === undefined) return null;
    return { stream: row.stream, revision: row.revision, sequence };
  }

  commit(group: readonly PreparedAppend[]): readonly AppendAnswer[] {
    return group.map((append) => {
      const judgement = judgeAppend(append.request, this);
      switch (judgement.kind) {
        case "refused":
          return judgement.error;
        case "repeated":
          return judgement.result;
        case "write":
          return this.#write(append, judgement.revision);
      }
    });
  }

  readonly stored: LogPages<StoredRecord> = {
    page: ({ direction, lowest, highest, count }) =>
      Array.from({ length: Math.min(count, highest - lowest + 1) }, (_, offset) =>
        this.#row(direction === "forwards" ? lowest + offset : highest - offset),
      ),
    filtered: (query) => this.#filtered(query, ({ type }) => query.types.includes(type)),
  };

  readonly decoded: LogPages<RecordedEvent> = {
    page: (query) => this.stored.page(query).map((row) => this.#decode(row)),
    filtered: (query) =>
      this.#filtered(
        query,
        (event) => query.types.includes(event.type) || isUnreadable(this.#codec, event),
      ).map((row) => this.#decode(row)),
  };

  streamPage(stream: StreamName, { direction, lowest, highest, count }: PageQuery): readonly RecordedEvent[] {
    const sequences = this.#streams.get(stream) ?? [];
    const chosen =
      direction === "forwards"
        ? sequences.slice(lowest, Math.min(highest + 1, lowest + count))
        : sequences.slice(Math.max(lowest, highest + 1 - count), highest + 1).toReversed();
    return chosen.map((sequence) => this.#decode(this.#row(sequence)));
  }

  /** Nothing is kept but memory, which goes with the last reference. */
  close(): void {}

  #write({ request, stored }: PreparedAppend, firstRevision: number): AppendResult {
    const { stream, events } = request;
    const sequences = this.#streams.get(stream) ?? [];
    this.#streams.set(stream, sequences);
    for (const [offset, { metadata }] of events.entries()) {
      const event = stored[offset];
      if (event === undefined) throw new Error("an event was not encoded");
      const chained = { stream, revision: firstRevision + offset, metadata, stored: event };
      const hash = chainHash(this.#rows.at(-1)?.hash ?? GENESIS_HASH, chained);
      this.#rows.push({ position: formatPosition(this.#rows.length + 1), ...chained, hash });
      sequences.push(this.#rows.length);
      this.#ids.set(metadata.id, this.#rows.length);
    }
    const revision = firstRevision + events.length - 1;
    return { revision, position: formatPosition(this.#rows.length), repeated: false };
  }

  #filtered(
    { direction, lowest, highest, count }: FilteredQuery,
    isChosen: (event: StoredEvent) => boolean,
  ): readonly StoredRecord[] {
    const rows = this.#rows.slice(lowest - 1, highest).filter(({ stored }) => isChosen(stored));
    return (direction === "forwards" ? rows : rows.toReversed()).slice(0, count);
  }

  #row(sequence: number): StoredRecord {
    const row = this.#rows[sequence - 1];
    if (row === undefined) throw new Error(`the log has no event ${sequence}`);
    return row;
  }

  #decode({ stream, revision, position, metadata, stored }: StoredRecord): RecordedEvent {
    return { stream, revision, position, metadata, event: this.#codec.decode(stored) };
  }
}

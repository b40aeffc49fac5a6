import type {
  DomainEventType,
  DomainRecord,
  EventId,
  Position,
  RecordedEvent,
  StreamName,
} from "@legbook/domain";

/** What is needed of the log to look back into it; the engine's event store is one. */
export interface LogReader {
  readStream(
    stream: StreamName,
    options: {
      readonly direction: "forwards" | "backwards";
      /** Revision, inclusive. */
      readonly from?: number;
      readonly limit?: number;
    },
  ): AsyncIterable<readonly RecordedEvent[]>;
  readAll(options: {
    readonly direction: "forwards" | "backwards";
    /** Inclusive. */
    readonly from?: Position;
    readonly limit?: number;
    /** Only events of these types. A log that cannot choose gives all: readers look at the type too. */
    readonly types?: readonly string[];
  }): AsyncIterable<readonly RecordedEvent[]>;
}

/** The store's contract: its codecs let known types through only. */
function asDomainRecord(record: RecordedEvent): DomainRecord {
  return record as DomainRecord;
}

/** Events of one stream, one by one. */
export async function* streamOf(
  log: LogReader,
  stream: StreamName,
  direction: "forwards" | "backwards" = "forwards",
): AsyncGenerator<DomainRecord> {
  for await (const page of log.readStream(stream, { direction })) yield* page.map(asDomainRecord);
}

export interface Walk {
  readonly direction: "forwards" | "backwards";
  /** Inclusive. Absent: from the end of the log that the direction begins at. */
  readonly from?: Position;
  readonly types: readonly DomainEventType[];
  /** Events looked at, at most. */
  readonly eventsMax: number;
}

/** Events of some types along the whole log, one by one; ends at the limit. */
export async function* walk(
  log: LogReader,
  { direction, from, types, eventsMax }: Walk,
): AsyncGenerator<DomainRecord> {
  const wanted = new Set<string>(types);
  const begin = from === undefined ? {} : { from };
  let seen = 0;
  for await (const page of log.readAll({ direction, types, ...begin })) {
    for (const record of page) {
      if (seen === eventsMax) return;
      seen += 1;
      if (wanted.has(record.event.type)) yield asDomainRecord(record);
    }
  }
}

/** The event at a position, or null when the log has none exactly there. */
export async function eventAt(log: LogReader, position: Position): Promise<DomainRecord | null> {
  for await (const page of log.readAll({ direction: "forwards", from: position, limit: 1 })) {
    const [record] = page;
    if (record !== undefined) return record.position === position ? asDomainRecord(record) : null;
  }
  return null;
}

/** The event with an id at or before a position, looked for among the `eventsMax` nearest; null when it is not there. */
export async function eventById(
  log: LogReader,
  id: EventId,
  search: {
    readonly before: Position;
    readonly types: readonly DomainEventType[];
    readonly eventsMax: number;
  },
): Promise<DomainRecord | null> {
  const { before, types, eventsMax } = search;
  for await (const record of walk(log, { direction: "backwards", from: before, types, eventsMax })) {
    if (record.metadata.id === id) return record;
  }
  return null;
}

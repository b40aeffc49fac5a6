import type { Position, RecordedEvent, StreamName } from "@legbook/domain";
import type {
  ReadAllOptions,
  ReadOptions,
  StoredEvent,
  StoredRecord,
  SubscribeOptions,
  SubscriptionPage,
} from "../../ports/event-store.ts";
import type { CommitBell } from "./commit-bell.ts";
import type { LogReader } from "./log-reader.ts";
import { assertUntil } from "../paging.ts";
import { parseServerPosition } from "./positions.ts";

type Pages = AsyncIterable<readonly StoredRecord[]>;

function assertLimit(limit: number | undefined): void {
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new RangeError(`a limit is a positive integer, not ${limit}`);
  }
}

/** Pages of a stream, up to what it held when the reading began. Throws `RangeError` for an impossible option. */
export function streamPages(
  reader: LogReader,
  stream: StreamName,
  { direction, from, limit }: ReadOptions,
  pageEventsMax: number,
): Pages {
  assertLimit(limit);
  if (from !== undefined && (!Number.isSafeInteger(from) || from < 0)) {
    throw new RangeError(`a revision is an integer from 0 on, not ${from}`);
  }
  async function* generate(): AsyncGenerator<readonly StoredRecord[]> {
    const last = await reader.revisionOf(stream);
    let next = direction === "forwards" ? (from ?? 0) : Math.min(from ?? last, last);
    const available = direction === "forwards" ? last - next + 1 : next + 1;
    let wanted = Math.min(limit ?? Infinity, available);
    while (wanted > 0) {
      const page = await reader.streamPage(stream, direction, next, Math.min(wanted, pageEventsMax));
      const end = page.at(-1);
      if (end === undefined) throw new Error(`${stream} has lost its event ${next}`);
      yield page;
      wanted -= page.length;
      next = direction === "forwards" ? end.revision + 1 : end.revision - 1;
    }
  }
  return generate();
}

/**
 * Pages of the whole log, up to what it held when the reading began; of a choice of types, and those that `isWanted` besides. Throws `RangeError` for an impossible option.
 * Read forwards and `linked`, it ends with `LogUnusable` at the first event that does not follow the one before it.
 */
export function logPages(
  reader: LogReader,
  options: ReadAllOptions,
  pageEventsMax: number,
  linked: "linked" | "as-stored",
  isWanted: (event: StoredEvent) => boolean = () => false,
): Pages {
  const { direction, from, until, limit, types } = options;
  assertLimit(limit);
  assertUntil(options);
  for (const position of [from, until]) if (position !== undefined) parseServerPosition(position);
  const chosen = types === undefined ? null : new Set(types);
  const isChosen = (event: StoredEvent): boolean =>
    chosen === null || chosen.has(event.type) || isWanted(event);
  async function* generate(): AsyncGenerator<readonly StoredRecord[]> {
    const end = direction === "forwards" ? ((await reader.last())?.position ?? null) : null;
    if (direction === "forwards" && end === null) return;
    const last = end !== null && until !== undefined && until < end ? until : end;
    let cursor =
      linked === "linked" && direction === "forwards"
        ? reader.linkedCursor(from ?? "start")
        : reader.cursor(from ?? (direction === "forwards" ? "start" : "end"));
    let wanted = limit ?? Infinity;
    while (wanted > 0) {
      const page = await reader.page(direction, cursor, Math.min(wanted, pageEventsMax), last, isChosen);
      if (page.records.length > 0) yield page.records;
      if (page.isEnd) return;
      wanted -= page.records.length;
      ({ cursor } = page);
    }
  }
  return generate();
}

export interface Subscribable {
  readonly reader: LogReader;
  readonly bell: CommitBell;
  readonly pageEventsMax: number;
  readonly decode: (record: StoredRecord) => RecordedEvent;
  /** Aborts when the store is closed. */
  readonly closed: AbortSignal;
}

/**
 * Catch-up, then live. Every page is read from the server when the reader asks for it, after the last one that it got:
 * neither a slow reader nor a server that went away and came back makes a gap or a repeat.
 */
export function subscribePages(
  log: Subscribable,
  { after, signal: outer }: SubscribeOptions,
): AsyncIterable<SubscriptionPage> {
  if (after !== undefined) parseServerPosition(after);
  return {
    [Symbol.asyncIterator]: () => {
      const left = new AbortController();
      const pages = subscription(log, after, AbortSignal.any([outer, left.signal, log.closed]));
      return {
        next: () => pages.next(),
        return: () => {
          left.abort();
          return pages.return(undefined);
        },
      };
    },
  };
}

async function* subscription(
  { reader, bell, pageEventsMax, decode }: Subscribable,
  after: Position | undefined,
  signal: AbortSignal,
): AsyncGenerator<SubscriptionPage> {
  if (signal.aborted) return;
  bell.listen();
  const patient = reader.withPatience({ waitMaxMs: Infinity, signal });
  try {
    const known = after === undefined ? null : await knownRecord(patient, after);
    let position: Position | null = after ?? null;
    let cursor =
      known === null ? reader.linkedCursor("start") : reader.linkedCursor(known.position, known.hash);
    let live = false;
    while (!signal.aborted) {
      const mark = bell.mark();
      const page = await patient.page("forwards", cursor, pageEventsMax);
      if (signal.aborted) return;
      ({ cursor } = page);
      position = page.records.at(-1)?.position ?? position;
      if (page.records.length > 0 || !live) {
        live = page.isEnd;
        yield { events: page.records.map(decode), live };
      }
      if (page.isEnd) await bell.after(position, mark, signal);
    }
  } catch (error) {
    // The reader has left: that its last reading failed concerns nobody.
    if (!signal.aborted) throw error;
  }
}

/** A position that no event of this log has comes from another log: going on from there would lose events. */
async function knownRecord(reader: LogReader, after: Position): Promise<StoredRecord> {
  const { records } = await reader.page("forwards", reader.cursor(after), 1, after);
  const [record] = records;
  if (record?.position === after) return record;
  throw new RangeError(`position ${after} is not of an event of this log`);
}

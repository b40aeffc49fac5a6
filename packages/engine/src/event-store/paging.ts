import type { Position, RecordedEvent } from "@legbook/domain";
import type {
  ReadAllOptions,
  ReadOptions,
  SubscribeOptions,
  SubscriptionPage,
} from "../ports/event-store.ts";
import type { CommitSignal } from "./commit-signal.ts";
import { parsePosition } from "./position.ts";

/** Consecutive events between two numbers, both included, in the order asked for; at most `count`. */
export interface PageQuery {
  readonly direction: "forwards" | "backwards";
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}

/** Reads one page, at once. The page is full unless the range ends before. */
export type ReadPage = (query: PageQuery) => readonly RecordedEvent[];

/** Pages of a stream whose last revision is `revision`. Throws `RangeError` for an impossible option. */
export function streamPages(
  options: ReadOptions,
  revision: number,
  pageEventsMax: number,
  readPage: ReadPage,
): AsyncIterable<readonly RecordedEvent[]> {
  if (options.from !== undefined && (!Number.isSafeInteger(options.from) || options.from < 0)) {
    throw new RangeError(`a revision is an integer from 0 on, not ${options.from}`);
  }
  return pages(
    { ...options, first: 0, last: revision, pageEventsMax, numberOf: (event) => event.revision },
    readPage,
  );
}

/** Pages of the whole log, whose last event is the `head`-th. Throws `RangeError` for an impossible option. */
export function logPages(
  options: ReadAllOptions,
  head: number,
  pageEventsMax: number,
  readPage: ReadPage,
): AsyncIterable<readonly RecordedEvent[]> {
  const { from, ...others } = options;
  return pages(
    {
      ...others,
      ...(from === undefined ? {} : { from: parsePosition(from) }),
      first: 1,
      last: head,
      pageEventsMax,
      numberOf: (event) => parsePosition(event.position),
    },
    readPage,
  );
}

interface Range extends ReadOptions {
  readonly first: number;
  readonly last: number;
  readonly pageEventsMax: number;
  readonly numberOf: (event: RecordedEvent) => number;
}

function pages(range: Range, readPage: ReadPage): AsyncIterable<readonly RecordedEvent[]> {
  const { direction, from, limit, pageEventsMax, numberOf } = range;
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new RangeError(`a limit is a positive integer, not ${limit}`);
  }
  async function* generate(): AsyncGenerator<readonly RecordedEvent[]> {
    let lowest = direction === "forwards" ? Math.max(from ?? range.first, range.first) : range.first;
    let highest = direction === "backwards" ? Math.min(from ?? range.last, range.last) : range.last;
    let wanted = Math.min(limit ?? Infinity, highest - lowest + 1);
    while (wanted > 0) {
      const page = readPage({ direction, lowest, highest, count: Math.min(wanted, pageEventsMax) });
      const end = page.at(-1);
      if (end === undefined) throw new Error("a page inside the log is empty");
      yield page;
      wanted -= page.length;
      if (direction === "forwards") lowest = numberOf(end) + 1;
      else highest = numberOf(end) - 1;
    }
  }
  return generate();
}

/** What a subscription needs of a log. */
export interface SubscribableLog {
  readonly readPage: ReadPage;
  /** The number of the last event, 0 for an empty log. */
  head(): number;
  readonly commits: CommitSignal;
  readonly pageEventsMax: number;
  isClosed(): boolean;
}

/**
 * Catch-up, then live. Every page is read from the log when the reader asks for it, so a slow reader costs nothing
 * but its position. Ends at the signal, at `return()`, and when the log is closed.
 */
export function subscribePages(
  log: SubscribableLog,
  options: SubscribeOptions,
): AsyncIterable<SubscriptionPage> {
  const after = options.after === undefined ? 0 : parsePosition(options.after);
  return { [Symbol.asyncIterator]: () => subscription(log, after, options) };
}

function subscription(
  log: SubscribableLog,
  after: number,
  { signal, after: position }: SubscribeOptions,
): AsyncIterator<SubscriptionPage> {
  const state = { isEnded: signal.aborted, wake: (): void => {} };
  const end = (): void => {
    state.isEnded = true;
    state.wake();
  };
  signal.addEventListener("abort", end, { once: true });

  const nextCommit = async (): Promise<void> => {
    await new Promise<void>((resolve) => {
      state.wake = resolve;
      log.commits.add(resolve);
    });
    log.commits.remove(state.wake);
  };

  async function* generate(): AsyncGenerator<SubscriptionPage> {
    let cursor = after;
    let live = false;
    try {
      if (!state.isEnded && !log.isClosed()) refuseForeign(position, after, log);
      while (!state.isEnded && !log.isClosed()) {
        const events = pageAfter(cursor, log);
        cursor += events.length;
        if (events.length === 0 && live) {
          await nextCommit();
          continue;
        }
        live = cursor === log.head();
        yield { events, live };
      }
    } finally {
      signal.removeEventListener("abort", end);
    }
  }

  const generator = generate();
  return {
    next: () => generator.next(),
    return: () => {
      end();
      return generator.return(undefined);
    },
  };
}

function pageAfter(cursor: number, log: SubscribableLog): readonly RecordedEvent[] {
  const highest = log.head();
  if (highest === cursor) return [];
  return log.readPage({ direction: "forwards", lowest: cursor + 1, highest, count: log.pageEventsMax });
}

/** A cursor beyond the end comes from another log: waiting there would lose every event up to it. */
function refuseForeign(position: Position | undefined, after: number, log: SubscribableLog): void {
  if (after > log.head()) throw new RangeError(`position ${position} is after the log's last event`);
}

import type { Position, RecordedEvent } from "@legbook/domain";
import type {
  ReadAllOptions,
  ReadOptions,
  SubscribeOptions,
  SubscriptionPage,
} from "../ports/event-store.ts";
import type { CommitSignal } from "./commit-signal.ts";
import { filteredPages } from "./filtered-pages.ts";
import type { FilteredQuery, PageQuery } from "./page-query.ts";
import { parsePosition } from "./position.ts";

/** Reads one page, at once. The page is full unless the range ends before. */
export type ReadPage<Item = RecordedEvent> = (query: PageQuery) => readonly Item[];

/** Reads of the whole log, with and without a choice of types. */
export interface LogPages<Item> {
  readonly page: ReadPage<Item>;
  readonly filtered: (query: FilteredQuery) => readonly Item[];
}

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
    rangeOf({ ...options, first: 0, last: revision }),
    options.direction,
    pageEventsMax,
    (event) => event.revision,
    readPage,
  );
}

/** Pages of the whole log, whose last event is the `head`-th. Throws `RangeError` for an impossible option. */
export function logPages<Item extends { readonly position: Position }>(
  options: ReadAllOptions,
  head: number,
  pageEventsMax: number,
  read: LogPages<Item>,
): AsyncIterable<readonly Item[]> {
  const { from, until, limit, direction, types } = options;
  assertUntil(options);
  const range = rangeOf({
    direction,
    first: 1,
    last: until === undefined ? head : Math.min(head, parsePosition(until)),
    ...(from === undefined ? {} : { from: parsePosition(from) }),
    ...(limit === undefined ? {} : { limit }),
  });
  if (types !== undefined) {
    return filteredPages({ ...range, direction, types, pageEventsMax }, (query) => read.filtered(query));
  }
  return pages(range, direction, pageEventsMax, (event) => parsePosition(event.position), read.page);
}

/** Throws `RangeError` for an end of a read that goes the other way. */
export function assertUntil({ direction, until }: ReadAllOptions): void {
  if (until !== undefined && direction === "backwards")
    throw new RangeError("a log is read up to a position forwards only");
}

interface Range {
  /** Both included. */
  readonly lowest: number;
  readonly highest: number;
  readonly wanted: number;
}

/** What of the numbers from `first` to `last` is asked for. */
function rangeOf(options: ReadOptions & { readonly first: number; readonly last: number }): Range {
  const { direction, from, limit, first, last } = options;
  if (limit !== undefined && (!Number.isSafeInteger(limit) || limit < 1)) {
    throw new RangeError(`a limit is a positive integer, not ${limit}`);
  }
  const lowest = direction === "forwards" ? Math.max(from ?? first, first) : first;
  const highest = direction === "backwards" ? Math.min(from ?? last, last) : last;
  return { lowest, highest, wanted: limit ?? Infinity };
}

async function* pages<Item>(
  range: Range,
  direction: ReadOptions["direction"],
  pageEventsMax: number,
  numberOf: (item: Item) => number,
  readPage: ReadPage<Item>,
): AsyncGenerator<readonly Item[]> {
  let { lowest, highest } = range;
  let wanted = Math.min(range.wanted, highest - lowest + 1);
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

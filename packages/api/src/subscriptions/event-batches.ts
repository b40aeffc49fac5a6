import type { DomainRecord, RecordedEvent } from "@legbook/domain";
import type { EventStore } from "@legbook/engine/ports";
import type { ApiLimits } from "../limits/limits.ts";
import { asDomainRecord, newestEvents } from "../models/event-log.ts";

/** No reader needs its tail more often; what comes in between is one batch. */
const BATCH_INTERVAL_MS = 50;

export interface EventBatchesOptions {
  readonly last: number;
  /** Whether ticks, and the engine's records of what it took in, are wanted too. */
  readonly ticks: boolean;
}

/**
 * The newest events, then every later one in batches, without a gap or a repeat. The reader sets the pace: the store
 * buffers one page, and a slow reader falls back to reading from the log.
 */
export function eventBatches(
  store: EventStore,
  limits: Pick<ApiLimits, "eventsScannedMax">,
  options: EventBatchesOptions,
): AsyncGenerator<readonly DomainRecord[], void, void> {
  const ending = new AbortController();
  const batches = readBatches(store, limits, options, ending.signal);
  const generator: AsyncGenerator<readonly DomainRecord[], void, void> = {
    next: () => batches.next(),
    // Aborting wakes the read that `return` alone would wait for.
    return: () => {
      ending.abort();
      return batches.return();
    },
    throw: (error) => {
      ending.abort();
      return batches.throw(error);
    },
    [Symbol.asyncIterator]: () => generator,
    [Symbol.asyncDispose]: async () => {
      ending.abort();
      await batches.return();
    },
  };
  return generator;
}

async function* readBatches(
  store: EventStore,
  limits: Pick<ApiLimits, "eventsScannedMax">,
  { last, ticks }: EventBatchesOptions,
  signal: AbortSignal,
): AsyncGenerator<readonly DomainRecord[], void, void> {
  const passes = ({ event }: RecordedEvent): boolean =>
    ticks || (event.type !== "TicksRecorded" && event.type !== "InputsTaken");
  const newest = await newestEvents(store, limits, last, passes);
  yield newest.events;
  const after = newest.head === null ? {} : { after: newest.head };
  for await (const page of store.subscribeAll({ ...after, signal })) {
    const events = page.events.filter(passes).map(asDomainRecord);
    if (events.length === 0) continue;
    yield events;
    await pause(BATCH_INTERVAL_MS, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const stop = (): void => {
    clearTimeout(timer);
    resolve();
  };
  signal.addEventListener("abort", stop, { once: true });
  return promise.finally(() => signal.removeEventListener("abort", stop));
}

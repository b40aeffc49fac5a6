import type { Position, RecordedEvent } from "@legbook/domain";
import { expect } from "vitest";
import type { EventCodec, EventStore, SubscriptionPage } from "../../ports/event-store.ts";
import { fixtureStream, note, noteCodec } from "../../testing/event-fixtures.ts";
import type { EventStoreLimits } from "../limits.ts";

export interface StoreUnderTest {
  readonly store: EventStore;
  /** Another store on the same log, after the first was closed; absent where a log ends with its process. */
  readonly reopen?: () => Promise<EventStore>;
  readonly dispose: () => Promise<void>;
}

/** Opens an empty log for one test, which is disposed of after it. */
export type Open = (limits?: Partial<EventStoreLimits>, codec?: EventCodec) => Promise<StoreUnderTest>;

export const A = fixtureStream("a");
export const B = fixtureStream("b");

export interface Reader {
  /** The next page, null at the end. */
  next(): Promise<SubscriptionPage | null>;
  /** Reads pages until they hold `count` events, and fails with more. */
  until(count: number): Promise<readonly RecordedEvent[]>;
  abort(): void;
  end(): Promise<void>;
}

export function subscribe(store: EventStore, options: { after?: Position } = {}): Reader {
  const abort = new AbortController();
  const pages = store.subscribeAll({ ...options, signal: abort.signal })[Symbol.asyncIterator]();
  const next = async (): Promise<SubscriptionPage | null> => {
    const result = await pages.next();
    return result.done === true ? null : result.value;
  };
  return {
    next,
    until: async (count) => {
      const events: RecordedEvent[] = [];
      while (events.length < count) {
        const page = await next();
        if (page === null) throw new Error(`the subscription ended after ${events.length} events`);
        events.push(...page.events);
      }
      expect(events.length).toBe(count);
      return events;
    },
    abort: () => abort.abort(),
    end: async () => {
      await pages.return?.();
    },
  };
}

export function countingCodec(): { readonly codec: EventCodec; decoded(): number } {
  const codec = noteCodec();
  let decoded = 0;
  return {
    codec: {
      newest: (type) => codec.newest(type),
      encode: (event) => codec.encode(event),
      decode: (stored) => {
        decoded += 1;
        return codec.decode(stored);
      },
    },
    decoded: () => decoded,
  };
}

/** Appends `count` notes, alternately to streams A and B. */
export async function fill(store: EventStore, count: number, first = 0): Promise<void> {
  await Promise.all(
    range(first, first + count).map((number) =>
      store.append({ stream: number % 2 === 0 ? A : B, events: [note(number)], expectedRevision: "any" }),
    ),
  );
}

export async function readAll(store: EventStore): Promise<readonly RecordedEvent[]> {
  return (await collect(store.readAll({ direction: "forwards" }))).flat();
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

export function numbers(events: readonly RecordedEvent[]): readonly number[] {
  return events.map(({ event }) => (event.data as { number: number }).number);
}

export function range(first: number, end: number): readonly number[] {
  return Array.from({ length: Math.max(0, end - first) }, (_, offset) => first + offset);
}

import type { EpochMs, IsoDate } from "@legbook/domain";
import type { StoredRecord } from "../ports/event-store.ts";
import { createTradingDates } from "../loop/tick-batcher.ts";
import { MerkleTree } from "./merkle.ts";

/** Of the times that the calendar knows (`Temporal.Instant`), but for a day at either end. */
const CALENDAR_MS_MAX = 8.64e15 - 2 * 86_400_000;

/**
 * The day of an event: the date in New York of the gateway's time. Null for a time beyond the calendar, which no
 * gateway tells.
 */
export function createDays(): (occurredAt: EpochMs) => IsoDate | null {
  const dates = createTradingDates();
  return (occurredAt) => (Math.abs(occurredAt) > CALENDAR_MS_MAX ? null : dates(occurredAt));
}

/**
 * A Merkle tree a day over the hashes of the day's events, in the log's order. A tree only grows, so a root that was
 * noted for so many events stays the root of those, whatever is appended later, to the same day too.
 */
export class DayTrees {
  readonly #days = createDays();
  readonly #trees = new Map<IsoDate, MerkleTree>();

  /** The day of the event and its tree, which has grown by it; null for an event of no day. */
  add(record: StoredRecord, prove = false): readonly [IsoDate, MerkleTree] | null {
    const day = this.#days(record.metadata.occurredAt);
    if (day === null) return null;
    const tree = this.#trees.get(day) ?? new MerkleTree();
    this.#trees.set(day, tree);
    tree.add(record.hash, prove);
    return [day, tree];
  }

  treeOf(day: IsoDate): MerkleTree | null {
    return this.#trees.get(day) ?? null;
  }

  /** The days that have events, in their order. */
  days(): readonly IsoDate[] {
    return [...this.#trees.keys()].toSorted();
  }
}

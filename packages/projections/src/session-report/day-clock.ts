import { type DomainRecord, type EpochMs, epochMs } from "@legbook/domain";

/**
 * Gives every event of a day a time within it. Before a gateway has told its time, a session's events carry this
 * machine's, which for a simulated or recorded market is another day: they wait for the first event with the gateway's
 * time, and are placed as long before it as this machine's clock says.
 */
export class DayClock {
  readonly #start: EpochMs;
  readonly #end: EpochMs;
  #waiting: DomainRecord[] = [];

  constructor({ start, end }: { readonly start: EpochMs; readonly end: EpochMs }) {
    this.#start = start;
    this.#end = end;
  }

  /** Those that have their time now, in the order of the log. */
  place(record: DomainRecord): readonly DomainRecord[] {
    const { occurredAt, recordedAt } = record.metadata;
    if (occurredAt < this.#start || occurredAt >= this.#end) {
      this.#waiting.push(record);
      return [];
    }
    if (this.#waiting.length === 0) return [record];
    const placed = this.#waiting.map((early) => {
      const at = Math.max(this.#start, occurredAt - Math.max(0, recordedAt - early.metadata.recordedAt));
      const metadata = { ...early.metadata, occurredAt: epochMs(at) };
      return Object.assign({}, early, { metadata });
    });
    this.#waiting = [];
    return [...placed, record];
  }
}

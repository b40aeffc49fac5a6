import type { Position, StreamName } from "@legbook/domain";
import { chainHash, GENESIS_HASH } from "../event-store/hash-chain.ts";
import {
  type AppendStoredRequest,
  type EventCodec,
  type EventStore,
  type LogReader,
  LogUnusable,
  type NewStoredEvent,
  type StoredRecord,
} from "../ports/event-store.ts";
import { verifyChain } from "./verify-chain.ts";

export interface CopyProgress {
  readonly stage: "comparing" | "copying" | "verifying";
  /** Events of this stage so far. */
  readonly events: number;
}

export interface CopyOptions {
  readonly from: LogReader;
  /** Empty, or the beginning of the same log: what an earlier copy left. Nobody else may write to it. */
  readonly to: EventStore;
  /** Of both. */
  readonly codec: EventCodec;
  readonly onProgress: (progress: CopyProgress) => void;
}

export interface CopyResult {
  /** Events that were there already, each with the hash that it has in the source. */
  readonly present: number;
  readonly copied: number;
  /** Of the last event, in both logs; null for an empty log. */
  readonly hash: Uint8Array | null;
}

/** The target holds something else than the beginning of the source, or came out different: nothing is overwritten. */
export class CopyConflict extends Error {
  override readonly name = "CopyConflict";
  /** What a person can do, as a sentence. */
  readonly remedy = "Choose an empty target, or the one that an earlier copy of this log began.";
}

/** Events of one append to the target. */
const APPEND_EVENTS_MAX = 512;

/**
 * Copies a log into another, byte for byte, up to the event that is the source's last when it begins. An unfinished
 * copy is gone on with: what is there is compared by its hashes first. At the end the target is read again, and its
 * chain of hashes must lead to the source's.
 *
 * Throws `CopyConflict`, `LogUnusable("corrupt")` at an event of the source that does not follow the one before it, or
 * what the stores throw; what was copied until then stays and is gone on with.
 */
export async function copyLog({ from, to, codec, onProgress }: CopyOptions): Promise<CopyResult> {
  const head = await from.head();
  if (head === null) {
    if ((await to.head()) !== null) throw new CopyConflict("the source has no events, but the target has");
    return { present: 0, copied: 0, hash: null };
  }
  const source = new Records(from.readStored({ direction: "forwards" }));
  try {
    const present = await compare(source, to, onProgress);
    const copied = await append(source, to, head, codec, onProgress);
    const hash = await verifyChain(to, (events) => onProgress({ stage: "verifying", events }));
    if (source.hash === null || !isSame(hash, source.hash)) {
      throw new CopyConflict("the target's chain of hashes does not lead to the source's last event");
    }
    return { present, copied, hash: source.hash };
  } finally {
    await source.end();
  }
}

/** Reads past what the target holds already. Returns how much that is. */
async function compare(
  source: Records,
  to: EventStore,
  onProgress: CopyOptions["onProgress"],
): Promise<number> {
  let events = 0;
  for await (const page of to.readStored({ direction: "forwards" })) {
    for (const there of page) {
      const here = await source.next();
      events += 1;
      if (here === null)
        throw new CopyConflict(`the target has an event at ${there.position} that the source lacks`);
      if (!isSame(here.hash, there.hash)) {
        throw new CopyConflict(
          `the target's event at ${there.position} (${there.stored.type} in ${there.stream}) is not the source's at ${here.position} (${here.stored.type} in ${here.stream})`,
        );
      }
    }
    onProgress({ stage: "comparing", events });
  }
  return events;
}

async function append(
  source: Records,
  to: EventStore,
  head: Position,
  codec: EventCodec,
  onProgress: CopyOptions["onProgress"],
): Promise<number> {
  let copied = 0;
  while (source.position === null || source.position !== head) {
    const before = source.hash ?? GENESIS_HASH;
    const records = await source.rest(head);
    if (records.length === 0) throw new CopyConflict(`the source ends before its event at ${head}`);
    // Before any of them is on its way: those behind a refused one would follow it out of order.
    for (const { stored } of records) codec.decode(stored);
    const whole = linked(before, records);
    await Promise.all(appends(whole).map((request) => to.appendStored(request)));
    copied += whole.length;
    onProgress({ stage: "copying", events: copied });
    const broken = records[whole.length];
    if (broken !== undefined) throw brokenAt(broken);
  }
  return copied;
}

/** The first of the records, each of which follows the one before it. */
function linked(hash: Uint8Array, records: readonly StoredRecord[]): readonly StoredRecord[] {
  let before = hash;
  const end = records.findIndex((record) => {
    const follows = isSame(chainHash(before, record), record.hash);
    before = record.hash;
    return !follows;
  });
  return end === -1 ? records : records.slice(0, end);
}

function brokenAt({ position, stored, stream }: StoredRecord): LogUnusable {
  return new LogUnusable(
    "corrupt",
    `the source's event at ${position} (${stored.type} in ${stream}) does not follow the one before it; all before it is in the target`,
    "`legbook audit verify` says what happened to it. The target is a sound log that can be gone on with from there.",
  );
}

/** Neighbours of one stream share an append. */
function appends(records: readonly StoredRecord[]): readonly AppendStoredRequest[] {
  const requests: { stream: StreamName; events: NewStoredEvent[]; expectedRevision: number | "no-stream" }[] =
    [];
  for (const { stream, revision, metadata, stored } of records) {
    const last = requests.at(-1);
    if (last?.stream === stream && last.events.length < APPEND_EVENTS_MAX) {
      last.events.push({ metadata, stored });
    } else {
      const expectedRevision = revision === 0 ? "no-stream" : revision - 1;
      requests.push({ stream, events: [{ metadata, stored }], expectedRevision });
    }
  }
  return requests;
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

/** Pages of a log, taken apart at will. */
class Records {
  readonly #pages: AsyncIterator<readonly StoredRecord[]>;
  #page: readonly StoredRecord[] = [];
  #index = 0;
  /** Of the last record that was taken. */
  position: Position | null = null;
  hash: Uint8Array | null = null;

  constructor(pages: AsyncIterable<readonly StoredRecord[]>) {
    this.#pages = pages[Symbol.asyncIterator]();
  }

  async next(): Promise<StoredRecord | null> {
    if (this.#index === this.#page.length) await this.#turn();
    const record = this.#page[this.#index];
    if (record === undefined) return null;
    this.#index += 1;
    this.#taken(record);
    return record;
  }

  /** What is left of the page at hand, or the next one, up to the event at `last`. */
  async rest(last: Position): Promise<readonly StoredRecord[]> {
    if (this.#index === this.#page.length) await this.#turn();
    const rest = this.#page.slice(this.#index);
    const end = rest.findIndex(({ position }) => position === last);
    const records = end === -1 ? rest : rest.slice(0, end + 1);
    this.#index += records.length;
    const record = records.at(-1);
    if (record !== undefined) this.#taken(record);
    return records;
  }

  async end(): Promise<void> {
    await this.#pages.return?.();
  }

  #taken({ position, hash }: StoredRecord): void {
    this.position = position;
    this.hash = hash;
  }

  async #turn(): Promise<void> {
    const { done, value } = await this.#pages.next();
    this.#page = done === true ? [] : value;
    this.#index = 0;
  }
}

import type { EpochMs, Position } from "@legbook/domain";
import { chainHash, GENESIS_HASH } from "../event-store/hash-chain.ts";
import type { EventCodec, LogReader, StoredRecord } from "../ports/event-store.ts";

/** Something that a person should know. */
export interface Finding {
  /**
   * `damage`: the log is not what was written. `unusable`: it may be, but not for this program or not now.
   * `attention`: there is something to know about it.
   */
  readonly kind: "damage" | "unusable" | "attention";
  readonly what: string;
  readonly remedy: string;
}

/** How many events of one type and schema version there are, and what their payloads take. */
export interface TypeCount {
  readonly type: string;
  readonly schemaVersion: number;
  readonly events: number;
  readonly payloadBytes: number;
}

export interface LogExamination {
  readonly events: number;
  readonly streams: number;
  readonly payloadBytes: number;
  readonly types: readonly TypeCount[];
  readonly first: StoredRecord | null;
  readonly last: StoredRecord | null;
  /** Events that were written before the one before them by the machine's clock: it was set back in between. */
  readonly stepsBack: number;
  readonly largestStepBackMs: number;
  readonly findings: readonly Finding[];
}

/** Findings of one kind that are told one by one; the others are counted. */
const TOLD_MAX = 5;
export const DAMAGE_REMEDY =
  "Keep this log as it is, and start from a backup; `legbook restore` puts it in place.";

/** A small difference between two clocks that are both right. */
const STEP_BACK_TOLD_MS = 1_000;

/**
 * Reads a log from its first event to its last: computes every hash anew, decodes every payload, counts. Goes on
 * behind what is damaged, so that all of it is told. Writes nothing.
 */
export async function examineLog(
  log: LogReader,
  codec: EventCodec,
  onProgress: (events: number) => void,
): Promise<LogExamination> {
  const walk = new Walk(codec);
  try {
    for await (const page of log.readStored({ direction: "forwards" })) {
      for (const record of page) walk.take(record);
      onProgress(walk.events);
    }
  } catch (error) {
    walk.stopped(error);
  }
  return walk.result();
}

class Walk {
  readonly #codec: EventCodec;
  readonly #types = new Map<
    string,
    { type: string; schemaVersion: number; events: number; payloadBytes: number }
  >();
  readonly #streams = new Map<string, number>();
  readonly #broken = new Findings("damage", DAMAGE_REMEDY);
  readonly #unreadable = new Findings(
    "unusable",
    "Start the Legbook that wrote it when that is a newer one; else start from a backup.",
  );
  readonly #stopped: Finding[] = [];
  #first: StoredRecord | null = null;
  #last: StoredRecord | null = null;
  #hash: Uint8Array = GENESIS_HASH;
  #payloadBytes = 0;
  #stepsBack = 0;
  #largestStepBackMs = 0;
  #steppedAt: { readonly position: Position; readonly time: EpochMs } | null = null;
  events = 0;

  constructor(codec: EventCodec) {
    this.#codec = codec;
  }

  take(record: StoredRecord): void {
    this.events += 1;
    this.#first ??= record;
    this.#count(record);
    this.#checkPlace(record);
    this.#checkHash(record);
    this.#decode(record);
    this.#compareTime(record);
    this.#last = record;
  }

  /** The rest could not be read. */
  stopped(error: unknown): void {
    const at = this.#last === null ? "at its first event" : `behind ${this.#last.position}`;
    const why = error instanceof Error ? error.message : String(error);
    this.#stopped.push({ kind: "damage", what: `reading ended ${at}: ${why}`, remedy: DAMAGE_REMEDY });
  }

  result(): LogExamination {
    const findings = [...this.#stopped, ...this.#broken.all(), ...this.#unreadable.all(), ...this.#clock()];
    return {
      events: this.events,
      streams: this.#streams.size,
      payloadBytes: this.#payloadBytes,
      types: [...this.#types.values()].toSorted((one, other) => other.payloadBytes - one.payloadBytes),
      first: this.#first,
      last: this.#last,
      stepsBack: this.#stepsBack,
      largestStepBackMs: this.#largestStepBackMs,
      findings,
    };
  }

  #count({ stored: { type, schemaVersion, payload } }: StoredRecord): void {
    const key = `${type} ${schemaVersion}`;
    const entry = this.#types.get(key) ?? { type, schemaVersion, events: 0, payloadBytes: 0 };
    entry.events += 1;
    entry.payloadBytes += payload.length;
    this.#payloadBytes += payload.length;
    this.#types.set(key, entry);
  }

  #checkPlace({ position, stream, revision }: StoredRecord): void {
    const expected = (this.#streams.get(stream) ?? -1) + 1;
    this.#streams.set(stream, revision);
    if (revision === expected) return;
    this.#broken.add(`${position} has revision ${revision} in ${stream}, where ${expected} is next`);
  }

  #checkHash(record: StoredRecord): void {
    const hash = chainHash(this.#hash, record);
    if (Buffer.compare(hash, record.hash) !== 0) {
      this.#broken.add(
        `the chain of hashes breaks at ${record.position}, ${record.stored.type} in ${record.stream}`,
      );
    }
    // From what is stored, so that one damaged event is told once.
    this.#hash = record.hash;
  }

  #decode({ position, stored }: StoredRecord): void {
    try {
      this.#codec.decode(stored);
    } catch (error) {
      this.#unreadable.add(
        `${position} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  #compareTime({ position, metadata: { recordedAt } }: StoredRecord): void {
    const stepMs = (this.#last?.metadata.recordedAt ?? recordedAt) - recordedAt;
    if (stepMs <= 0) return;
    this.#stepsBack += 1;
    if (stepMs <= this.#largestStepBackMs) return;
    this.#largestStepBackMs = stepMs;
    this.#steppedAt = { position, time: recordedAt };
  }

  #clock(): readonly Finding[] {
    if (this.#steppedAt === null || this.#largestStepBackMs < STEP_BACK_TOLD_MS) return [];
    const { position, time } = this.#steppedAt;
    return [
      {
        kind: "attention",
        what: `the machine's clock was set back by up to ${this.#largestStepBackMs} ms (${this.#stepsBack} events are earlier than the one before), most before ${position} at ${new Date(time).toISOString()}`,
        remedy:
          "Nothing is wrong with the log: its order is that of its positions. Let a time server keep the clock.",
      },
    ];
  }
}

class Findings {
  readonly #kind: Finding["kind"];
  readonly #remedy: string;
  readonly #told: string[] = [];
  #more = 0;

  constructor(kind: Finding["kind"], remedy: string) {
    this.#kind = kind;
    this.#remedy = remedy;
  }

  add(what: string): void {
    if (this.#told.length < TOLD_MAX) this.#told.push(what);
    else this.#more += 1;
  }

  all(): readonly Finding[] {
    const told = this.#more === 0 ? this.#told : [...this.#told, `${this.#more} more like these`];
    return told.map((what) => ({ kind: this.#kind, what, remedy: this.#remedy }));
  }
}

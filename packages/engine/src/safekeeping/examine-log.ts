import type { EpochMs, Position, StreamName } from "@legbook/domain";
import type { AuditFinding } from "../audit/broken-link.ts";
import { auditChain } from "../audit/chain-audit.ts";
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

/** Events that cannot be decoded and are told one by one; the others are counted. */
const TOLD_MAX = 5;
const UNREADABLE_REMEDY =
  "Start the Legbook that wrote it when that is a newer one; else start from a backup.";
export const DAMAGE_REMEDY =
  "Keep this log as it is, and start from a backup; `legbook restore` puts it in place.";

/** A small difference between two clocks that are both right. */
const STEP_BACK_TOLD_MS = 1_000;

/**
 * Reads a log from its first event to its last: audits every link, decodes every payload, counts. Goes on behind what
 * is damaged, so that all of it is told. Writes nothing.
 */
export async function examineLog(
  log: LogReader,
  codec: EventCodec,
  onProgress: (events: number) => void,
): Promise<LogExamination> {
  const walk = new Walk(codec);
  const { findings } = await auditChain({ log, onEvent: (record) => walk.take(record), onProgress });
  return walk.result(findings.map(ofAudit));
}

function ofAudit({ position, text }: AuditFinding): Finding {
  return {
    kind: "damage",
    what: position === null ? text : `event ${position}: ${text}`,
    remedy: DAMAGE_REMEDY,
  };
}

/** ISO 8601; the number itself where damage has made it no time. */
export function timeText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? `${time} ms` : date.toISOString();
}

class Walk {
  readonly #codec: EventCodec;
  readonly #types = new Map<
    string,
    { type: string; schemaVersion: number; events: number; payloadBytes: number }
  >();
  readonly #streams = new Set<StreamName>();
  readonly #unreadable: string[] = [];
  #unreadableMore = 0;
  #first: StoredRecord | null = null;
  #last: StoredRecord | null = null;
  #payloadBytes = 0;
  #stepsBack = 0;
  #largestStepBackMs = 0;
  #steppedAt: { readonly position: Position; readonly time: EpochMs } | null = null;
  #events = 0;

  constructor(codec: EventCodec) {
    this.#codec = codec;
  }

  take(record: StoredRecord): void {
    this.#events += 1;
    this.#first ??= record;
    this.#streams.add(record.stream);
    this.#count(record);
    this.#decode(record);
    this.#compareTime(record);
    this.#last = record;
  }

  result(ofAudit: readonly Finding[]): LogExamination {
    return {
      events: this.#events,
      streams: this.#streams.size,
      payloadBytes: this.#payloadBytes,
      types: [...this.#types.values()].toSorted((one, other) => other.payloadBytes - one.payloadBytes),
      first: this.#first,
      last: this.#last,
      stepsBack: this.#stepsBack,
      largestStepBackMs: this.#largestStepBackMs,
      findings: [...ofAudit, ...this.#unreadableFindings(), ...this.#clock()],
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

  #decode({ position, stored }: StoredRecord): void {
    try {
      this.#codec.decode(stored);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      if (this.#unreadable.length < TOLD_MAX)
        this.#unreadable.push(`event ${position} cannot be read: ${why}`);
      else this.#unreadableMore += 1;
    }
  }

  #unreadableFindings(): readonly Finding[] {
    const more = this.#unreadableMore === 0 ? [] : [`${this.#unreadableMore} more events cannot be read`];
    return [...this.#unreadable, ...more].map((what) => ({
      kind: "unusable",
      what,
      remedy: UNREADABLE_REMEDY,
    }));
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
        what: `the machine's clock was set back by up to ${this.#largestStepBackMs} ms (${this.#stepsBack} events are earlier than the one before), most before ${position} at ${timeText(time)}`,
        remedy:
          "Nothing is wrong with the log: its order is that of its positions. Let a time server keep the clock.",
      },
    ];
  }
}

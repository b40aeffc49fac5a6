import type { Position, StreamName } from "@legbook/domain";
import { chainHash, GENESIS_HASH } from "../event-store/hash-chain.ts";
import { type LogReader, LogUnusable, type StoredRecord } from "../ports/event-store.ts";
import {
  type AuditFinding,
  type BrokenLink,
  type EarlierHash,
  judgeLink,
  revisionGap,
  sameHash,
} from "./broken-link.ts";

export interface ChainAuditOptions {
  readonly log: LogReader;
  /** Every event that can be read, in the log's order, with how many came before it. */
  readonly onEvent?: (record: StoredRecord, before: number) => void;
  /** So many events were looked at. */
  readonly onProgress?: (events: number) => void;
}

export interface ChainAudit {
  /** Events that could be read. */
  readonly events: number;
  readonly head: { readonly position: Position; readonly hash: Uint8Array } | null;
  /** In the order of the log; the first `AUDIT_FINDINGS_MAX` of them. */
  readonly findings: readonly AuditFinding[];
}

/** A log that was forged from some event on would have a finding at every event. */
export const AUDIT_FINDINGS_MAX = 100;

/** Hashes kept at least to say which event a moved one, or a writer that came late, follows. */
const EARLIER_HASHES = 2_048;

/** Walks the whole log and recomputes every hash. Ends early where the log cannot be read any further. */
export async function auditChain({ log, onEvent, onProgress }: ChainAuditOptions): Promise<ChainAudit> {
  const walk = new ChainWalk();
  let events = 0;
  let last: StoredRecord | null = null;
  const take = (record: StoredRecord): void => {
    onEvent?.(record, events);
    walk.take(record);
    events += 1;
    last = record;
  };
  try {
    for await (const page of log.readStored({ direction: "forwards" })) {
      for (const record of page) take(record);
      onProgress?.(events);
    }
  } catch (error) {
    const { records, finding } = await readUpToDamage(log, last, error);
    for (const record of records) take(record);
    walk.end();
    walk.findings.push(finding);
  }
  walk.end();
  const end = last as StoredRecord | null;
  return {
    events,
    head: end === null ? null : { position: end.position, hash: end.hash },
    findings: walk.findings.slice(0, AUDIT_FINDINGS_MAX),
  };
}

class ChainWalk {
  readonly findings: AuditFinding[] = [];
  readonly #revisions = new Map<StreamName, number>();
  /** The nearest last. */
  readonly #earlier: EarlierHash[] = [];
  #before: EarlierHash = { hash: GENESIS_HASH, position: null };
  #broken: BrokenLink | null = null;

  take(record: StoredRecord): void {
    const revisionBefore = this.#revisionBefore(record);
    if (this.#broken !== null && this.#settle(this.#broken, record)) return;
    const computed = this.#compute(record);
    if (computed === null) return;
    if (!sameHash(computed, record.hash)) {
      this.#broken = { record, before: this.#before.hash, computed, revisionBefore };
      return;
    }
    if (revisionBefore !== null) {
      const text = `events are missing: ${revisionGap({ record, revisionBefore })}`;
      this.findings.push({ kind: "removed", position: record.position, text });
    }
    this.#follow(record.hash, record.position);
  }

  end(): void {
    if (this.#broken !== null) this.#settle(this.#broken, null);
  }

  /** True when the finding covers `next` too. */
  #settle(broken: BrokenLink, next: StoredRecord | null): boolean {
    this.#broken = null;
    // Looking through them takes milliseconds: not for every event of a log that is another one from here on.
    const earlier = this.findings.length < AUDIT_FINDINGS_MAX ? this.#earlier : [];
    const { finding, before, coversNext } = judgeLink(broken, next, earlier);
    this.findings.push(finding);
    this.#follow(before, coversNext && next !== null ? next.position : broken.record.position);
    return coversNext;
  }

  #compute(record: StoredRecord): Uint8Array | null {
    try {
      return chainHash(this.#before.hash, record);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.findings.push({ kind: "unreadable", position: record.position, text: error.message });
      this.#follow(record.hash, record.position);
      return null;
    }
  }

  #revisionBefore({ stream, revision }: StoredRecord): number | null {
    const before = this.#revisions.get(stream) ?? -1;
    this.#revisions.set(stream, revision);
    return revision === before + 1 ? null : before;
  }

  #follow(hash: Uint8Array, position: Position): void {
    this.#earlier.push(this.#before);
    if (this.#earlier.length >= 2 * EARLIER_HASHES) this.#earlier.splice(0, EARLIER_HASHES);
    this.#before = { hash, position };
  }
}

/** A page that holds a damaged event cannot be read: its events one by one, up to that one. */
async function readUpToDamage(
  log: LogReader,
  last: StoredRecord | null,
  failure: unknown,
): Promise<{ readonly records: readonly StoredRecord[]; readonly finding: AuditFinding }> {
  const records: StoredRecord[] = [];
  let from = last?.position;
  try {
    for (;;) {
      const known = from === undefined ? 0 : 1;
      const options = {
        direction: "forwards",
        limit: known + 1,
        ...(from === undefined ? {} : { from }),
      } as const;
      const read: StoredRecord[] = [];
      for await (const page of log.readStored(options)) read.push(...page);
      const next = read[known];
      if (next === undefined) throw failure;
      records.push(next);
      from = next.position;
    }
  } catch (error) {
    const place = from === undefined ? "the first event" : `the event after ${from}`;
    const text = `${place} cannot be read: ${messageOf(error)}`;
    return { records, finding: { kind: "unreadable", position: null, text } };
  }
}

/** What is wrong with stored data; anything else is a bug and stays what it is. */
function messageOf(error: unknown): string {
  const isOfData = error instanceof LogUnusable || (error instanceof Error && "code" in error);
  if (!isOfData) throw error;
  return error.message;
}

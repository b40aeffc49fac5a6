import { GENESIS_HASH } from "../event-store/hash-chain.ts";
import type { LogReader, StoredRecord } from "../ports/event-store.ts";
import { type Anchor, AnchorCheck } from "./anchors.ts";
import type { AuditFinding } from "./broken-link.ts";
import { auditChain, type ChainAudit } from "./chain-audit.ts";
import { DayTrees } from "./day-trees.ts";
import type { EventProof } from "./event-proof.ts";

export interface AuditOptions {
  readonly log: LogReader;
  /** So many events were looked at. */
  readonly onProgress?: (events: number) => void;
}

/** Every link of the log, and what anchors say of it. */
export async function auditLog(
  options: AuditOptions & { readonly anchors: readonly Anchor[] },
): Promise<ChainAudit> {
  const check = new AnchorCheck(options.anchors);
  const audit = await auditChain({ ...options, onEvent: (record) => check.take(record) });
  check.end();
  return { ...audit, findings: [...audit.findings, ...check.findings] };
}

/** The log is not what it was: nothing is noted or proven of it. */
export class LogNotSound extends Error {
  override readonly name = "LogNotSound";
  readonly findings: readonly AuditFinding[];

  constructor(findings: readonly AuditFinding[]) {
    super(`the audit has ${findings.length} findings`);
    this.findings = findings;
  }
}

/**
 * The roots of all days of the log, the earliest day first, each as an anchor made now. Throws `LogNotSound` when a
 * link of the log is broken: a root would lend its weight to what was changed.
 */
export async function dayAnchors(options: AuditOptions): Promise<readonly Anchor[]> {
  const trees = new DayTrees();
  const { events, head, findings } = await auditChain({
    ...options,
    onEvent: (record) => void trees.add(record),
  });
  if (findings.length > 0) throw new LogNotSound(findings);
  if (head === null) return [];
  return trees.days().map((day) => {
    const tree = trees.treeOf(day);
    if (tree === null) throw new Error("a day has no tree");
    return { day, dayEvents: tree.size, root: tree.root(), logEvents: events, head: head.hash };
  });
}

/** A proof and the root that it leads to. */
export interface ProvenEvent {
  readonly proof: EventProof;
  readonly root: Uint8Array;
}

/**
 * Proves the first event for which `isWanted` holds; null when there is none. It is proven against the root of the
 * first of `anchors` that covers it, else against the root of all events that its day has now. Throws `LogNotSound`,
 * and `RangeError` for an event whose time is beyond the calendar.
 */
export async function proveEvent(
  options: AuditOptions & {
    readonly isWanted: (record: StoredRecord) => boolean;
    readonly anchors: readonly Anchor[];
  },
): Promise<ProvenEvent | null> {
  const search = new EventSearch(options.isWanted, options.anchors);
  const { findings } = await auditChain({ ...options, onEvent: (record) => search.take(record) });
  if (findings.length > 0) throw new LogNotSound(findings);
  return search.result();
}

class EventSearch {
  readonly #isWanted: (record: StoredRecord) => boolean;
  readonly #anchors: readonly Anchor[];
  readonly #trees = new DayTrees();
  #before = GENESIS_HASH;
  #found: Pick<EventProof, "event" | "previousHash" | "day"> | null = null;
  #treeSize: number | null = null;
  #proven: ProvenEvent | null = null;

  constructor(isWanted: (record: StoredRecord) => boolean, anchors: readonly Anchor[]) {
    this.#isWanted = isWanted;
    this.#anchors = anchors;
  }

  take(record: StoredRecord): void {
    const isFound = this.#found === null && this.#isWanted(record);
    const grown = this.#trees.add(record, isFound);
    if (isFound) this.#find(record, grown);
    this.#before = record.hash;
    if (this.#found === null || grown === null || this.#treeSize === null) return;
    if (grown[0] === this.#found.day && grown[1].size === this.#treeSize) this.#proven = this.result();
  }

  result(): ProvenEvent | null {
    if (this.#found === null || this.#proven !== null) return this.#proven;
    const tree = this.#trees.treeOf(this.#found.day);
    if (tree === null) throw new Error("the event is in no tree");
    return { proof: { ...this.#found, ...tree.proof() }, root: tree.root() };
  }

  #find(record: StoredRecord, grown: ReturnType<DayTrees["add"]>): void {
    const { position, stream, revision, metadata, stored } = record;
    if (grown === null)
      throw new RangeError(`event ${position} has a time beyond the calendar: it has no day`);
    const [day, { size }] = grown;
    const event = { position, stream, revision, metadata, stored };
    this.#found = { event, previousHash: this.#before, day };
    const covering = this.#anchors.filter((anchor) => anchor.day === day && anchor.dayEvents >= size);
    this.#treeSize = covering.length === 0 ? null : Math.min(...covering.map(({ dayEvents }) => dayEvents));
  }
}

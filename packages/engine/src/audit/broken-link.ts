import type { Position } from "@legbook/domain";
import { chainHash } from "../event-store/hash-chain.ts";
import type { StoredRecord } from "../ports/event-store.ts";

export interface AuditFinding {
  /**
   * `contents`, `hash`: what the event holds, or its hash, is not what it was; `order`: it stands elsewhere;
   * `inserted`, `removed`: events too many or too few; `unreadable`: what is stored is no event; `anchor`: the log is
   * not the one of which a root was noted; `file`: the file around the events is damaged.
   */
  readonly kind: "contents" | "hash" | "order" | "inserted" | "removed" | "unreadable" | "anchor" | "file";
  /** Of the event at which it shows; null where no event can be named. */
  readonly position: Position | null;
  /** A sentence. */
  readonly text: string;
}

/** An event whose hash is not what the one before it and its own bytes give. */
export interface BrokenLink {
  readonly record: StoredRecord;
  /** The hash that it should follow. */
  readonly before: Uint8Array;
  readonly computed: Uint8Array;
  /** The stream's revision before it where that is not one less; null where the revisions agree. */
  readonly revisionBefore: number | null;
}

export interface LinkJudgement {
  readonly finding: AuditFinding;
  /** What the next event has to follow, so that one change makes one finding. */
  readonly before: Uint8Array;
  /** True when the next event belongs to this finding. */
  readonly coversNext: boolean;
}

/** A hash that the log had before, and where. */
export interface EarlierHash {
  readonly hash: Uint8Array;
  readonly position: Position | null;
}

/**
 * Says what happened to an event. Only the event after it can tell: it carries a hash over the hash that this one had.
 * `earlier` are hashes before the one that it should follow, the nearest last.
 */
export function judgeLink(
  link: BrokenLink,
  next: StoredRecord | null,
  earlier: readonly EarlierHash[],
): LinkJudgement {
  const { record, before, computed } = link;
  const judge = (
    kind: AuditFinding["kind"],
    text: string,
    follow: Uint8Array,
    coversNext = false,
  ): LinkJudgement => ({
    finding: { kind, position: record.position, text },
    before: follow,
    coversNext,
  });
  if (next !== null && follows(computed, next)) {
    return judge(
      "hash",
      "its hash was changed: its contents agree with the events before and after it",
      computed,
    );
  }
  const origin = earlier.findLast(({ hash }) => follows(hash, record));
  if (origin !== undefined) {
    const place = origin.position === null ? "is the first of the log" : `follows event ${origin.position}`;
    const text = `it ${place} (expected previous hash ${before.toHex()}, found ${origin.hash.toHex()}): another writer forked the log here, or events before it were inserted, or it was moved here`;
    // A branch of one event: the log goes on with what was before it.
    return judge("inserted", text, next !== null && follows(before, next) ? before : record.hash);
  }
  if (next !== null && follows(before, next)) {
    return follows(next.hash, record)
      ? judge(
          "order",
          "it stands before the event that it follows: their order was changed",
          record.hash,
          true,
        )
      : judge("inserted", "it was inserted: the event after it follows the one before it", before);
  }
  if (link.revisionBefore !== null) {
    return judge("removed", `events before it are missing: ${revisionGap(link)}`, record.hash);
  }
  const isNextLinked = next !== null && follows(record.hash, next);
  const text = isNextLinked
    ? "what it holds was changed after it was written, or events before it were removed"
    : "what it holds, or its hash, was changed after it was written";
  return judge("contents", text, record.hash);
}

/** `revision 5 of order-lb1 comes after revision 3`. */
export function revisionGap({
  record: { stream, revision },
  revisionBefore,
}: Pick<BrokenLink, "record" | "revisionBefore">): string {
  const before = revisionBefore === -1 ? "is the stream's first" : `comes after revision ${revisionBefore}`;
  return `revision ${revision} of ${stream} ${before}`;
}

export function sameHash(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.compare(one, other) === 0;
}

function follows(before: Uint8Array, record: StoredRecord): boolean {
  try {
    return sameHash(chainHash(before, record), record.hash);
  } catch (error) {
    // A damaged event follows nothing.
    if (error instanceof RangeError) return false;
    throw error;
  }
}

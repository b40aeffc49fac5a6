import { LogUnusable, type StoredRecord } from "../../ports/event-store.ts";
import { chainHash } from "../hash-chain.ts";

/** Throws `LogUnusable("corrupt")` unless the event's hash covers `before`, the hash of the one before it in the log. */
export function assertFollows(before: Uint8Array, record: StoredRecord): void {
  if (Buffer.compare(chainHash(before, record), record.hash) !== 0) throw forkedAt(record, before);
}

function forkedAt({ position, stream, revision, stored }: StoredRecord, before: Uint8Array): LogUnusable {
  return new LogUnusable(
    "corrupt",
    `the log forks at event ${position} (${stored.type}, revision ${revision} of ${stream}): it does not follow the hash ${before.toHex()} of the event before it, so another writer was at work`,
    "`legbook audit verify` names every such event. `legbook copy --from LOG --to NEW` copies what was before the first: go on with that; what the broker knows besides is taken up at the start.",
  );
}

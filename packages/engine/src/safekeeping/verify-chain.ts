import { chainHash, GENESIS_HASH } from "../event-store/hash-chain.ts";
import { type LogReader, LogUnusable } from "../ports/event-store.ts";

/**
 * Reads all of a log and computes every event's hash anew. Returns the last one. Throws `LogUnusable("corrupt")` at the
 * first event whose hash is another.
 */
export async function verifyChain(log: LogReader, onProgress: (events: number) => void): Promise<Uint8Array> {
  let hash = GENESIS_HASH;
  let events = 0;
  for await (const page of log.readStored({ direction: "forwards" })) {
    for (const record of page) {
      hash = chainHash(hash, record);
      if (Buffer.compare(hash, record.hash) === 0) continue;
      throw new LogUnusable(
        "corrupt",
        `the chain of hashes breaks at ${record.position}, ${record.stored.type} in ${record.stream}`,
        "Keep this log as it is, and start from a backup.",
      );
    }
    events += page.length;
    onProgress(events);
  }
  return hash;
}

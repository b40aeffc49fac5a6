import { auditChain } from "../audit/chain-audit.ts";
import { GENESIS_HASH } from "../event-store/hash-chain.ts";
import { type LogReader, LogUnusable } from "../ports/event-store.ts";

/**
 * Audits every link of a log. Returns the hash of its last event. Throws `LogUnusable("corrupt")` with the first
 * finding.
 */
export async function verifyChain(log: LogReader, onProgress: (events: number) => void): Promise<Uint8Array> {
  const { head, findings } = await auditChain({ log, onProgress });
  const [finding] = findings;
  if (finding === undefined) return head?.hash ?? GENESIS_HASH;
  throw new LogUnusable(
    "corrupt",
    finding.position === null ? finding.text : `event ${finding.position}: ${finding.text}`,
    "Keep this log as it is, and start from a backup.",
  );
}

import { type LeaseRecord, leaseRecordOf } from "./lease-record.ts";
import { persistently } from "./patience.ts";
import type { ServerConnection } from "./server-connection.ts";

/** How long the server may be away while a lease is read. */
const READ_WAIT_MAX_MS = 10_000;

/** What a lease's stream says last; null for a log that nobody ever held. */
export async function lastLeaseRecord(
  connection: ServerConnection,
  stream: string,
): Promise<LeaseRecord | null> {
  const patience = { waitMaxMs: READ_WAIT_MAX_MS, signal: new AbortController().signal };
  const [last] = await persistently(patience, () =>
    connection.readStream(stream, { direction: "backwards", from: "end", count: 1 }),
  );
  return last === undefined ? null : leaseRecordOf(last);
}

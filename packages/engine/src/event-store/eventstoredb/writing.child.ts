import { writeSync } from "node:fs";
import { LogUnusable } from "../../ports/event-store.ts";
import { fixtureStream, note, noteCodec } from "../../testing/event-fixtures.ts";
import { openEventStoreDbEventStore, takeLease } from "./index.ts";

/**
 * Holds the log at the first argument, with a lease of the second argument's milliseconds, and appends to it one note
 * after the other until it may not any more. Writes the number of each note that was acknowledged, and at its end what
 * it was refused with.
 */
const [address = "", durationMs = ""] = process.argv.slice(2);
const holder = { what: "a child", host: "here", pid: process.pid, startedAt: "now", url: null, token: null };
const lease = await takeLease({ address, holder, durationMs: Number(durationMs) });
const store = await openEventStoreDbEventStore({
  address,
  codec: noteCodec(),
  writeAllowanceMs: () => lease.allowanceMs(),
});
for (let number = 0; ; number += 1) {
  try {
    await store.append({ stream: fixtureStream("child"), events: [note(number)], expectedRevision: "any" });
    writeSync(1, `${number}\n`);
  } catch (error) {
    writeSync(1, error instanceof LogUnusable ? `${error.reason}: ${error.message}\n` : `${String(error)}\n`);
    break;
  }
}
await store.close();
await lease.release();

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { domainEventCodec, openSqliteLogReader, writeRecording } from "@legbook/engine";
import { temporaryFolder } from "../support/legbook.ts";
import { tradeDay } from "../support/traded-day.ts";

/**
 * Makes the recording anew: `node tests/recordings/record.ts`. A quarter of an hour of the simulator's own market, invented and
 * seeded, so that it may be kept with the code. A new recording takes the place of one whose accepted differences have
 * become too many to say anything.
 */
const temporary = temporaryFolder();
const log = join(temporary.path, "builtin.db");
try {
  const { accepted, refused } = await tradeDay({
    log,
    simulator: { market: { kind: "builtin", date: "2026-03-16", startTime: "10:00" }, speed: 60 },
    vertical: { symbol: "LBX", expiry: "2026-04-17", longStrike: "100", shortStrike: "105" },
    linesMax: 16,
    quietS: 120,
  });
  console.log({ accepted, refused });
  const store = openSqliteLogReader({ path: log, codec: domainEventCodec() });
  const bytes = await writeRecording(store);
  await store.close();
  writeFileSync(join(import.meta.dirname, "builtin-2026-03-16.jsonl.gz"), bytes);
  console.log(`${bytes.length} bytes`);
} finally {
  temporary.remove();
}

import { statSync } from "node:fs";
import { join } from "node:path";
import { type EpochMs, streamName, TICK_KINDS, type TickKind, type TicksRecorded } from "@legbook/domain";
import { createUuidV7Ids, domainEventCodec, HASH_BYTES, openSqliteEventStore } from "@legbook/engine";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TICKS = 512_000;
const BATCH_TICKS: readonly number[] = [256, 64, 16];
const OPENING = Date.UTC(2015, 11, 24, 14, 30);
const CONTRACTS = 80;
const COMMIT_BATCHES = 256;
const QUOTE_KINDS: readonly TickKind[] = [
  TICK_KINDS.bid,
  TICK_KINDS.ask,
  TICK_KINDS.bidSize,
  TICK_KINDS.askSize,
];

/** Bytes that a tick takes in a log's file, by the ticks of a batch. */
export async function bytes(): Promise<BenchmarkReport> {
  const folder = temporaryFolder();
  const figures: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  try {
    for (const batchTicks of BATCH_TICKS) {
      const { fileBytes, payloadBytes } = await writeLog(join(folder.path, `${batchTicks}.db`), batchTicks);
      figures[`fileBytesATick${batchTicks}`] = rounded(fileBytes / TICKS);
      figures[`payloadBytesATick${batchTicks}`] = rounded(payloadBytes / TICKS);
      figures[`hashBytesATick${batchTicks}`] = rounded(HASH_BYTES / batchTicks);
      ratios[`aimToFile${batchTicks}`] = rounded(20 / (fileBytes / TICKS));
    }
  } finally {
    folder.remove();
  }
  return { name: "bytes", figures, ratios, notes: NOTES };
}

const NOTES: readonly string[] = [
  `${TICKS} ticks of ${CONTRACTS} options (bid, ask and their sizes) through the store; the number in a name is the ticks of a batch.`,
  "file: all of the log's file after its write-ahead log was taken in: rows, hashes, ids, both indexes.",
  "payload: the encoded batches alone. hash: what the chain adds. The aim is 20 bytes a tick; a ratio above 1 is within it.",
];

async function writeLog(
  path: string,
  batchTicks: number,
): Promise<{ readonly fileBytes: number; readonly payloadBytes: number }> {
  const codec = domainEventCodec();
  const store = openSqliteEventStore({ path, codec });
  const market = createMarket();
  let now = OPENING as EpochMs;
  const ids = createUuidV7Ids({ now: () => now });
  let payloadBytes = 0;
  for (let written = 0; written < TICKS; written += batchTicks) {
    now = (now + 40) as EpochMs;
    const event = { type: "TicksRecorded", data: market.ticks(batchTicks, now) } as const;
    payloadBytes += codec.encode(event).payload.length;
    const id = ids.next();
    const metadata = {
      id,
      correlationId: id,
      causationId: null,
      actor: "gateway",
      session: "s",
      occurredAt: now,
    };
    const append = store.append({
      stream: streamName("market", "2015-12-24"),
      events: [{ event, metadata: { ...metadata, recordedAt: now } }],
      expectedRevision: "any",
    });
    // Batches that wait together share a commit: the disk's pace is not what is measured.
    if ((written / batchTicks) % COMMIT_BATCHES === 0) await append;
  }
  await store.close();
  return { fileBytes: statSync(path).size, payloadBytes };
}

/** Quotes of options that move by cents, and sizes by contracts, from a fixed seed. */
function createMarket(): { ticks(count: number, at: EpochMs): TicksRecorded } {
  let state = 20_151_224;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const cents = Array.from({ length: CONTRACTS }, (_, contract) => 100 + contract * 37);
  return {
    ticks(count, at) {
      const conIds: number[] = [];
      const kinds: TickKind[] = [];
      const values: number[] = [];
      const offsetsMs: number[] = [];
      for (let tick = 0; tick < count; tick += 1) {
        const contract = random(CONTRACTS);
        const kind = QUOTE_KINDS[random(QUOTE_KINDS.length)] ?? TICK_KINDS.bid;
        const isPrice = kind === TICK_KINDS.bid || kind === TICK_KINDS.ask;
        const price = Math.max(5, (cents[contract] ?? 100) + random(5) - 2);
        cents[contract] = price;
        conIds.push(210_000_000 + contract * 97);
        kinds.push(kind);
        values.push(isPrice ? (price + (kind === TICK_KINDS.ask ? 10 : 0)) * 10_000 : 1 + random(400));
        offsetsMs.push(Math.floor((tick * 40) / count));
      }
      return { baseTime: at, conIds, kinds, values, offsetsMs };
    },
  };
}

function rounded(value: number): number {
  return Number(value.toFixed(2));
}

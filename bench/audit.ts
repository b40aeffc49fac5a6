import { join } from "node:path";
import {
  auditLog,
  auditSqliteLog,
  dayAnchors,
  domainEventCodec,
  type LogReader,
  openSqliteLogReader,
} from "@legbook/engine";
import { writeBootLog } from "./boot-log.ts";
import { median } from "./median.ts";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const TICKS = 1_000_000;
const ORDERS = 5_000;
const ROUNDS = 5;

/** Events a second of an audit, beside a reading of the same log that looks at nothing. */
export async function audit(): Promise<BenchmarkReport> {
  const folder = temporaryFolder();
  try {
    const path = join(folder.path, "log.db");
    const codec = domainEventCodec();
    const { events } = await writeBootLog(path, { ticks: TICKS, orders: ORDERS });
    const log = openSqliteLogReader({ path, codec });
    const anchors = await dayAnchors({ log });
    const works = {
      read: () => readAll(log),
      links: () => auditLog({ log, anchors: [] }),
      linksAndAnchors: () => auditLog({ log, anchors }),
      file: () => auditSqliteLog({ path, codec, anchors: [] }),
    };
    const rates: Record<keyof typeof works, number[]> = {
      read: [],
      links: [],
      linksAndAnchors: [],
      file: [],
    };
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const name of Object.keys(works) as (keyof typeof works)[]) {
        const started = performance.now();
        await works[name]();
        rates[name].push((events / (performance.now() - started)) * 1_000);
      }
    }
    await log.close();
    const ratio = (name: keyof typeof works): number =>
      Number(median(rates[name].map((rate, round) => rate / (rates.read[round] ?? Number.NaN))).toFixed(3));
    return {
      name: "audit",
      figures: {
        events,
        readEventsPerSecond: Math.round(median(rates.read)),
        linksEventsPerSecond: Math.round(median(rates.links)),
        linksAndAnchorsEventsPerSecond: Math.round(median(rates.linksAndAnchors)),
        fileEventsPerSecond: Math.round(median(rates.file)),
      },
      ratios: {
        linksToRead: ratio("links"),
        linksAndAnchorsToRead: ratio("linksAndAnchors"),
        fileToRead: ratio("file"),
      },
      notes: NOTES,
    };
  } finally {
    folder.remove();
  }
}

async function readAll(log: LogReader): Promise<number> {
  let events = 0;
  for await (const page of log.readStored({ direction: "forwards" })) events += page.length;
  return events;
}

const NOTES: readonly string[] = [
  `A log of ${TICKS} ticks in batches of 256 and ${ORDERS} orders with all that is said of one, over 20 days.`,
  "read: the stored events, and nothing done with them. links: every hash recomputed, revisions checked.",
  "linksAndAnchors: a Merkle tree a day too, held against an anchor a day.",
  "file: links, then SQLite's check of every page and index entry, as `legbook audit verify` does.",
];

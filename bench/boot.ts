import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { startServer } from "../apps/server/src/start-server.ts";
import { parseSettings } from "../apps/server/src/settings.ts";
import { writeBootLog } from "./boot-log.ts";
import type { BenchmarkReport } from "./report.ts";

export interface BootOptions {
  readonly ticks?: number;
  readonly orders?: number;
}

const TICKS = 1_000_000;
const ORDERS = 10_000;
const START_MAX_MS = 40_000;

/**
 * Seconds until the server is up on a long log: the first time, when every view is folded from the log's beginning,
 * and the next, from checkpoints; beside an empty log, and beside a bare read of the same rows. Each start is a
 * process of its own, as a user's is.
 */
export async function boot({ ticks = TICKS, orders = ORDERS }: BootOptions = {}): Promise<BenchmarkReport> {
  const folder = mkdtempSync(join(tmpdir(), "legbook-bench-"));
  try {
    const log = join(folder, "long", "simulated.db");
    mkdirSync(join(folder, "long"));
    const { events } = await writeBootLog(log, { ticks, orders });
    const logMegabytes = megabytes(log);
    const bareReadSeconds = bareRead(log);
    const emptySeconds = await start(join(folder, "empty", "simulated.db"));
    const firstSeconds = await start(log);
    const nextSeconds = await start(log);
    const ratio = (yardstick: number, seconds: number): number => Number((yardstick / seconds).toFixed(3));
    return {
      name: "boot",
      figures: {
        firstStartSeconds: rounded(firstSeconds),
        nextStartSeconds: rounded(nextSeconds),
        emptyLogStartSeconds: rounded(emptySeconds),
        bareReadSeconds: rounded(bareReadSeconds),
        logEvents: events,
        logMegabytes,
        checkpointsMegabytes: megabytes(log.replace(/\.db$/, ".views.db")),
      },
      ratios: {
        bareReadToFirstStart: ratio(bareReadSeconds, firstSeconds),
        bareReadToNextStart: ratio(bareReadSeconds, nextSeconds),
        emptyLogToNextStart: ratio(emptySeconds, nextSeconds),
      },
      notes: [
        `A log of ${ticks} ticks and ${orders} orders with all that is said of them.`,
        "A start: from startServer's call to its end, in a process of its own, with the simulated gateway.",
        "First: every view is folded from the log's beginning. Next: from checkpoints. The engine reads the log both times.",
        "Bare read: every row by a bare node:sqlite loop, JSON parsed, nothing checked or folded.",
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function rounded(seconds: number): number {
  return Number(seconds.toFixed(2));
}

function megabytes(path: string): number {
  return Number((statSync(path).size / 1e6).toFixed(1));
}

/** Every row of the log, read without a store. */
function bareRead(path: string): number {
  const began = performance.now();
  const db = new DatabaseSync(path, { readOnly: true });
  const text = new TextDecoder();
  let parsed = 0;
  try {
    for (const { payload } of db.prepare("SELECT * FROM events ORDER BY position").iterate()) {
      // Ticks are bytes of their own; everything else is an object.
      if (!(payload instanceof Uint8Array) || payload[0] !== 0x7b) continue;
      JSON.parse(text.decode(payload));
      parsed += 1;
    }
  } finally {
    db.close();
  }
  if (parsed === 0) throw new Error("the log holds nothing but ticks");
  return (performance.now() - began) / 1_000;
}

/** Starts and stops a server on a log in a process of its own; seconds until it was up. */
async function start(log: string): Promise<number> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), log], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: START_MAX_MS,
  });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => void (output += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  const seconds = Number(output);
  if (code !== 0 || !(seconds > 0))
    throw new Error(`the server did not start and stop (exit ${code}): ${output}`);
  return seconds;
}

async function startOnce(log: string): Promise<void> {
  const settings = parseSettings({ log, port: 0, logLevel: "silent" });
  const began = performance.now();
  const server = await startServer({
    settings,
    logger: pino({ level: "silent" }),
    onFatal: (error) => {
      throw error;
    },
  });
  process.stdout.write(String((performance.now() - began) / 1_000));
  await server.stop("the measurement is over");
}

if (import.meta.main) await startOnce(process.argv[2] ?? "");

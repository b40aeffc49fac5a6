import { mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { startServer } from "../apps/server/src/start-server.ts";
import { parseSettings } from "../apps/server/src/settings.ts";
import { engineStarts } from "./boot-engine.ts";
import { writeBootLog } from "./boot-log.ts";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { startInProcess, stopwatch, type Taken } from "./timed-start.ts";

export interface BootOptions {
  readonly ticks?: number;
  readonly orders?: number;
}

const TICKS = 10_000_000;
/** With all that is said of one, 100,000 events. */
const ORDERS = 7_300;

/**
 * Seconds until the server is up on a long log: the first time, when every view is folded from the log's beginning,
 * and the next, from snapshots; beside an empty log, and beside a bare read of the same rows. Each start is a
 * process of its own, as a user's is.
 */
export async function boot({ ticks = TICKS, orders = ORDERS }: BootOptions = {}): Promise<BenchmarkReport> {
  const temporary = temporaryFolder();
  const folder = temporary.path;
  try {
    const log = join(folder, "long", "simulated.db");
    mkdirSync(join(folder, "long"));
    const { events } = await writeBootLog(log, { ticks, orders });
    const logMegabytes = megabytes(log);
    const bare = bareRead(log);
    const empty = await start(join(folder, "empty", "simulated.db"));
    const first = await start(log);
    const next = await start(log);
    changeFold(log.replace(/\.db$/, ".views.db"), "market");
    const changed = await start(log);
    const engine = await engineStarts(log, folder);
    const share = (part: number, whole: number): number => Number((part / whole).toFixed(3));
    return {
      name: "boot",
      figures: {
        firstStartSeconds: first.seconds,
        nextStartSeconds: next.seconds,
        changedFoldStartSeconds: changed.seconds,
        emptyLogStartSeconds: empty.seconds,
        engineFirstStartSeconds: engine.first.seconds,
        engineNextStartSeconds: engine.next.seconds,
        bareReadSeconds: bare.seconds,
        firstStartCpuSeconds: first.cpuSeconds,
        nextStartCpuSeconds: next.cpuSeconds,
        changedFoldStartCpuSeconds: changed.cpuSeconds,
        emptyLogStartCpuSeconds: empty.cpuSeconds,
        engineFirstStartCpuSeconds: engine.first.cpuSeconds,
        engineNextStartCpuSeconds: engine.next.cpuSeconds,
        bareReadCpuSeconds: bare.cpuSeconds,
        logEvents: events,
        logMegabytes,
        snapshotsMegabytes: megabytes(log.replace(/\.db$/, ".views.db")),
      },
      ratios: {
        bareReadToFirstStartCpu: share(bare.cpuSeconds, first.cpuSeconds),
        bareReadToNextStartCpu: share(bare.cpuSeconds, next.cpuSeconds),
        changedFoldToFirstStart: share(changed.seconds, first.seconds),
        emptyLogToNextStartCpu: share(empty.cpuSeconds, next.cpuSeconds),
        engineNextToFirstStart: share(engine.next.seconds, engine.first.seconds),
      },
      notes: [
        `A log of ${ticks} ticks and ${orders} orders with all that is said of them.`,
        "A start: from startServer's call to its end, in a process of its own, with the simulated gateway and compiled code kept from the start before.",
        "First: every view and the engine's world are folded from the log's beginning. Next: both from snapshots.",
        "Changed fold: the market's snapshots are of another version; it is rebuilt beside the others, which are there.",
        "Engine: `legbook engine` on a copy of the log on the stand-in for a server, over real gRPC; its world is the same.",
        "Bare read: every row by a bare node:sqlite loop, JSON parsed, nothing checked or folded.",
      ],
    };
  } finally {
    temporary.remove();
  }
}

/** As if the fold had been changed since its snapshots were made. */
function changeFold(snapshots: string, name: string): void {
  const db = new DatabaseSync(snapshots);
  db.prepare("UPDATE fold SET version = version - 1 WHERE name = ?").run(name);
  db.close();
}

function megabytes(path: string): number {
  return Number((statSync(path).size / 1e6).toFixed(1));
}

/** Every row of the log, read without a store. */
function bareRead(path: string): Taken {
  const taken = stopwatch();
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
  return taken();
}

/** Starts and stops a server on a log. */
function start(log: string): Promise<Taken> {
  return startInProcess(fileURLToPath(import.meta.url), [log]);
}

async function startOnce(log: string): Promise<void> {
  const settings = parseSettings({ log, port: 0, logLevel: "silent" });
  const taken = stopwatch();
  const server = await startServer({
    settings,
    logger: pino({ level: "silent" }),
    onFatal: (error) => {
      throw error;
    },
  });
  process.stdout.write(JSON.stringify(taken()));
  await server.stop("the measurement is over");
}

if (import.meta.main) await startOnce(process.argv[2] ?? "");

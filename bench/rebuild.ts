import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { domainEventCodec, openSqliteLogReader } from "@legbook/engine";
import { VIEW_NAMES } from "@legbook/projections";
import { rebuildViews } from "../apps/server/src/rebuild-views.ts";
import { writeBootLog } from "./boot-log.ts";
import type { BenchmarkReport } from "./report.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export interface RebuildBenchOptions {
  readonly ticks?: number;
  readonly orders?: number;
}

const TICKS = 10_000_000;
/** With all that is said of one, 100,000 events. */
const ORDERS = 7_300;
const CHILD_MAX_MS = 600_000;
const WORLD = "world-17";

/**
 * How fast all views, and an engine's world, are folded from a log's beginning into snapshots, and in how much memory;
 * beside a bare read of the same rows, and beside a log of a tenth of the size, whose memory should be the same. Each
 * rebuild is a process of its own, as `legbook rebuild` is.
 */
export async function rebuild(options: RebuildBenchOptions = {}): Promise<BenchmarkReport> {
  const { ticks = TICKS, orders = ORDERS } = options;
  const temporary = temporaryFolder();
  try {
    const [whole, tenth] = [join(temporary.path, "whole.db"), join(temporary.path, "tenth.db")];
    const { events } = await writeBootLog(whole, { ticks, orders });
    await writeBootLog(tenth, { ticks: Math.ceil(ticks / 10), orders: Math.ceil(orders / 10) });
    const bare = await inChild("bare", whole);
    const all = await inChild("all", whole);
    const market = await inChild("market", whole);
    const small = await inChild("all", tenth);
    const rate = (count: number, { seconds }: Taken): number => Math.round(count / seconds);
    const share = (part: number, rest: number): number => Number((part / rest).toFixed(3));
    return {
      name: "rebuild",
      figures: {
        logEvents: events,
        seconds: all.seconds,
        cpuSeconds: all.cpuSeconds,
        eventsPerSecond: rate(events, all),
        ticksPerSecond: rate(ticks, all),
        marketAloneTicksPerSecond: rate(ticks, market),
        marketAloneTicksPerCpuSecond: Math.round(ticks / market.cpuSeconds),
        ticksPerCpuSecond: Math.round(ticks / all.cpuSeconds),
        bareReadSeconds: bare.seconds,
        bareReadCpuSeconds: bare.cpuSeconds,
        peakMegabytes: all.peakMegabytes,
        peakMegabytesOfATenth: small.peakMegabytes,
      },
      ratios: {
        bareReadToRebuildCpu: share(bare.cpuSeconds, all.cpuSeconds),
        bareReadToMarketAloneCpu: share(bare.cpuSeconds, market.cpuSeconds),
        peakOfATenthToPeak: share(small.peakMegabytes, all.peakMegabytes),
      },
      notes: [
        `A log of ${ticks} ticks and ${orders} orders with all that is said of them: ${events} events.`,
        "Rebuild: every view and an engine's world, from the log's beginning, a snapshot every 1,024 events.",
        "Market alone: the view that follows ticks, which are all that is read for it.",
        "Bare read: every row by a bare node:sqlite loop, JSON parsed, nothing checked or folded.",
        "Seconds are of the wall; on a shared machine processor seconds say more.",
      ],
    };
  } finally {
    temporary.remove();
  }
}

interface Taken {
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Resident, of the whole process. */
  readonly peakMegabytes: number;
}

type Work = "bare" | "all" | "market";

async function inChild(work: Work, log: string): Promise<Taken> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url), work, log], {
    stdio: ["ignore", "pipe", "inherit"],
    timeout: CHILD_MAX_MS,
  });
  let output = "";
  child.stdout.on("data", (bytes: Buffer) => void (output += bytes.toString()));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${work} did not end well (exit ${code}): ${output}`);
  return JSON.parse(output) as Taken;
}

async function measured(work: Work, log: string): Promise<Taken> {
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  if (work === "bare") bareRead(log);
  else await rebuilt(log, work === "all" ? [...VIEW_NAMES, WORLD] : ["market"]);
  const { user, system } = process.cpuUsage(cpu);
  return {
    seconds: Number(((performance.now() - began) / 1_000).toFixed(2)),
    cpuSeconds: Number(((user + system) / 1_000_000).toFixed(2)),
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1_000),
  };
}

async function rebuilt(log: string, names: readonly string[]): Promise<void> {
  const store = openSqliteLogReader({ path: log, codec: domainEventCodec() });
  const path = log.replace(/\.db$/, ".views.db");
  const folded = await rebuildViews({ store, path, names, onRefused: refuse, onProgress: () => {} });
  await store.close();
  if (folded === 0) throw new Error("nothing was folded");
}

function refuse(what: string): never {
  throw new Error(what);
}

/** Every row of the log, read without a store. */
function bareRead(path: string): void {
  const db = new DatabaseSync(path, { readOnly: true });
  const text = new TextDecoder();
  let parsed = 0;
  for (const { payload } of db.prepare("SELECT * FROM events ORDER BY position").iterate()) {
    // Ticks are bytes of their own; everything else is an object.
    if (!(payload instanceof Uint8Array) || payload[0] !== 0x7b) continue;
    JSON.parse(text.decode(payload));
    parsed += 1;
  }
  db.close();
  if (parsed === 0) throw new Error("the log holds nothing but ticks");
}

if (import.meta.main) {
  const [work, log] = process.argv.slice(2);
  if ((work !== "bare" && work !== "all" && work !== "market") || log === undefined)
    throw new RangeError(`not a part of this benchmark: ${work}`);
  process.stdout.write(JSON.stringify(await measured(work, log)));
}

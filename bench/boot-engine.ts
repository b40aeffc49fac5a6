import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { copyLog, domainEventCodec } from "@legbook/engine";
import { pino } from "pino";
import { openLogForReading, openLogForWriting } from "../apps/server/src/commands/log-argument.ts";
import { startEngineProcess } from "../apps/server/src/engine-process.ts";
import { parseSettings } from "../apps/server/src/settings.ts";
import { startInProcess, stopwatch, type Taken } from "./timed-start.ts";

const STAND_IN = "packages/engine/src/event-store/eventstoredb/stand-in/main.ts";

/** The engine alone on the same log on a server: the stand-in, over real gRPC, in a process of its own. */
export interface EngineStarts {
  /** Nothing is kept of its world: all of the log is read. */
  readonly first: Taken;
  /** From what is kept. */
  readonly next: Taken;
}

/** Copies a log's file to a server and starts an engine there twice. */
export async function engineStarts(log: string, folder: string): Promise<EngineStarts> {
  const server = spawn(process.execPath, [STAND_IN, "0", join(folder, "server.db")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(server, "close");
  try {
    const [address] = (await once(server.stdout.setEncoding("utf8"), "data")) as [string];
    const to = address.trim();
    await copy(log, to);
    const start = (): Promise<Taken> => startInProcess(fileURLToPath(import.meta.url), [to, folder]);
    return { first: await start(), next: await start() };
  } finally {
    server.kill();
    await ended;
  }
}

async function copy(from: string, to: string): Promise<void> {
  const source = await openLogForReading(from);
  const target = await openLogForWriting(to);
  await copyLog({ from: source, to: target.store, codec: domainEventCodec(), onProgress: () => {} });
  await target.close();
  await source.close();
}

async function startOnce(log: string, folder: string): Promise<void> {
  const settings = parseSettings({ log, folder, logLevel: "silent" });
  const taken = stopwatch();
  const engine = await startEngineProcess({
    settings,
    logger: pino({ level: "silent" }),
    onFatal: (error) => {
      throw error;
    },
  });
  process.stdout.write(JSON.stringify(taken()));
  await engine.stop("the measurement is over");
}

if (import.meta.main) await startOnce(process.argv[2] ?? "", process.argv[3] ?? "");

import { rmSync } from "node:fs";
import { domainEventCodec, holdProcessLock, systemClock } from "@legbook/engine";
import { openEventStoreDbEventStore } from "@legbook/engine/eventstoredb";
import { endings } from "./endings.ts";
import { refuseFile, type StartOptions } from "./engine-process.ts";
import { apiSnapshots, type LogFiles, logFiles } from "./log-files.ts";
import { createEngineLink, EngineAway } from "./remote/engine-link.ts";
import { createRemoteEngine, type RemoteEngine } from "./remote/remote-engine.ts";
import { startApi } from "./start-api.ts";
import { startViews } from "./start-views.ts";

/** Page and API of a log whose engine is another process. Any number of them may run. */
export interface ApiProcess {
  readonly signInUrl: string;
  readonly url: string;
  readonly files: LogFiles;
  readonly session: RemoteEngine["session"];
  stop(): Promise<void>;
}

/** How long it waits at its start for an engine to answer. */
const ENGINE_WAIT_MAX_MS = 20_000;
const ENGINE_WAIT_PAUSE_MS = 500;

/** Rejects with `EngineAway` when no engine answers within 20 s; later it waits for one, and says so. */
export async function startApiProcess({ settings, logger, onFatal }: StartOptions): Promise<ApiProcess> {
  const files = logFiles(settings);
  const address = refuseFile(files);
  const ending = endings();
  try {
    // Views are kept for the next process on this port; on a free port there is no next one.
    const name = settings.port === 0 ? `pid-${process.pid}` : String(settings.port);
    const path = apiSnapshots(files, name);
    const lock = holdProcessLock(`${path}.lock`, systemClock.now());
    ending.push("lock", () => Promise.resolve(lock.release()));
    if (settings.port === 0) ending.push("files", () => Promise.resolve(removeFiles(path)));
    const store = await openEventStoreDbEventStore({ address, codec: domainEventCodec(), readOnly: true });
    ending.push("log", () => store.close());
    const engine = await firstAnswer(address);
    ending.push("link to the engine", () => engine.stop());
    const running = await startViews({ store, log: address, path, logger, onFatal });
    ending.push("views", () => running.stop());
    const { session } = engine;
    const api = await startApi({ engine, store, running, session, port: settings.port, logger });
    ending.push("api", () => api.close());
    return { signInUrl: api.signInUrl, url: api.url, files, session, stop: () => ending.run() };
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function firstAnswer(address: string): Promise<RemoteEngine> {
  const link = createEngineLink(address);
  const began = performance.now();
  for (;;) {
    try {
      return await createRemoteEngine(link);
    } catch (error) {
      const isOver = performance.now() - began > ENGINE_WAIT_MAX_MS;
      if (!(error instanceof EngineAway) || isOver) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, ENGINE_WAIT_PAUSE_MS));
  }
}

function removeFiles(path: string): void {
  for (const suffix of ["", "-wal", "-shm", ".lock"]) rmSync(`${path}${suffix}`, { force: true });
}

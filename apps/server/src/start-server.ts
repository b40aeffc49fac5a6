import { type EngineObserver, worldFold, type WorldSnapshot } from "@legbook/engine";
import { endings } from "./endings.ts";
import { prepareEngine, setEngineToWork, type StartOptions } from "./engine-process.ts";
import { logFiles, type LogFiles } from "./log-files.ts";
import { startApi } from "./start-api.ts";
import { startViews } from "./start-views.ts";

/** A running Legbook: everything is up when the promise of `startServer` resolves. */
export interface RunningServer {
  /** Where a person begins, with a token that can be used once. */
  readonly signInUrl: string;
  readonly url: string;
  readonly files: LogFiles;
  /** Host and port of the gateway, the built-in one too. */
  readonly gateway: string;
  /** Ends everything in order: API, engine, views, log, simulator. Repeating it is harmless. */
  stop(reason: string): Promise<void>;
}

/** Engine, views and API in one process: makes every adapter, hands each part what it needs, and starts them in order. */
export async function startServer(options: StartOptions): Promise<RunningServer> {
  const { settings, logger, onFatal } = options;
  const files = logFiles(settings);
  const ending = endings();
  try {
    const ground = await prepareEngine(options, files, ending);
    const { store } = ground;
    const fold = worldFold(options.settings.clientId);
    const places = { log: files.address ?? files.log, path: files.snapshots };
    const running = await startViews({ store, ...places, besides: [fold], logger, onFatal });
    ending.push("views", () => running.stop());
    const observers: EngineObserver[] = [];
    const known = (await running.newest(fold)) as WorldSnapshot | null;
    const atWork = await setEngineToWork(options, { ...ground, known }, fanOut(observers), ending);
    const { engine, session } = atWork;
    const api = await startApi({ engine, store, running, session, port: settings.port, logger });
    observers.push(api.observer);
    ending.push("api", () => api.close());
    const { url, signInUrl } = api;
    return {
      url,
      signInUrl,
      files,
      gateway: session.gateway,
      stop: (reason) => {
        atWork.stopReason = reason;
        return ending.run();
      },
    };
  } catch (error) {
    await ending.run();
    throw error;
  }
}

function fanOut(observers: readonly EngineObserver[]): EngineObserver {
  return {
    orderPathSeconds: (seconds) => observers.forEach((observer) => observer.orderPathSeconds(seconds)),
    orderExecutionSeconds: (seconds) =>
      observers.forEach((observer) => observer.orderExecutionSeconds(seconds)),
    logAppendSeconds: (seconds, events) =>
      observers.forEach((observer) => observer.logAppendSeconds(seconds, events)),
  };
}

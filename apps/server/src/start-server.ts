import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createApiServer, type ApiServer } from "@legbook/api";
import {
  createTwsGateway,
  createUuidV7Ids,
  domainEventCodec,
  ENGINE_LIMITS,
  isAccountAllowed,
  holdProcessLock,
  openSqliteEventStore,
  startEngine,
  systemClock,
  type EngineObserver,
  type EventStore,
  type RunningEngine,
} from "@legbook/engine";
import { createPastViews, createViews, runProjections } from "@legbook/projections";
import { startSimulatorWorker } from "@legbook/tws-simulator";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { openCheckpoints } from "./checkpoints.ts";
import { logFiles, type LogFiles } from "./log-files.ts";
import { pastLog } from "./past-log.ts";
import { type Settings, tradingMode } from "./settings.ts";
import { simulatorOptions } from "./simulator-options.ts";

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

export interface StartServerOptions {
  readonly settings: Settings;
  readonly logger: Logger;
  /** The engine or the views have stopped for good. */
  readonly onFatal: (error: unknown) => void;
}

/**
 * Writing the views' checkpoints holds the loop for as long as they are large, so while trading they are written
 * rarely; always at a clean end. After a crash the views are folded from the last ones.
 */
const CHECKPOINT_EVERY_EVENTS = 500_000;

/** The composition root: makes every adapter, hands each part what it needs, and starts them in order. */
export async function startServer(options: StartServerOptions): Promise<RunningServer> {
  const { settings, logger, onFatal } = options;
  const files = logFiles(settings);
  const ending = endings();
  try {
    const lock = holdProcessLock(files.lock, systemClock.now());
    ending.push("lock", () => Promise.resolve(lock.release()));
    // The gateway first: market data that cannot be read must not leave an empty log behind.
    const target = await gatewayTarget(settings, files, logger, ending);
    const store = openSqliteEventStore({ path: files.log, codec: domainEventCodec() });
    ending.push("log", () => store.close());
    const views = await startViews(store, files, logger, onFatal, ending);
    const observers: EngineObserver[] = [];
    const engine = await startEngine({
      store,
      gateway: createTwsGateway({ clock: systemClock }),
      clock: systemClock,
      ids: createUuidV7Ids(systemClock),
      limits: ENGINE_LIMITS,
      observer: fanOut(observers),
      target: { ...target, clientId: settings.clientId },
      mode: tradingMode(settings),
      version: packageJson.version,
      accountsAllowed: settings.account,
      rate: settings.rate,
      onFatal,
    });
    let stopReason = "the server did not start";
    ending.push("engine", () => engine.stop(stopReason));
    const gateway = `${target.host}:${target.port}`;
    const api = await startApi(settings, engine, store, views, gateway, logger);
    observers.push(api.observer);
    ending.push("api", () => api.close());
    const { url, signInUrl } = api;
    return {
      url,
      signInUrl,
      files,
      gateway,
      stop: (reason) => {
        stopReason = reason;
        return ending.run();
      },
    };
  } catch (error) {
    await ending.run();
    throw error;
  }
}

async function gatewayTarget(
  settings: Settings,
  files: LogFiles,
  logger: Logger,
  ending: Endings,
): Promise<{ readonly host: string; readonly port: number }> {
  if (settings.gateway !== null) return settings.gateway;
  const simulator = await startSimulatorWorker(simulatorOptions(settings, files.simulator));
  ending.push("simulator", () => simulator.close());
  logger.info({ port: simulator.port }, "simulated gateway listens");
  return { host: "127.0.0.1", port: simulator.port };
}

async function startViews(
  store: EventStore,
  files: LogFiles,
  logger: Logger,
  onFatal: (error: unknown) => void,
  ending: Endings,
): Promise<ReturnType<typeof createViews>> {
  const views = createViews({
    onListenerError: (error) => logger.error({ err: error }, "a reader of the views failed"),
  });
  const checkpoints = openCheckpoints(files.checkpoints);
  const abort = new AbortController();
  const run = runProjections({
    feed: (after, signal) => store.subscribeAll({ ...(after === null ? {} : { after }), signal }),
    views,
    checkpoints,
    checkpointEveryEvents: CHECKPOINT_EVERY_EVENTS,
    nextTurn: () => setImmediate(),
    signal: abort.signal,
    onProgress: ({ applied, live }) => logger.debug({ applied, live }, "views"),
  });
  const ended = run.catch((error: unknown) => {
    if (!abort.signal.aborted) onFatal(error);
  });
  ending.push("views", async () => {
    abort.abort();
    await ended;
    checkpoints.close();
  });
  const head = await store.head();
  if (head !== null) await views.reached(head);
  return views;
}

function startApi(
  settings: Settings,
  engine: RunningEngine,
  store: EventStore,
  views: ReturnType<typeof createViews>,
  gateway: string,
  logger: Logger,
): Promise<ApiServer> {
  return createApiServer({
    engine,
    store,
    views,
    past: createPastViews({ log: pastLog(store) }),
    session: {
      mode: tradingMode(settings),
      version: packageJson.version,
      gateway,
      startedAt: engine.now(),
      linesMax: ENGINE_LIMITS.marketLinesMax,
      currency: "USD",
      get accounts() {
        return views.connection.accounts.filter((account) => isAccountAllowed(settings.account, account));
      },
    },
    pricing: { rate: settings.rate, dividendYield: 0 },
    host: "127.0.0.1",
    port: settings.port,
    webRoot: fileURLToPath(new URL("../../web/dist", import.meta.url)),
    logger,
  });
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

interface Endings {
  push(name: string, end: () => Promise<void>): void;
  /** Ends what was started, last first, once. Throws the faults of all together. */
  run(): Promise<void>;
}

function endings(): Endings {
  const started: { readonly name: string; readonly end: () => Promise<void> }[] = [];
  return {
    push: (name, end) => started.push({ name, end }),
    async run() {
      const faults: unknown[] = [];
      for (let next = started.pop(); next !== undefined; next = started.pop()) {
        try {
          await next.end();
        } catch (error) {
          faults.push(new Error(`ending the ${next.name} failed`, { cause: error }));
        }
      }
      if (faults.length > 0) throw new AggregateError(faults, "not everything ended cleanly");
    },
  };
}

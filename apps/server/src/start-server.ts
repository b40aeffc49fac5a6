import { fileURLToPath } from "node:url";
import { createApiServer, type ApiServer } from "@legbook/api";
import {
  createTwsGateway,
  createUuidV7Ids,
  ENGINE_LIMITS,
  isAccountAllowed,
  holdProcessLock,
  startEngine,
  systemClock,
  type EngineObserver,
  type EventStore,
  type RunningEngine,
} from "@legbook/engine";
import { startSimulatorWorker } from "@legbook/tws-simulator";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { type Endings, endings } from "./endings.ts";
import { eventProofs } from "./event-proofs.ts";
import { logFiles, type LogFiles } from "./log-files.ts";
import { openWriterLog } from "./open-log.ts";
import { type Settings, tradingMode } from "./settings.ts";
import { simulatorOptions } from "./simulator-options.ts";
import { type RunningViews, startViews } from "./start-views.ts";

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
    const { store } = await openWriterLog({ settings, files, logger, onFatal, ending });
    const running = await startViews({ store, path: files.snapshots, logger, onFatal });
    ending.push("views", () => running.stop());
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
    const api = await startApi(settings, engine, store, running, gateway, logger);
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

function startApi(
  settings: Settings,
  engine: RunningEngine,
  store: EventStore,
  { views, past }: Pick<RunningViews, "views" | "past">,
  gateway: string,
  logger: Logger,
): Promise<ApiServer> {
  return createApiServer({
    engine,
    store,
    views,
    past,
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
    proofs: eventProofs(store),
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

import {
  createTwsGateway,
  createUuidV7Ids,
  ENGINE_LIMITS,
  type EngineObserver,
  holdProcessLock,
  type RunningEngine,
  startEngine,
  systemClock,
  worldFold,
  type WorldSnapshot,
} from "@legbook/engine";
import { startSimulatorWorker } from "@legbook/tws-simulator";
import type { Logger } from "pino";
import packageJson from "../package.json" with { type: "json" };
import { startAnchoring } from "./anchoring.ts";
import { type Endings, endings } from "./endings.ts";
import { logFiles, type LogFiles } from "./log-files.ts";
import { openWriterLog, type WriterLog } from "./open-log.ts";
import { serveEngine } from "./remote/engine-host.ts";
import type { EngineState } from "./remote/protocol.ts";
import { type Settings, SettingsFault, tradingMode } from "./settings.ts";
import { simulatorOptions } from "./simulator-options.ts";
import { startViews } from "./start-views.ts";

export interface StartOptions {
  readonly settings: Settings;
  readonly logger: Logger;
  /** The engine, its log or the views have stopped for good. */
  readonly onFatal: (error: unknown) => void;
}

/** What an engine stands on: its lock, its gateway and its log. */
export interface EngineGround extends WriterLog {
  readonly target: { readonly host: string; readonly port: number };
  /** What a snapshot says of the log; absent or null: the engine reads all of it. */
  readonly known?: WorldSnapshot | null;
}

/** The gateway first: market data that cannot be read must not leave an empty log behind. */
export async function prepareEngine(
  { settings, logger, onFatal }: StartOptions,
  files: LogFiles,
  ending: Endings,
): Promise<EngineGround> {
  const lock = holdProcessLock(files.lock, systemClock.now());
  ending.push("lock", () => Promise.resolve(lock.release()));
  const target = await gatewayTarget(settings, files, logger, ending);
  const log = await openWriterLog({ settings, files, logger, onFatal, ending });
  const { anchorTo: to, anchorCommand: command } = settings;
  if (to !== null || command !== null) {
    const anchoring = startAnchoring({ log: files.address ?? files.log, to, command, logger });
    ending.push("anchors", () => anchoring.stop());
  }
  return { ...log, target };
}

export interface EngineAtWork {
  readonly engine: RunningEngine;
  readonly session: EngineState["session"];
  /** Recorded when it ends. */
  stopReason: string;
}

/** Starts the engine; where its log is on a server, other processes can reach it from then on. */
export async function setEngineToWork(
  { settings, onFatal }: StartOptions,
  { store, target, known = null, announce }: EngineGround,
  observer: EngineObserver,
  ending: Endings,
): Promise<EngineAtWork> {
  const engine = await startEngine({
    store,
    gateway: createTwsGateway({ clock: systemClock }),
    clock: systemClock,
    ids: createUuidV7Ids(systemClock),
    limits: ENGINE_LIMITS,
    observer,
    known,
    target: { ...target, clientId: settings.clientId },
    mode: tradingMode(settings),
    version: packageJson.version,
    accountsAllowed: settings.account,
    rate: settings.rate,
    onFatal,
  });
  const session = {
    mode: tradingMode(settings),
    version: packageJson.version,
    gateway: `${target.host}:${target.port}`,
    startedAt: engine.now(),
    linesMax: ENGINE_LIMITS.marketLinesMax,
    accountsAllowed: settings.account,
    rate: settings.rate,
  };
  const atWork: EngineAtWork = { engine, session, stopReason: "the server did not start" };
  ending.push("engine", () => engine.stop(atWork.stopReason));
  if (announce !== null) {
    const host = await serveEngine(engine, session);
    ending.push("engine's door", () => host.close());
    await announce(host.url, host.token);
  }
  return atWork;
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

/** An engine without page and API, on a log that other processes can read. */
export interface EngineProcess {
  readonly files: LogFiles;
  readonly gateway: string;
  stop(reason: string): Promise<void>;
}

const NOBODY_OBSERVES: EngineObserver = {
  orderPathSeconds: () => {},
  orderExecutionSeconds: () => {},
  logAppendSeconds: () => {},
};

/** Throws `SettingsFault` for a log in a file: no other process could show it. */
export async function startEngineProcess(options: StartOptions): Promise<EngineProcess> {
  const files = logFiles(options.settings);
  const address = refuseFile(files);
  const ending = endings();
  try {
    const ground = await prepareEngine(options, files, ending);
    const fold = worldFold(options.settings.clientId);
    const keeper = await startViews({
      store: ground.store,
      log: address,
      path: files.snapshots,
      only: [],
      besides: [fold],
      logger: options.logger,
      onFatal: options.onFatal,
    });
    ending.push("world", () => keeper.stop());
    const known = (await keeper.newest(fold)) as WorldSnapshot | null;
    const atWork = await setEngineToWork(options, { ...ground, known }, NOBODY_OBSERVES, ending);
    return {
      files,
      gateway: atWork.session.gateway,
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

/** The server's address of a log that several processes use. */
export function refuseFile({ address }: LogFiles): string {
  if (address === null) {
    throw new SettingsFault([
      "--log: engine and API as processes of their own need a log on a server, esdb://HOST:PORT?log=NAME; `legbook start` runs both on a file",
    ]);
  }
  return address;
}

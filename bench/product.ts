import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import type { Position } from "@legbook/domain";
import {
  createUuidV7Ids,
  domainEventCodec,
  ENGINE_LIMITS,
  openSqliteEventStore,
  startEngine,
  systemClock,
  type BrokerGatewayFactory,
  type CommandAnswer,
  type EventStore,
  type RunningEngine,
  type SubscriptionPage,
} from "@legbook/engine";
import { createViews, runProjections, type ViewsHost } from "@legbook/projections";
import { openSnapshots } from "../apps/server/src/snapshots/snapshot-store.ts";

export interface ProductOptions {
  /** Where the log and the snapshots are kept. */
  readonly folder: string;
  readonly port: number;
  readonly clientId: number;
  readonly gateway: BrokerGatewayFactory;
  /** Sees each page after every view has folded it. */
  readonly onFolded?: (page: SubscriptionPage) => void;
}

/** The whole product but its API: gateway adapter, engine, SQLite log and every view. */
export interface Product {
  readonly store: EventStore;
  readonly views: ViewsHost;
  readonly engine: RunningEngine;
  stop(): Promise<void>;
}

const POLL_MS = 2;

/** Starts it and waits for its session to be ready. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const { folder, port, clientId, gateway, onFolded = () => {} } = options;
  const store = openSqliteEventStore({ path: join(folder, "log.db"), codec: domainEventCodec() });
  const views = createViews({ onListenerError: fail });
  const snapshots = await openSnapshots({ path: join(folder, "views.db"), log: store, onRefused: fail });
  const abort = new AbortController();
  async function* feed(after: Position | null, signal: AbortSignal): AsyncGenerator<SubscriptionPage> {
    for await (const page of store.subscribeAll({ ...(after === null ? {} : { after }), signal })) {
      yield page;
      onFolded(page);
    }
  }
  const running = runProjections({
    feed,
    views,
    snapshots,
    snapshotEveryEvents: 1_024,
    signal: abort.signal,
    nextTurn: () => nextTurn(),
    onProgress: () => {},
  });
  running.catch(fail);
  const engine = await startEngine({
    store,
    gateway,
    clock: systemClock,
    ids: createUuidV7Ids(systemClock),
    limits: ENGINE_LIMITS,
    observer: { orderPathSeconds: () => {}, orderExecutionSeconds: () => {}, logAppendSeconds: () => {} },
    target: { host: "127.0.0.1", port, clientId },
    mode: "simulated",
    version: "bench",
    accountsAllowed: null,
    rate: 0,
    onFatal: fail,
  });
  const stop = async (): Promise<void> => {
    await engine.stop("the measurement is over");
    abort.abort();
    await running;
    snapshots.close();
    await store.close();
  };
  try {
    await until(() => engine.metrics().connectionReady, "the session", 15_000);
  } catch (error) {
    await stop();
    throw error;
  }
  return { store, views, engine, stop };
}

/** The answer of a command that must not be refused. */
export function accepted<Answer extends CommandAnswer>(
  answer: Answer,
): Extract<Answer, { kind: "accepted" }> {
  if (answer.kind === "refused") throw new Error(`${answer.refusal.code}: ${answer.refusal.message}`);
  return answer as Extract<Answer, { kind: "accepted" }>;
}

export async function until(condition: () => boolean, what: string, waitMaxMs: number): Promise<void> {
  const deadline = performance.now() + waitMaxMs;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error(`waited ${waitMaxMs} ms in vain for ${what}`);
    await sleep(POLL_MS);
  }
}

/** Ends the process: a figure of a broken run would be worse than none. */
function fail(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}

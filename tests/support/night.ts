import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { epochMs, type StreamName } from "@legbook/domain";
import {
  createTwsGateway,
  createUuidV7Ids,
  domainEventCodec,
  ENGINE_LIMITS,
  openSqliteEventStore,
  startEngine,
  type BrokerGateway,
  type EngineLimits,
  type EventStore,
  type GatewaySink,
  type RunningEngine,
} from "@legbook/engine";
import { createManualClock, type ManualClock } from "@legbook/engine/testing";
import { createViews, runProjections } from "@legbook/projections";
import { SnapshotsInMemory } from "@legbook/projections/testing";
import {
  startSimulator,
  type LedgerEntry,
  type LedgerEntryOf,
  type Simulator,
  type SimulatorOptions,
} from "@legbook/tws-simulator";
import { SocketPairs } from "../../packages/tws-simulator/src/testing/socket-pairs.ts";

export const ACCOUNT = "DU1234567";
export const CLIENT_ID = 17;

const STEP_MS = 100;
/** Turns of the event loop in which nothing happens until nothing is taken to be under way. */
const QUIET_TURNS = 6;
/** Of real time: far more than any step takes on a busy machine. */
const SETTLE_MS_MAX = 20_000;

/** One life of the engine: from a start on the log to its end. */
interface Life {
  readonly engine: RunningEngine;
  readonly views: ReturnType<typeof createViews>;
  readonly clock: ManualClock;
  readonly store: EventStore;
  end(how: "stopped" | "killed"): Promise<void>;
}

export interface NightOptions {
  /** Laid over the scenario's own. */
  readonly simulator?: Partial<SimulatorOptions>;
  readonly limits?: Partial<EngineLimits>;
}

/**
 * A scenario of the simulator, and our engine as it runs for a user: the TWS adapter on a real socket, the log on disk,
 * the views. Time is the spec's: it passes in steps, and after each everything that was sent is heard, written and shown.
 */
export class Night {
  readonly simulator: Simulator;
  readonly #options: NightOptions;
  readonly #sockets: SocketPairs;
  readonly #folder = mkdtempSync(join(tmpdir(), "legbook-night-"));
  readonly #beganAt: number;
  #passedMs = 0;
  #life: Life | null = null;
  #fatal: unknown = null;

  private constructor(simulator: Simulator, sockets: SocketPairs, options: NightOptions) {
    this.simulator = simulator;
    this.#sockets = sockets;
    this.#options = options;
    this.#beganAt = simulator.marketTime();
  }

  /** Starts the simulator with the scenario's faults armed, and no engine yet. */
  static async open(scenario: string, options: NightOptions = {}): Promise<Night> {
    const sockets = new SocketPairs();
    const simulator = await startSimulator({ scenario, ...options.simulator, pace: "manual" });
    return new Night(simulator, sockets, options);
  }

  get engine(): RunningEngine {
    return this.#living.engine;
  }

  get views(): ReturnType<typeof createViews> {
    return this.#living.views;
  }

  /** The log, as the running engine writes it. */
  get store(): EventStore {
    return this.#living.store;
  }

  get #living(): Life {
    if (this.#life === null) throw new Error("no engine runs");
    return this.#life;
  }

  /** Starts the engine on what the log holds. */
  async start(): Promise<void> {
    if (this.#life !== null) throw new Error("an engine runs already");
    const clock = createManualClock(epochMs(this.#beganAt + this.#passedMs));
    const store = openSqliteEventStore({ path: join(this.#folder, "log.db"), codec: domainEventCodec() });
    const views = createViews({ onListenerError: (error) => this.#failed(error) });
    const abort = new AbortController();
    const shown = runProjections({
      feed: (after, signal) => store.subscribeAll({ ...(after === null ? {} : { after }), signal }),
      views,
      snapshots: new SnapshotsInMemory(),
      snapshotEveryEvents: 1_000_000,
      nextTurn: () => setImmediate(),
      signal: abort.signal,
      onProgress: () => undefined,
    }).catch((error: unknown) => {
      if (!abort.signal.aborted) this.#failed(error);
    });
    const life = { over: false };
    let gateway: BrokerGateway | null = null;
    const engine = await startEngine({
      store: {
        ...store,
        // What a dead process has not written is never written.
        append: (request) => (life.over ? new Promise(() => undefined) : store.append(request)),
      },
      gateway: (sink: GatewaySink) => {
        gateway = createTwsGateway({ clock })((message) => {
          if (!life.over) sink(message);
        });
        return gateway;
      },
      clock,
      ids: createUuidV7Ids(clock),
      limits: { ...ENGINE_LIMITS, ...this.#options.limits },
      observer: { orderPathSeconds() {}, orderExecutionSeconds() {}, logAppendSeconds() {} },
      target: { host: "127.0.0.1", port: this.simulator.port, clientId: CLIENT_ID },
      mode: "simulated",
      version: "0.0.0",
      accountsAllowed: null,
      rate: 0,
      onFatal: (error) => this.#failed(error),
    });
    this.#life = {
      engine,
      views,
      clock,
      store,
      end: async (how) => {
        if (how === "stopped") await engine.stop("the spec ends it");
        life.over = true;
        gateway?.disconnect();
        abort.abort();
        await shown;
        await store.close();
      },
    };
    await this.settle();
  }

  /** Ends the engine as a person does. */
  async stop(): Promise<void> {
    await this.#living.end("stopped");
    this.#life = null;
    await this.settle();
  }

  /** Ends the engine as kill -9 does: its socket is closed, nothing more is heard or written. */
  async kill(): Promise<void> {
    await this.#living.end("killed");
    this.#life = null;
    await this.settle();
  }

  /** Ends everything, whatever state it is in. */
  async close(): Promise<void> {
    try {
      await this.#life?.end("killed");
    } finally {
      this.#life = null;
      await this.simulator.close();
      this.#sockets.close();
      rmSync(this.#folder, { recursive: true, force: true });
    }
  }

  /** Lets everything that is under way arrive, be decided, be written and be shown; time stands still. */
  async settle(): Promise<void> {
    const deadline = performance.now() + SETTLE_MS_MAX;
    for (let [quiet, seen] = [0, -1]; quiet < QUIET_TURNS;) {
      await setImmediate();
      this.#assertWell();
      const now = this.#activity();
      quiet = now === seen && this.#sockets.areAtRest && (await this.#isShown()) ? quiet + 1 : 0;
      seen = now;
      if (performance.now() > deadline) throw new Error(`nothing came to rest within ${SETTLE_MS_MAX} ms`);
    }
  }

  #activity(): number {
    if (this.#life === null) return 0;
    const { inboxSize, eventsAppendedTotal, ticksTotal } = this.#life.engine.metrics();
    return inboxSize + eventsAppendedTotal + ticksTotal;
  }

  /** Whether the views have seen the whole log. */
  async #isShown(): Promise<boolean> {
    if (this.#life === null) return true;
    const { store, views } = this.#life;
    return (await store.head()) === views.position;
  }

  #assertWell(): void {
    if (this.#fatal !== null) throw new Error("the engine or the views failed", { cause: this.#fatal });
  }

  #failed(error: unknown): void {
    this.#fatal ??= error;
  }

  /** Lets simulated time pass, for the simulator and for the engine. */
  async pass(ms: number, stepMs = STEP_MS): Promise<void> {
    await this.settle();
    for (let left = ms; left > 0; left -= stepMs) {
      const step = Math.min(left, stepMs);
      this.simulator.run(step);
      this.#passedMs += step;
      await this.settle();
      this.#life?.clock.advance(step);
      await this.settle();
    }
  }

  /** Lets time pass until something holds; rejects when it does not within `ms` of simulated time. */
  async until(what: string, holds: () => boolean, ms = 30_000, stepMs = STEP_MS): Promise<void> {
    await this.settle();
    for (let passed = 0; !holds(); passed += stepMs) {
      if (passed >= ms) throw new Error(`not within ${ms} ms of simulated time: ${what}`);
      await this.pass(stepMs, stepMs);
    }
  }

  /** Lets time pass until what was asked of the engine is answered. */
  async answered<Answer>(asked: Promise<Answer>, ms = 60_000): Promise<Answer> {
    let settled = false;
    const mark = (): void => void (settled = true);
    asked.then(mark, mark);
    await this.until("an answer", () => settled, ms);
    return asked;
  }

  /** Types of the events of one stream of our log, oldest first. */
  async typesOf(stream: string): Promise<readonly string[]> {
    const types: string[] = [];
    for await (const page of this.#living.store.readStream(stream as StreamName, { direction: "forwards" }))
      types.push(...page.map(({ event }) => event.type));
    return types;
  }

  /** Entries of the simulator's ledger of one type: what happened, whoever was told. */
  entries<Type extends LedgerEntry["type"]>(type: Type): readonly LedgerEntryOf<Type>[] {
    return [...this.simulator.ledger].filter((entry): entry is LedgerEntryOf<Type> => entry.type === type);
  }
}

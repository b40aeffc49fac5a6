import { setImmediate } from "node:timers/promises";
import { epochMs, type DomainRecord, type DomainEventType, type OrderRef } from "@legbook/domain";
import { expect, onTestFinished } from "vitest";
import { createUuidV7Ids } from "../adapters/index.ts";
import { startEngine, type RunningEngine } from "../create-engine.ts";
import type { EngineOptions } from "../engine-options.ts";
import { createMemoryEventStore, domainEventCodec } from "../event-store/index.ts";
import { ENGINE_LIMITS, type EngineLimits } from "../limits.ts";
import { replayLog, whatIf } from "../replay/index.ts";
import { worldFold, type WorldSnapshot } from "../world/fold.ts";
import { createHeldStore, type HeldStore } from "./held-store.ts";
import { CLIENT_ID, MONDAY_TEN, vertical } from "./listed-options.ts";
import { createManualClock, type ManualClock } from "./manual-clock.ts";
import { ScriptedGateway } from "./scripted-gateway.ts";

export interface EngineRunOptions {
  /** A log that an earlier run wrote. */
  readonly store?: HeldStore;
  readonly clock?: ManualClock;
  readonly limits?: Partial<EngineLimits>;
  readonly clientId?: number;
  /** The gateway's clock does not follow when a spec sets this machine's. */
  readonly gatewayKeepsTime?: boolean;
  readonly accountsAllowed?: EngineOptions["accountsAllowed"];
  /** Prepares the gateway before the engine asks it anything. */
  readonly prepare?: (gateway: ScriptedGateway) => void;
}

/**
 * An engine on a memory log, a scripted gateway and a clock that the spec moves. When the test is over, its log is
 * replayed: whatever happened, the same inputs have to give the same decisions, and the same looks of scans.
 */
export interface EngineRun {
  readonly engine: RunningEngine;
  readonly gateway: ScriptedGateway;
  readonly store: HeldStore;
  readonly clock: ManualClock;
  /** What stopped the engine, if anything did. */
  readonly fatal: readonly unknown[];
  /** Waits until the engine has nothing left to do but wait. */
  settled(): Promise<void>;
  /** Lets time pass, timer by timer. */
  pass(ms: number): Promise<void>;
  log(): Promise<readonly DomainRecord[]>;
  /** Types of one stream's events, in order. */
  typesOf(stream: string): Promise<readonly DomainEventType[]>;
  /** What the first event of a type carries; null without one. */
  dataOf(type: DomainEventType): Promise<DomainRecord["event"]["data"] | null>;
  /** How the books last settled an order; null before they did. */
  outcomeOf(orderRef: string): Promise<{ outcome: string; evidence: string } | null>;
  /** Sends one 100/105 call spread and waits until it is at the gateway. */
  place(orderRef: string, changes?: Parameters<typeof vertical>[1]): Promise<void>;
  /** The engine is gone as after kill -9: its socket is closed, nothing more is heard or written. */
  kill(): void;
}

export function createStore(): HeldStore {
  return createHeldStore(createMemoryEventStore({ codec: domainEventCodec() }));
}

async function passTime(engine: RunningEngine, clock: ManualClock, ms: number): Promise<void> {
  const until = clock.monotonicMs() + ms;
  await settle(engine);
  for (let due = clock.nextDue; due !== null && due <= until; due = clock.nextDue) {
    clock.moveTo(due);
    await settle(engine);
  }
  clock.moveTo(until);
  await settle(engine);
}

/** What a snapshot half way through the log says: the engine reads the rest itself. */
function halfKnown(log: readonly DomainRecord[], clientId: number): WorldSnapshot | null {
  const fold = worldFold(clientId);
  const state = fold.init();
  const half = log.slice(0, Math.floor(log.length / 2));
  for (const record of half) fold.apply(state, record);
  const position = half.at(-1)?.position;
  return position === undefined ? null : { position, state };
}

export async function startRun(options: EngineRunOptions = {}): Promise<EngineRun> {
  const clock = options.clock ?? createManualClock(MONDAY_TEN);
  const store = options.store ?? createStore();
  const life = { over: false };
  const ahead = clock.now() - clock.monotonicMs();
  const gatewayTime = (): number =>
    options.gatewayKeepsTime === true ? ahead + clock.monotonicMs() : clock.now();
  const gateway = new ScriptedGateway(() => epochMs(Math.floor(gatewayTime() / 1_000) * 1_000));
  options.prepare?.(gateway);
  const fatal: unknown[] = [];
  const clientId = options.clientId ?? CLIENT_ID;
  const engine = await startEngine({
    store: mortal(store, life),
    gateway: gateway.factory,
    clock,
    ids: createUuidV7Ids(clock),
    limits: { ...ENGINE_LIMITS, ...options.limits },
    observer: { orderPathSeconds() {}, orderExecutionSeconds() {}, logAppendSeconds() {} },
    known: halfKnown(await readLog(store), clientId),
    target: { host: "127.0.0.1", port: 4002, clientId },
    mode: "simulated",
    version: "0.0.0",
    accountsAllowed: options.accountsAllowed ?? null,
    rate: 0,
    onFatal: (error) => void fatal.push(error),
  });
  const run: EngineRun = {
    engine,
    gateway,
    store,
    clock,
    fatal,
    settled: () => settle(engine),
    pass: (ms) => passTime(engine, clock, ms),
    log: () => readLog(store),
    async typesOf(stream) {
      return (await readLog(store)).filter((one) => one.stream === stream).map(({ event }) => event.type);
    },
    async dataOf(type) {
      return (await readLog(store)).find(({ event }) => event.type === type)?.event.data ?? null;
    },
    async outcomeOf(orderRef) {
      const settled = (await readLog(store)).flatMap(({ event }) =>
        event.type === "OrderReconciled" && event.data.orderRef === orderRef ? [event.data] : [],
      );
      return settled.at(-1) ?? null;
    },
    async place(orderRef, changes) {
      const before = gateway.placed.length;
      const answer = await engine.submitOrder(vertical(orderRef, changes), "trader");
      if (answer.kind === "refused") throw new Error(`refused: ${answer.refusal.message}`);
      await settle(engine);
      if (gateway.placed.length !== before + 1) throw new Error(`${orderRef} was not sent once`);
    },
    kill() {
      life.over = true;
      gateway.lose("closed");
    },
  };
  await run.settled();
  onTestFinished(() => expectSameDecisions(store));
  return run;
}

async function expectSameDecisions(store: HeldStore): Promise<void> {
  const { first, counts, inputs } = await replayLog(store);
  expect(first, `replayed differently: ${JSON.stringify([...counts])}`).toBeNull();
  expect(inputs).toBeGreaterThan(0);
  await expectSameLooks(store);
}

/** Whatever was quoted, rejected or anchored meanwhile: what a scan found is found again. */
async function expectSameLooks(store: HeldStore): Promise<void> {
  const looks = (await readLog(store)).filter(({ event }) => event.type === "ScanLookTaken");
  if (looks.length === 0) return;
  const nothing = { preset: null, bounds: new Map(), choices: {} };
  const { scans } = await whatIf(store, { limits: {}, scan: nothing });
  const told = scans.flatMap((scan) => scan.looks);
  expect(told).toHaveLength(looks.length);
  expect(told.flatMap(({ notAnswered }) => notAnswered ?? [])).toEqual([]);
}

/** A store that a dead engine can no longer reach: its appends never end. */
function mortal(store: HeldStore, life: { readonly over: boolean }): HeldStore {
  return { ...store, append: (request) => (life.over ? new Promise(() => {}) : store.append(request)) };
}

/** The memory log commits on the next turn of the event loop: a few quiet ones in a row mean that nothing moves. */
async function settle(engine: RunningEngine): Promise<void> {
  let [quiet, seen] = [0, -1];
  while (quiet < 6) {
    await setImmediate();
    const { inboxSize, eventsAppendedTotal, ticksTotal } = engine.metrics();
    const now = inboxSize + eventsAppendedTotal + ticksTotal;
    quiet = now === seen ? quiet + 1 : 0;
    seen = now;
  }
}

async function readLog(store: HeldStore): Promise<readonly DomainRecord[]> {
  const records: DomainRecord[] = [];
  for await (const page of store.readAll({ direction: "forwards" }))
    records.push(...(page as readonly DomainRecord[]));
  return records;
}

export function orderRef(text: string): OrderRef {
  return text as OrderRef;
}

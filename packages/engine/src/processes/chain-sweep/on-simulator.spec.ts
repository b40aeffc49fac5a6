import { setTimeout as sleep } from "node:timers/promises";
import {
  type DomainRecord,
  linesUsage,
  subscriptionLines,
  type SubscriptionLinesEvent,
} from "@legbook/domain";
import { startSimulator, type Simulator } from "@legbook/tws-simulator";
import { afterEach, expect, it } from "vitest";
import { createUuidV7Ids, systemClock } from "../../adapters/index.ts";
import { startEngine, type RunningEngine } from "../../create-engine.ts";
import { createMemoryEventStore, domainEventCodec } from "../../event-store/index.ts";
import { ENGINE_LIMITS } from "../../limits.ts";
import type { ScanUpdate } from "../../ports/engine.ts";
import { scanCriteriaSchema } from "../../scanner/index.ts";
import { createTwsGateway } from "../../tws/index.ts";

const ACCOUNT = "DU1234567";
const LINES_MAX = 20;
const WAIT_MAX_MS = 40_000;

let simulator: Simulator;
let engine: RunningEngine | null = null;
afterEach(async () => {
  await engine?.stop("done");
  await simulator.close();
});

it("shows a whole chain of a gateway with fewer lines, within its lines and its pace", async () => {
  simulator = await startSimulator({
    market: { kind: "builtin", date: "2026-03-16" },
    seed: 1,
    linesMax: LINES_MAX,
    accounts: [{ id: ACCOUNT, cash: 1_000_000 }],
  });
  const store = createMemoryEventStore({ codec: domainEventCodec() });
  const fatal: unknown[] = [];
  engine = await startEngine({
    store,
    gateway: createTwsGateway({ clock: systemClock }),
    clock: systemClock,
    ids: createUuidV7Ids(systemClock),
    limits: { ...ENGINE_LIMITS, marketLinesMax: LINES_MAX, marketLinesReserved: 4 },
    observer: { orderPathSeconds() {}, orderExecutionSeconds() {}, logAppendSeconds() {} },
    target: { host: "127.0.0.1", port: simulator.port, clientId: 3 },
    mode: "simulated",
    version: "0.0.0",
    accountsAllowed: null,
    rate: 0,
    onFatal: (error) => void fatal.push(error),
  });
  const filters = [{ field: "daysToExpiry", min: 1, max: 35 }];
  const criteria = scanCriteriaSchema.parse({ symbol: "LBX", filters });
  await until(() => engine?.health().healthy === true);
  const answer = await engine.scan(criteria, "trader", new AbortController().signal);
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
  const update = await firstThat(answer.updates, ({ freshness, expiries }) => {
    const isWhole = expiries.open === expiries.wanted && (freshness?.all.contracts ?? 0) > 2 * LINES_MAX;
    return isWhole && freshness?.relevant.within30s === 1;
  });
  expect(update.rows.length).toBeGreaterThan(0);
  expect(update.rows[0]?.provenance.dataType).toBe("live");
  expect(engine.metrics().gatewayErrorsByCode).not.toHaveProperty("100");
  expect(engine.metrics().gatewayErrorsByCode).not.toHaveProperty("101");
  const { most, evictions } = await linesOf(store);
  expect(most).toBeLessThanOrEqual(LINES_MAX - 4);
  expect(evictions).toBe(0);
  expect(fatal).toEqual([]);
});

async function firstThat(updates: AsyncIterable<ScanUpdate>, passes: (update: ScanUpdate) => boolean) {
  const deadline = systemClock.monotonicMs() + WAIT_MAX_MS;
  for await (const update of updates) {
    if (passes(update)) return update;
    if (systemClock.monotonicMs() > deadline)
      throw new Error(`not in time: ${JSON.stringify({ ...update, rows: update.rows.length })}`);
  }
  throw new Error("the scan ended");
}

async function until(isDone: () => boolean): Promise<void> {
  const deadline = systemClock.monotonicMs() + WAIT_MAX_MS;
  while (!isDone()) {
    if (systemClock.monotonicMs() > deadline) throw new Error("not ready in time");
    await sleep(20);
  }
}

/** The most lines that were open at a time, by the log, and how many were taken from others. */
async function linesOf(store: ReturnType<typeof createMemoryEventStore>) {
  let state = subscriptionLines.initial;
  let most = 0;
  for await (const page of store.readAll({ direction: "forwards" })) {
    for (const { stream, event } of page as readonly DomainRecord[]) {
      if (!stream.startsWith("lines-")) continue;
      state = subscriptionLines.evolve(state, event as SubscriptionLinesEvent);
      most = Math.max(most, state.lines.size);
    }
  }
  return { most, evictions: linesUsage(state).evictions };
}

import { setTimeout as sleep } from "node:timers/promises";
import { DEFAULT_RISK_LIMITS } from "@legbook/domain";
import {
  createTwsGateway,
  createUuidV7Ids,
  domainEventCodec,
  ENGINE_LIMITS,
  openSqliteEventStore,
  type RunningEngine,
  scanCriteriaSchema,
  startEngine,
  systemClock,
  type VerticalOrderInput,
} from "@legbook/engine";
import { startSimulator, type SimulatorOptions } from "@legbook/tws-simulator";

const ACCOUNT = "DU1234567";
const USER = "trader";
const WAIT_MAX_MS = 30_000;
/** Gateway time jumps with every beat when it passes faster than the machine's. */
const FAST_BEAT = { heartbeatIntervalMs: 100, heartbeatDeadlineMs: 10_000 };

export interface TradedDayOptions {
  /** The log's file; nothing may be there yet. */
  readonly log: string;
  readonly simulator: SimulatorOptions & { readonly speed: number };
  /** A call vertical near the money. */
  readonly vertical: Pick<VerticalOrderInput, "symbol" | "expiry" | "longStrike" | "shortStrike">;
  /** Of the gateway; fewer lines make a smaller log. */
  readonly linesMax?: number;
  /** How long to go on after the last order, in seconds of the market. */
  readonly quietS: number;
}

/** What became of the orders of a day, as they were answered. */
export interface TradedDay {
  readonly accepted: readonly string[];
  /** By order reference, the code of the refusal. */
  readonly refused: ReadonlyMap<string, string>;
}

/**
 * A day's trading by the real engine against the real simulator over its socket: a chain opened and scanned, orders
 * that fill, rest, are cancelled, are refused by terms and by risk, limits that change, and the kill switch.
 */
export async function tradeDay(options: TradedDayOptions): Promise<TradedDay> {
  const { linesMax = ENGINE_LIMITS.marketLinesMax } = options;
  const accounts = [{ id: ACCOUNT, cash: 1_000_000 }];
  const simulator = await startSimulator({
    accounts,
    seed: 7,
    partialFillChance: 0,
    linesMax,
    ...options.simulator,
  });
  const store = openSqliteEventStore({ path: options.log, codec: domainEventCodec() });
  const fatal: unknown[] = [];
  try {
    const engine = await startEngine({
      store,
      gateway: createTwsGateway({ clock: systemClock }),
      clock: systemClock,
      ids: createUuidV7Ids(systemClock),
      limits: { ...ENGINE_LIMITS, ...FAST_BEAT, marketLinesMax: linesMax },
      observer: { orderPathSeconds() {}, orderExecutionSeconds() {}, logAppendSeconds() {} },
      target: { host: "127.0.0.1", port: simulator.port, clientId: 3 },
      mode: "simulated",
      version: "0.0.0",
      accountsAllowed: null,
      rate: 0,
      onFatal: (error) => void fatal.push(error),
    });
    await until(() => engine.health().healthy);
    const day = await withScan(engine, options.vertical.symbol, () => trade(engine, options));
    await engine.stop("the day is over");
    if (fatal.length > 0) throw new Error("the engine stopped", { cause: fatal[0] });
    return day;
  } finally {
    await store.close();
    await simulator.close();
  }
}

async function trade(engine: RunningEngine, options: TradedDayOptions): Promise<TradedDay> {
  const { vertical, simulator, quietS } = options;
  const minuteMs = 60_000 / simulator.speed;
  const terms = {
    ...vertical,
    account: ACCOUNT,
    right: "call",
    quantity: 1,
    price: { kind: "natural" },
    timeInForce: "day",
  } as const;
  const accepted: string[] = [];
  const refused = new Map<string, string>();
  const limits = { ...DEFAULT_RISK_LIMITS, quoteAgeMaxMs: 3_600_000, duplicateWindowMs: 86_400_000 };
  await engine.setRiskLimits(ACCOUNT, { ...limits, orderContractsMax: 5 }, "a market that passes fast", USER);
  const submit = async (orderRef: string, changes: Partial<VerticalOrderInput> = {}): Promise<void> => {
    const answer = await engine.submitOrder({ ...terms, orderRef, ...changes }, USER);
    if (answer.kind === "accepted") accepted.push(orderRef);
    else refused.set(orderRef, answer.refusal.code);
    await sleep(minuteMs);
  };
  await submit("day-natural-4", { quantity: 4 });
  await submit("day-duplicate", { quantity: 4 });
  await submit("day-natural-2", { quantity: 2 });
  await submit("day-too-large", { quantity: 6 });
  await submit("day-resting", { quantity: 3, price: { kind: "limit", price: "0.01" } });
  await engine.cancelOrder("day-resting", "no fill", USER);
  await submit("day-no-strike", { longStrike: "1" });
  await engine.setRiskLimits(ACCOUNT, { ...limits, orderContractsMax: 1 }, "less", USER);
  await submit("day-over-less", { quantity: 2 });
  await submit("day-working", { quantity: 1, price: { kind: "limit", price: "0.02" } });
  await engine.engageKillSwitch(ACCOUNT, "lunch", USER);
  await submit("day-killed", { price: { kind: "mid" } });
  await engine.releaseKillSwitch(ACCOUNT, "back", USER);
  await sleep((quietS * 1_000) / simulator.speed);
  return { accepted, refused };
}

/** Follows the chain with the sweep until the trading is over. */
async function withScan<Result>(
  engine: RunningEngine,
  symbol: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const ending = new AbortController();
  const criteria = scanCriteriaSchema.parse({
    symbol,
    filters: [{ field: "daysToExpiry", min: 1, max: 30 }],
  });
  const scan = await engine.scan(criteria, USER, ending.signal);
  if (scan.kind === "refused") throw new Error(scan.refusal.message);
  const following = Array.fromAsync(scan.updates, ({ rows }) => rows.length);
  const result = await work();
  ending.abort();
  await following;
  return result;
}

async function until(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + WAIT_MAX_MS;
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error("not ready in time");
    await sleep(20);
  }
}

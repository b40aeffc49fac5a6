import { join } from "node:path";
import {
  createMemoryEventStore,
  createTwsGateway,
  createUuidV7Ids,
  domainEventCodec,
  ENGINE_LIMITS,
  type EventStore,
  type RunningEngine,
  startEngine,
  systemClock,
} from "@legbook/engine";
import type { BrokerGatewayFactory, GatewayMessage, GatewayRequest } from "@legbook/engine/ports";
import { startPlayback, startSimulator } from "@legbook/tws-simulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveFrames, until } from "../support/frame-server.ts";
import { temporaryFolder } from "../support/legbook.ts";

const ACCOUNT = "DU1234567";
/** What the recording calls the first account. */
const TOKEN = "DU0000001";
const USER = "trader";

interface Tapped {
  readonly gateway: BrokerGatewayFactory;
  readonly heard: GatewayMessage[];
  readonly sent: GatewayRequest[];
}

/** The real adapter, and what went through it. */
function tapped(): Tapped {
  const create = createTwsGateway({ clock: systemClock });
  const [heard, sent]: [GatewayMessage[], GatewayRequest[]] = [[], []];
  const gateway: BrokerGatewayFactory = (sink) => {
    const inner = create((message) => {
      heard.push(message);
      sink(message);
    });
    return {
      connect: (target) => inner.connect(target),
      disconnect: () => inner.disconnect(),
      get isOpen() {
        return inner.isOpen;
      },
      send(request) {
        const outcome = inner.send(request);
        if (outcome.kind === "sent") sent.push(request);
        return outcome;
      },
    };
  };
  return { gateway, heard, sent };
}

/** Connects, synchronises, opens a chain, and buys a vertical above its market. */
async function tradeOnce(
  port: number,
  gateway: BrokerGatewayFactory,
  store: EventStore,
  account: string,
): Promise<void> {
  const fatal: unknown[] = [];
  const engine = await startEngine({
    store,
    gateway,
    clock: systemClock,
    ids: createUuidV7Ids(systemClock),
    limits: ENGINE_LIMITS,
    observer: { orderPathSeconds() {}, orderExecutionSeconds() {}, logAppendSeconds() {} },
    target: { host: "127.0.0.1", port, clientId: 3 },
    mode: "simulated",
    version: "0.0.0",
    accountsAllowed: null,
    rate: 0,
    onFatal: (error) => void fatal.push(error),
  });
  try {
    await until(() => engine.health().healthy, "a session");
    await buy(engine, account);
    await filled(store);
    expect(fatal).toEqual([]);
  } finally {
    await engine.stop("done");
  }
}

async function buy(engine: RunningEngine, account: string): Promise<void> {
  const answer = await engine.submitOrder(
    {
      orderRef: "wire-1",
      account,
      symbol: "LBX",
      expiry: "2026-04-17",
      right: "call",
      longStrike: "100",
      shortStrike: "105",
      quantity: 1,
      // Above the market, and the same in every run: what an order costs depends on the ticks that came before it.
      price: { kind: "limit", price: "2.30" },
      timeInForce: "day",
    },
    USER,
  );
  if (answer.kind === "refused") throw new Error(answer.refusal.message);
}

async function filled(store: EventStore): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    for await (const page of store.readAll({ direction: "backwards", types: ["OrderStatusReported"] }))
      if (page.some(({ event }) => (event.data as { status: string }).status === "Filled")) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("no fill in time");
}

function memory(): EventStore {
  return createMemoryEventStore({ codec: domainEventCodec() });
}

async function typesOf(store: EventStore, stream: RegExp): Promise<readonly string[]> {
  const types: string[] = [];
  for await (const page of store.readAll({ direction: "forwards" }))
    types.push(...page.filter((one) => stream.test(one.stream)).map(({ event }) => event.type));
  return types;
}

describe("a session recorded from the wire", () => {
  const temporary = temporaryFolder();
  const file = join(temporary.path, "session.jsonl");
  const live = tapped();
  const recorded = memory();

  beforeAll(async () => {
    const simulator = await startSimulator({
      market: { kind: "builtin", date: "2026-03-16", startTime: "10:00" },
      accounts: [{ id: ACCOUNT, cash: 1_000_000 }],
      seed: 7,
      recordFile: file,
    });
    try {
      await tradeOnce(simulator.port, live.gateway, recorded, ACCOUNT);
    } finally {
      await simulator.close();
    }
  });
  afterAll(() => temporary.remove());

  it("is read frame by frame into the same messages, in the same order (level A)", async () => {
    const again = tapped();
    const heardIn = (messages: readonly GatewayMessage[]) =>
      messages
        .filter(({ kind }) => kind !== "lost")
        .map((message) => JSON.stringify(message).replaceAll(ACCOUNT, TOKEN));
    const requests = live.sent.values();
    const gateway = again.gateway(() => {});
    const server = await serveFrames(file, async () => {
      await until(() => gateway.isOpen, "the session");
      const { value } = requests.next();
      if (value === undefined) throw new Error("the recording has more requests than were sent");
      expect(gateway.send(value).kind).toBe("sent");
    });
    try {
      gateway.connect({ host: "127.0.0.1", port: server.port, clientId: 3 });
      await server.finished;
      const expected = heardIn(live.heard);
      await until(() => heardIn(again.heard).length >= expected.length, "the last message");
      expect(expected.length).toBeGreaterThan(50);
      expect(heardIn(again.heard)).toEqual(expected);
    } finally {
      gateway.disconnect();
      await server.close();
    }
  });

  it("is played to a live engine, which asks the same and trades the same (level C)", async () => {
    const playback = await startPlayback({ file, speed: Infinity });
    const store = memory();
    try {
      await tradeOnce(playback.port, createTwsGateway({ clock: systemClock }), store, TOKEN);
    } finally {
      await playback.close();
    }
    const report = playback.report();
    expect(report.refused.count, report.refused.lines.join("\n")).toBe(0);
    expect(report.unmatched.count, report.unmatched.lines.join("\n")).toBe(0);
    const own =
      /^(?:OrderRequested|RiskAssessed|OrderPlacementIntended|ExecutionReported|CommissionReported)$/;
    const decided = async (log: EventStore) =>
      (await typesOf(log, /^order-/)).filter((type) => own.test(type));
    expect(await decided(store)).toEqual(await decided(recorded));
    // A volatility is recorded at the heartbeats of a session: how many there are, the machine's speed decides.
    const asked = async (log: EventStore) =>
      (await typesOf(log, /^chain-/)).filter((type) => type !== "UnderlyingVolatilityRecorded");
    expect(await asked(store)).toEqual(await asked(recorded));
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { SimulatorOptionError } from "./options.ts";
import { type Simulator, startSimulator } from "./simulator.ts";
import { ACCOUNT } from "./testing/orders.ts";
import { RawClient } from "./testing/raw-client.ts";
import { simulatorOfTest } from "./testing/simulator-of-test.ts";
import { between } from "./venue/random.ts";
import { encodeFrame } from "./wire/frame.ts";
import { encodeRequest } from "./wire/codec.ts";
import { REQUEST_LAYOUTS, type ServedRequest } from "./wire/request-layouts.ts";
import { blankValues, sampleValues } from "./testing/layout-values.ts";
import { startSimulatorWorker } from "./worker-host.ts";

let simulator: Simulator | null = null;

afterEach(async () => {
  await simulator?.close();
  simulator = null;
});

describe("a simulator's options", () => {
  it.each<readonly [string, object]>([
    ["port", { port: 70_000 }],
    ["speed", { speed: -1 }],
    ["speed", { speed: Number.NaN }],
    ["serverVersionMax", { serverVersionMax: 188 }],
    ["partialFillChance", { partialFillChance: 2 }],
    ["latency.fillMs", { latency: { fillMs: -5 } }],
    ["accounts", { accounts: [] }],
    [
      "accounts[1].id",
      {
        accounts: [
          { id: ACCOUNT, cash: 1 },
          { id: ACCOUNT, cash: 1 },
        ],
      },
    ],
    ["market.date", { market: { kind: "builtin", date: "2026-02-30" } }],
    ["market.date", { market: { kind: "builtin", date: "2026-03-15" } }],
    ["market.startTime", { market: { kind: "builtin", startTime: "08:00" } }],
    ["market.startTime", { market: { kind: "builtin", startTime: "noon" } }],
    ["market.folder", { market: { kind: "lean", folder: "/nowhere", symbol: "GOOG", date: "2015-12-24" } }],
  ])("name the faulty field: %s", async (field, options) => {
    const started = startSimulator({ market: { kind: "builtin" }, ...options });
    await expect(started).rejects.toThrow(SimulatorOptionError);
    await expect(started).rejects.toMatchObject({ field });
  });

  it("name the port when it is in use", async () => {
    simulator = await startSimulator({ market: { kind: "builtin" } });
    const second = startSimulator({ market: { kind: "builtin" }, port: simulator.port });
    await expect(second).rejects.toMatchObject({ field: "port" });
  });
});

it("a simulator is closed once, however often it is asked to", async () => {
  const folder = mkdtempSync(join(tmpdir(), "simulator-close-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const closed = await startSimulator({ ledgerFile: join(folder, "first") });
  await closed.close();
  // Whoever closes the first one's file again closes this one's: the machine gives its number to the next.
  simulator = await startSimulator({ ledgerFile: join(folder, "second") });
  await closed.close();
  await simulator.close();
});

/** All bytes that a client gets for the same requests, up to the answer of the last one. */
async function conversation(seed: number): Promise<Buffer> {
  const running = await simulatorOfTest({ market: { kind: "builtin" }, seed, speed: 0 });
  const client = await RawClient.started(running.port, 1);
  const stock = ["0", "LBX", "STK", "", "0", "", "", "SMART", "", "USD", "", ""];
  const option = ["0", "LBX", "OPT", "20260327", "100", "C", "", "SMART", "", "USD", "", ""];
  client.send(9, 8, 1, ...stock, 0, "", "", "");
  client.send(1, 11, 2, ...stock, 0, "", 0, 0, "");
  client.send(1, 11, 3, ...option, 0, "101", 0, 0, "");
  client.send(49, 1);
  await client.until(() => client.of(49).length === 1);
  return client.received();
}

describe("chance", () => {
  it("is the seed's alone: the same seed sends the same bytes, another does not", async () => {
    const [first, again, other] = [await conversation(1), await conversation(1), await conversation(2)];
    expect(again.equals(first)).toBe(true);
    expect(other.equals(first)).toBe(false);
  });
});

describe("a client that sends garbage", () => {
  it("touches neither the simulator nor other clients", async () => {
    simulator = await startSimulator({ market: { kind: "builtin" }, messagesPerSecondMax: 1_000_000 });
    const { port } = simulator;
    const witness = await RawClient.started(port, 99);
    const names = Object.keys(REQUEST_LAYOUTS) as ServedRequest[];
    for (let round = 0; round < 40; round += 1) {
      const vandal = await RawClient.started(port, round);
      for (const [index, name] of names.entries()) {
        const values = sampleValues(REQUEST_LAYOUTS[name], 193, round * 1000 + index) as never;
        const frame = encodeRequest(name, values, 193);
        vandal.sendBytes(frame);
        const broken = Buffer.from(frame);
        const at = between(4, broken.length - 1, round, index);
        broken[at] = between(0, 255, round, index, 1);
        vandal.sendBytes(broken);
      }
      vandal.send("", "", "");
      vandal.sendBytes(encodeFrame([]));
      vandal.sendBytes(Buffer.from([0, 0, 0, 0, 255, 255, 255]));
      vandal.close();
    }
    witness.send(49, 1);
    await witness.until(() => witness.of(49).length === 1);
    const sane = await RawClient.started(port, 500);
    expect(sane.of(15)[0]?.[2]).toBe(ACCOUNT);
    witness.close();
    sane.close();
  });
});

describe("the end of a day", () => {
  it("cancels day orders and turns to the next open, expired options becoming shares or nothing", async () => {
    simulator = await startSimulator({
      market: { kind: "builtin", date: "2026-03-20" },
      speed: 0,
      partialFillChance: 0,
    });
    const running = simulator;
    const client = await RawClient.started(simulator.port, 1);
    const buy = (id: number, right: string, strike: number, price: number, tif = "DAY"): void => {
      const order = {
        ...sampleOrder(id),
        symbol: "LBX",
        secType: "OPT",
        expiry: "20260320",
        strike,
        right,
        tif,
      };
      client.sendBytes(encodeRequest("placeOrder", { ...order, limitPrice: price } as never, 193));
    };
    buy(1, "C", 90, 20);
    buy(2, "P", 90, 1);
    buy(3, "C", 100, 0.01);
    await client.until(() => client.of(3).filter(([, , status]) => status === "Filled").length >= 4);
    expect(running.account(ACCOUNT).positions.map(({ quantity }) => quantity)).toEqual([1, 1]);
    const before = running.account(ACCOUNT);
    running.advanceMarketTime(6 * 3_600_000);
    await client.until(() =>
      [...running.ledger].some(({ type, at }) => type === "DayStarted" && at > Date.parse("2026-03-21")),
    );
    expect(new Date(running.marketTime()).toISOString()).toBe("2026-03-23T13:30:00.000Z");
    await client.until(() => client.of(3).some(([, id, status]) => id === "3" && status === "Cancelled"));
    const settled = running.account(ACCOUNT);
    expect(settled.positions.map(({ localSymbol, quantity }) => [localSymbol, quantity])).toEqual([
      ["LBX", 100],
    ]);
    expect(settled.cash).toBeCloseTo(before.cash - 9000, 6);
    client.close();
  });
});

/** An order with everything unsaid that the wire lets be unsaid. */
function sampleOrder(orderId: number): object {
  return {
    ...blankValues(REQUEST_LAYOUTS.placeOrder),
    orderId,
    exchange: "SMART",
    currency: "USD",
    action: "BUY",
    totalQuantity: 1,
    orderType: "LMT",
    transmit: true,
    account: ACCOUNT,
  };
}

describe("a simulator in a worker thread", () => {
  it("answers for its account, its time and its ledger, and ends with its thread", async () => {
    const worker = await startSimulatorWorker({ market: { kind: "builtin" }, speed: 0 });
    onTestFinished(() => worker.close());
    const client = await RawClient.started(worker.port, 1);
    expect((await worker.account(ACCOUNT)).cash).toBe(100_000);
    expect(await worker.marketTime()).toBe(Date.parse("2026-03-16T14:00:00Z"));
    await worker.advanceMarketTime(1000);
    expect(await worker.marketTime()).toBe(Date.parse("2026-03-16T14:00:01Z"));
    expect((await worker.ledger(2)).map(({ type }) => type)).toEqual(["ClientConnected"]);
    await expect(worker.account("DU0")).rejects.toThrow("no account DU0");
    const id = await worker.control.inject("error code=1100 on ids");
    client.send(8, 1, 1);
    await client.until(() => client.of(4).some(([, , , code]) => code === "1100"));
    expect(await worker.control.faults()).toMatchObject([{ id, fired: 1 }]);
    await expect(worker.control.inject("fly")).rejects.toThrow("there is no action fly");
    await worker.close();
    await worker.close();
    await client.until(() => client.isClosed);
    await expect(worker.marketTime()).rejects.toThrow("ended");
  });

  it("tells the same faults as in the caller's thread", async () => {
    const started = startSimulatorWorker({ market: { kind: "builtin" }, speed: -1 });
    await expect(started).rejects.toMatchObject({ name: "SimulatorOptionError", field: "speed" });
  });
});

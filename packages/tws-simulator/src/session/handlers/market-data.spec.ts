import { rmSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../options.ts";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { leanFolder, leanShare } from "../../testing/lean-folder.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../../venue/builtin/builtin-market.ts";
import { sessionOf } from "../../venue/calendar.ts";

const { open } = sessionOf(BUILTIN_DATE);
const LBX = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };
const CALL = { ...LBX, secType: "OPT", expiry: "20260417", strike: 100, right: "C" };

let simulator: Simulator;
let client: RawClient;

async function start(options: SimulatorOptions = {}): Promise<void> {
  simulator = await startSimulator({ pace: "manual", messagesPerSecondMax: 1000, ...options });
  client = await RawClient.started(simulator.port, 1);
}

afterEach(async () => {
  client.close();
  await simulator.close();
});

/** Lets what was sent arrive, time pass, and what that brings come back. */
async function pass(ms: number): Promise<void> {
  for (const wait of [ms, 0]) {
    const times = client.of(49).length;
    request(client, "currentTime", {});
    await client.until(() => client.of(49).length > times);
    simulator.run(wait);
  }
}

const typesOf = (requestId: number): Set<number> =>
  new Set(
    [
      ...repliesOf(client, "tickPrice"),
      ...repliesOf(client, "tickSize"),
      ...repliesOf(client, "tickString"),
      ...repliesOf(client, "tickOptionComputation"),
    ]
      .filter((tick) => tick.requestId === requestId)
      .map(({ tickType }) => tickType),
  );

const prices = (requestId: number, tickType: number): number[] =>
  repliesOf(client, "tickPrice")
    .filter((tick) => tick.requestId === requestId && tick.tickType === tickType)
    .map(({ price }) => price);

describe("a login without a subscription", () => {
  it("is refused live data, and given that of a quarter of an hour ago when it asks for delayed data", async () => {
    await start({ subscriptions: "delayed" });
    request(client, "marketData", { requestId: 1, ...LBX });
    request(client, "marketDataType", { type: 3 });
    request(client, "marketData", { requestId: 2, ...LBX });
    request(client, "marketData", { requestId: 3, ...CALL });
    await pass(100);
    expect(errorsOf(client, 1)).toEqual([
      expect.stringMatching(/^354 Requested market data is not subscribed.Delayed market data is available/),
    ]);
    expect(errorsOf(client, 2)).toEqual([
      "10167 Requested market data is not subscribed. Displaying delayed market data.",
    ]);
    expect(repliesOf(client, "marketDataType").map(({ requestId, type }) => [requestId, type])).toEqual([
      [2, 3],
      [3, 3],
    ]);
    expect([...typesOf(2)].sort((a, b) => a - b)).toEqual([66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 88]);
    expect([...typesOf(3)].filter((type) => type >= 80 && type < 88)).toEqual([80, 81, 82, 83]);
    const source = new BuiltinMarket(1, BUILTIN_DATE);
    const stock = source.book.bySymbol("LBX")[0]?.conId ?? 0;
    expect(prices(2, 66)[0]).toBe((source.quote(stock, open + 900_000).bid?.price ?? 0) / 10_000);
  });

  it("sees yesterday's close while today's prices are younger than that", async () => {
    await start({ subscriptions: "delayed", market: { kind: "builtin", startTime: "09:35" } });
    request(client, "marketDataType", { type: 4 });
    request(client, "marketData", { requestId: 2, ...LBX });
    await pass(100);
    const source = new BuiltinMarket(1, BUILTIN_DATE);
    const stock = source.book.bySymbol("LBX")[0]?.conId ?? 0;
    const yesterday = source.quote(stock, sessionOf("2026-03-13").close - 1);
    expect(prices(2, 68)[0]).toBe((yesterday.last?.price ?? 0) / 10_000);
    expect(source.quote(stock, open).last?.price).not.toBe(yesterday.last?.price);
  });

  it("may have some symbols and lack others", async () => {
    await start({ subscriptions: { all: "none", symbols: { LBY: "all" } } });
    request(client, "marketData", { requestId: 1, ...LBX });
    request(client, "marketData", { requestId: 2, ...LBX, symbol: "LBY" });
    request(client, "marketDataType", { type: 3 });
    request(client, "marketData", { requestId: 3, ...LBX });
    request(client, "marketData", { requestId: 4, ...LBX, snapshot: true, regulatorySnapshot: true });
    await pass(100);
    expect(errorsOf(client, 1)[0]).toMatch(/^354 /);
    expect(errorsOf(client, 2)).toEqual([]);
    expect(typesOf(2).has(1)).toBe(true);
    expect(errorsOf(client, 3)[0]).toMatch(/^10089 /);
    expect(typesOf(4).has(1)).toBe(true);
  });

  it("stops a start when the option is none of the three", async () => {
    await expect(start({ subscriptions: { symbols: { LBX: "some" as never } } })).rejects.toMatchObject({
      field: "subscriptions.symbols.LBX",
    });
    await start();
  });
});

describe("prices", () => {
  it("of sides say that they can be traded on, the others do not", async () => {
    await start();
    request(client, "marketData", { requestId: 1, ...LBX });
    await pass(100);
    for (const { tickType, attributes } of repliesOf(client, "tickPrice")) {
      expect([tickType, attributes]).toEqual([tickType, tickType <= 2 ? 1 : 0]);
    }
  });

  it("of an index are its value alone", async () => {
    await start();
    request(client, "marketData", { requestId: 1, symbol: "LBI", secType: "IND", snapshot: true });
    await pass(100);
    expect(prices(1, 4)[0]).toBeGreaterThan(2000);
    expect(prices(1, 1)).toEqual([-1]);
    expect(repliesOf(client, "tickSnapshotEnd")).toHaveLength(1);
  });

  it("lose their sides at the close, but for whoever asked for frozen ones", async () => {
    const option = "34200000,10000,10000,10000,10000,5,10500,10500,10500,10500,7\n".repeat(1);
    const rows = Array.from({ length: 390 }, (_, minute) =>
      option.replace("34200000", String(34_200_000 + 60_000 * minute)),
    );
    const folder = leanFolder(leanShare("aaa", { option: rows.join("") }));
    try {
      await start({
        market: { kind: "lean", folder, symbol: "AAA", date: BUILTIN_DATE, startTime: "15:59:59" },
      });
      const frozen = await RawClient.started(simulator.port, 2);
      request(frozen, "marketDataType", { type: 2 });
      const contract = { symbol: "AAA", secType: "OPT", exchange: "SMART", strike: 100 };
      request(client, "marketData", { requestId: 1, ...contract });
      request(frozen, "marketData", { requestId: 2, ...contract });
      await frozen.until(() => repliesOf(frozen, "marketDataType").length > 0);
      await pass(5000);
      expect(prices(1, 1)).toEqual([1, -1]);
      await frozen.until(() => repliesOf(frozen, "marketDataType").length > 1);
      expect(repliesOf(frozen, "marketDataType").map(({ type }) => type)).toEqual([1, 2]);
      expect(repliesOf(frozen, "tickPrice").filter(({ tickType }) => tickType === 1)).toHaveLength(1);
      frozen.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("a snapshot", () => {
  it("ends at once when nothing is missing, and after eleven seconds when a side is", async () => {
    await start({ seed: 1 });
    request(client, "marketData", { requestId: 1, ...LBX, snapshot: true });
    await pass(50);
    expect(repliesOf(client, "tickSnapshotEnd").map(({ requestId }) => requestId)).toEqual([1]);
    const source = new BuiltinMarket(1, BUILTIN_DATE);
    const [stock] = source.book.stocks();
    const at = open + 1_800_000;
    const lame = source.chain(stock as never, BUILTIN_DATE).find(({ conId }) => {
      const seconds = Array.from({ length: 14 }, (_, second) => source.quote(conId, at + 1000 * second));
      return seconds.every(({ bid }) => bid === null);
    });
    request(client, "marketData", { requestId: 2, conId: lame?.conId ?? 0, snapshot: true });
    await pass(10_900);
    expect(repliesOf(client, "tickSnapshotEnd")).toHaveLength(1);
    await pass(200);
    expect(repliesOf(client, "tickSnapshotEnd").map(({ requestId }) => requestId)).toEqual([1, 2]);
  });
});

describe("generic ticks", () => {
  it("bring what the venue has figures for, and nothing for the others", async () => {
    await start();
    const ticks = "100,101,104,105,106,165,221,225,233,236,258,456,999";
    request(client, "marketData", { requestId: 1, ...LBX, symbol: "LBY", genericTicks: ticks });
    await pass(3000);
    const sizes = new Map(repliesOf(client, "tickSize").map(({ tickType, size }) => [tickType, size]));
    for (const type of [21, 27, 28, 29, 30, 89]) expect(sizes.get(type), `size ${type}`).toBeGreaterThan(0);
    const generic = new Map(repliesOf(client, "tickGeneric").map(({ tickType, value }) => [tickType, value]));
    expect(generic.get(23)).toBeGreaterThan(0.1);
    expect(generic.get(24)).toBeGreaterThan(0.1);
    expect(generic.get(46)).toBe(3);
    expect(prices(1, 19)[0]).toBeLessThanOrEqual(prices(1, 15)[0] ?? 0);
    expect(prices(1, 20)[0]).toBeGreaterThanOrEqual(prices(1, 16)[0] ?? Infinity);
    expect(prices(1, 37).length).toBeGreaterThan(0);
    const texts = repliesOf(client, "tickString");
    expect(texts.find(({ tickType }) => tickType === 59)?.value).toBe("1.2,1.2,20260512,0.3");
    const trades = texts.filter(({ tickType }) => tickType === 48).map(({ value }) => value.split(";"));
    expect(trades.length).toBeGreaterThanOrEqual(3);
    expect(trades[0]).toHaveLength(6);
  });

  it("of an option are its own", async () => {
    await start();
    request(client, "marketData", { requestId: 1, ...CALL, genericTicks: "100,101" });
    await pass(100);
    const sizes = new Map(repliesOf(client, "tickSize").map(({ tickType, size }) => [tickType, size]));
    expect(sizes.get(27)).toBeGreaterThan(0);
    expect(sizes.get(28)).toBe(0);
    expect(sizes.get(29)).toBeGreaterThan(0);
    expect(sizes.get(30)).toBe(0);
  });
});

describe("computations", () => {
  it("have what the underlying will have paid by expiry as the dividends' present value", async () => {
    await start();
    const put = { ...CALL, symbol: "LBY", strike: 47.5, right: "P" };
    request(client, "marketData", { requestId: 1, ...put, expiry: "20260417" });
    request(client, "marketData", { requestId: 2, ...put, expiry: "20260515" });
    await pass(100);
    const model = (id: number) =>
      repliesOf(client, "tickOptionComputation").find(
        ({ requestId, tickType }) => requestId === id && tickType === 13,
      );
    expect(model(1)?.dividendValue).toBe(0);
    expect(model(2)?.dividendValue).toBeCloseTo(0.298, 3);
    expect(model(2)?.impliedVolatility).toBeGreaterThan(0.15);
  });

  it("of many lines on one option are the same", async () => {
    await start();
    for (let requestId = 1; requestId <= 5; requestId += 1) {
      request(client, "marketData", { requestId, ...CALL });
    }
    await pass(5000);
    const told = (id: number): string[] =>
      repliesOf(client, "tickOptionComputation")
        .filter(({ requestId }) => requestId === id)
        .map((values) => JSON.stringify({ ...values, requestId: 0 }));
    expect(told(1).length).toBeGreaterThan(8);
    for (const id of [2, 3, 4, 5]) expect(told(id)).toEqual(told(1));
  });
});

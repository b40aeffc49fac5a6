import { afterEach, beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { settle } from "../../testing/faulty-simulator.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../../venue/builtin/builtin-market.ts";
import { previousTradingDay, sessionOf } from "../../venue/calendar.ts";
import { LOOKS_A_TURN, REST_MS } from "../sliced-work.ts";

const LBX = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };
const CALL = { ...LBX, secType: "OPT", expiry: "20260327", strike: 100, right: "C" };
const MINUTES = { barSize: "1 min", whatToShow: "BID", dateFormat: 2 };
const HEAVY = { ...CALL, ...MINUTES, duration: "2 D" };
const HEAVY_LOOKS = (390 + 30) * 60;
/** What pushes of lines take in a step, and the step of work that ends a turn. */
const SLACK = 200;

let simulator: Simulator;
let clients: RawClient[];
let looks: MockInstance<BuiltinMarket["quote"]>;

beforeEach(async () => {
  looks = vi.spyOn(BuiltinMarket.prototype, "quote");
  clients = [];
  simulator = await startSimulator({ pace: "manual", messagesPerSecondMax: 1_000_000 });
});

afterEach(async () => {
  looks.mockRestore();
  for (const client of clients) client.close();
  await simulator.close();
});

async function connected(clientId: number): Promise<RawClient> {
  const client = await RawClient.started(simulator.port, clientId);
  clients.push(client);
  return client;
}

/** Lets time pass in steps of one turn each, everybody hearing what it brought; gives the looks of each. */
async function turns(count: number, ...hearing: readonly RawClient[]): Promise<number[]> {
  const taken: number[] = [];
  for (const client of hearing) await settle(client);
  for (let turn = 0; turn < count; turn += 1) {
    const before = looks.mock.calls.length;
    simulator.run(REST_MS);
    taken.push(looks.mock.calls.length - before);
    for (const client of hearing) await settle(client);
  }
  return taken;
}

function barsOf(client: RawClient, requestId: number) {
  return repliesOf(client, "historicalData").find((one) => one.requestId === requestId)?.bars;
}

/** The bars of two days as somebody would make them who has never heard of turns. */
function straightforward() {
  const source = new BuiltinMarket(1, BUILTIN_DATE);
  const [stock] = source.book.bySymbol("LBX");
  const option = source
    .chain(stock as NonNullable<typeof stock>, BUILTIN_DATE)
    .find(({ expiry, strike, right }) => expiry === "2026-03-27" && strike === 1_000_000 && right === "call");
  const now = sessionOf(BUILTIN_DATE).open + 30 * 60_000;
  const bars: object[] = [];
  for (const day of [previousTradingDay(BUILTIN_DATE), BUILTIN_DATE]) {
    const { open, close } = sessionOf(day);
    for (let minute = open; minute < Math.min(close, now); minute += 60_000) {
      const moments = [...Array.from({ length: 60 }, (_, second) => minute + 1000 * second), minute + 59_999];
      const bids = moments.map((at) => source.quote(option?.conId ?? 0, at).bid?.price ?? 0);
      bars.push({
        date: String(minute / 1000),
        open: (bids[0] ?? 0) / 10_000,
        high: Math.max(...bids) / 10_000,
        low: Math.min(...bids) / 10_000,
        close: (bids.at(-1) ?? 0) / 10_000,
      });
    }
  }
  return bars;
}

describe("a heavy request for history", () => {
  it("is worked on in turns that look at the market so often and no oftener, and answered as ever", async () => {
    const client = await connected(1);
    request(client, "historicalData", { requestId: 1, ...HEAVY });
    const taken = await turns(50, client);
    expect(Math.max(...taken)).toBeLessThan(LOOKS_A_TURN + SLACK);
    expect(taken.filter((count) => count > LOOKS_A_TURN / 2).length).toBeGreaterThan(
      HEAVY_LOOKS / LOOKS_A_TURN - 5,
    );
    expect(barsOf(client, 1)).toMatchObject(straightforward());
    expect(barsOf(client, 1)).toHaveLength(390 + 30);
  });

  it("delays nobody else's ticks and answers", async () => {
    const [heavy, other] = [await connected(1), await connected(2)];
    request(other, "marketData", { requestId: 1, ...LBX });
    await turns(1, other);
    for (const requestId of [1, 2, 3]) {
      request(heavy, "historicalData", { requestId, ...HEAVY, duration: `${2 + requestId} D` });
    }
    await turns(20, heavy, other);
    const ticks = other.of(1).length;
    request(other, "historicalData", { requestId: 2, ...LBX, ...MINUTES, duration: "600 S" });
    const taken = await turns(170, heavy, other);
    expect(Math.max(...taken)).toBeLessThan(LOOKS_A_TURN + SLACK);
    expect(barsOf(heavy, 3)).toBeUndefined();
    expect(barsOf(other, 2)).toHaveLength(10);
    // A quote of a share changes twice a second, and half a second has passed.
    expect(other.of(1).length).toBeGreaterThan(ticks);
    await turns(170, heavy);
    // Whole days, this morning's half hour, and the minute that has begun.
    for (const requestId of [1, 2, 3])
      expect(barsOf(heavy, requestId)).toHaveLength((1 + requestId) * 390 + 31);
  });

  it("is given up in the middle when it is cancelled, also when its id is used again", async () => {
    const client = await connected(1);
    request(client, "historicalData", { requestId: 1, ...HEAVY, duration: "20 D" });
    await turns(20, client);
    request(client, "cancelHistoricalData", { requestId: 1 });
    request(client, "historicalData", { requestId: 1, ...LBX, ...MINUTES, duration: "60 S" });
    const taken = await turns(100, client);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBeLessThan(LOOKS_A_TURN);
    expect(errorsOf(client, 1)).toEqual([expect.stringMatching(/^162 .*query cancelled: 1$/)]);
    expect(repliesOf(client, "historicalData").map(({ bars }) => bars.length)).toEqual([1]);
  });

  it("is given up in the middle when its client leaves", async () => {
    const [client, witness] = [await connected(1), await connected(2)];
    request(client, "historicalData", { requestId: 1, ...HEAVY, duration: "20 D" });
    request(client, "historicalTicks", {
      requestId: 2,
      ...CALL,
      strike: 110,
      whatToShow: "TRADES",
      startDateTime: "20260302 10:00:00",
      tickCount: 1000,
    });
    expect(Math.max(...(await turns(20, client)))).toBeGreaterThan(LOOKS_A_TURN / 2);
    client.close();
    await vi.waitFor(() =>
      expect([...simulator.ledger].some(({ type }) => type === "ClientDisconnected")).toBe(true),
    );
    expect(Math.max(...(await turns(20, witness)))).toBeLessThan(SLACK);
  });
});

describe("a heavy request for ticks", () => {
  it("is worked on in turns too", async () => {
    const client = await connected(1);
    request(client, "historicalTicks", {
      requestId: 1,
      ...CALL,
      strike: 110,
      whatToShow: "TRADES",
      startDateTime: "20260302 10:00:00",
      tickCount: 1000,
    });
    const taken = await turns(100, client);
    expect(Math.max(...taken)).toBeLessThan(LOOKS_A_TURN + SLACK);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(40_000);
    expect(repliesOf(client, "historicalTicksLast")[0]?.ticks.length).toBeGreaterThan(100);
  });
});

describe("requests for history that wait", () => {
  it("are a thousand at the most, paced or not", async () => {
    await simulator.close();
    simulator = await startSimulator({
      pace: "manual",
      messagesPerSecondMax: 1_000_000,
      historyPacing: false,
    });
    const client = await connected(1);
    for (let requestId = 1; requestId <= 1002; requestId += 1) {
      const values = {
        requestId,
        ...LBX,
        whatToShow: "TRADES",
        endDateTime: "20260316 09:40:00",
        tickCount: 1,
      };
      if (requestId % 2 === 0) request(client, "historicalTicks", values);
      else request(client, "historicalData", { ...LBX, ...MINUTES, requestId, duration: "60 S" });
    }
    await settle(client);
    const refused = repliesOf(client, "error").filter(({ code }) => code === 162);
    expect(refused.map(({ requestId }) => requestId)).toEqual([1001, 1002]);
    simulator.run(2000);
    await settle(client);
    expect(repliesOf(client, "historicalData").length).toBeGreaterThan(100);
    request(client, "historicalData", { ...LBX, ...MINUTES, requestId: 1003, duration: "60 S" });
    await turns(20, client);
    expect(errorsOf(client, 1003)).toEqual([]);
  });
});

describe("figures of a year for a line", () => {
  it("are worked on in turns, and given up when the line is cancelled", async () => {
    const client = await connected(1);
    const LBY = { ...LBX, symbol: "LBY", genericTicks: "165" };
    request(client, "marketData", { requestId: 1, ...LBY });
    request(client, "marketData", { requestId: 2, ...LBX, genericTicks: "165" });
    await turns(2, client);
    request(client, "cancelMarketData", { requestId: 2 });
    const taken = await turns(120, client);
    expect(Math.max(...taken)).toBeLessThan(LOOKS_A_TURN + SLACK);
    expect(taken.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(250 * 78);
    const lows = repliesOf(client, "tickPrice").filter(({ tickType }) => tickType === 19);
    expect(lows.map(({ requestId }) => requestId)).toEqual([1]);
  });
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../options.ts";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { leanFolder, leanShare } from "../../testing/lean-folder.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../../venue/builtin/builtin-market.ts";
import { sessionOf } from "../../venue/calendar.ts";
import type { RequestValues } from "../../wire/request-layouts.ts";

const { open } = sessionOf(BUILTIN_DATE);
const LBX = { symbol: "LBX", secType: "STK", exchange: "SMART", currency: "USD" };
const BARS = { ...LBX, barSize: "1 min", duration: "1 D", whatToShow: "TRADES", dateFormat: 2 };

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

/** Lets what was sent arrive, and time pass. */
async function pass(ms: number): Promise<void> {
  const times = client.of(49).length;
  request(client, "currentTime", {});
  await client.until(() => client.of(49).length > times);
  simulator.run(ms);
}

let lastId = 100;

/** Asks, and gives the id once there is an answer. */
async function ask(values: Partial<RequestValues<"historicalData">>): Promise<number> {
  lastId += 1;
  const requestId = lastId;
  request(client, "historicalData", { requestId, ...BARS, ...values });
  const isAnswered = (): boolean =>
    errorsOf(client, requestId).length > 0 ||
    repliesOf(client, "historicalData").some((one) => one.requestId === requestId);
  // The more there is to be looked at, the longer it takes.
  for (let passed = 0; passed < 4000 && !isAnswered(); passed += 40) await pass(40);
  expect(isAnswered()).toBe(true);
  return requestId;
}

async function barsOf(values: Partial<RequestValues<"historicalData">>) {
  const requestId = await ask(values);
  return repliesOf(client, "historicalData").find((one) => one.requestId === requestId)?.bars ?? [];
}

describe("historical bars", () => {
  it("of a minute lie on the clock from the open to now, and have that minute's trades", async () => {
    await start();
    const bars = await barsOf({});
    expect(bars).toHaveLength(30);
    expect(bars.map(({ date }) => Number(date))).toEqual(
      Array.from({ length: 30 }, (_, minute) => open / 1000 + 60 * minute),
    );
    const source = new BuiltinMarket(1, BUILTIN_DATE);
    const minute = open + 5 * 60_000;
    const trades = Array.from({ length: 60 }, (_, second) => {
      const { last } = source.quote(source.book.bySymbol("LBX")[0]?.conId ?? 0, minute + second * 1000);
      return (last?.price ?? 0) / 10_000;
    });
    expect(bars[5]).toMatchObject({
      open: trades[0],
      high: Math.max(...trades),
      low: Math.min(...trades),
      close: trades[59],
      count: 60,
    });
  });

  it("add up: a longer bar is what the shorter ones in it make", async () => {
    await start();
    const end = "20260316-14:00:00";
    const minutes = await barsOf({ duration: "1800 S", endDateTime: end });
    const [half] = await barsOf({ barSize: "30 mins", duration: "1800 S", endDateTime: end });
    expect(minutes).toHaveLength(30);
    expect(half?.date).toBe(String(open / 1000));
    expect(half?.volume).toBe(minutes.reduce((sum, { volume }) => sum + volume, 0));
    expect(half?.open).toBe(minutes[0]?.open);
  });

  it("of both sides have averages, the widest range, and neither volume nor count", async () => {
    await start();
    const minute = { barSize: "1 min", duration: "60 S", endDateTime: "20260316 09:50:00" };
    const [both] = await barsOf({ ...minute, whatToShow: "BID_ASK" });
    const [bid] = await barsOf({ ...minute, whatToShow: "BID" });
    const [ask] = await barsOf({ ...minute, whatToShow: "ASK" });
    expect(both).toMatchObject({ high: ask?.high, low: bid?.low, volume: -1, wap: -1, count: -1 });
    expect(both?.open).toBeLessThan(both?.close ?? 0);
  });

  it("of days are dated by their session, weeks and months by the last one so far", async () => {
    await start();
    const days = await barsOf({ barSize: "1 day", duration: "5 D", dateFormat: 1 });
    expect(days.map(({ date }) => date)).toEqual([
      "20260310",
      "20260311",
      "20260312",
      "20260313",
      "20260316",
    ]);
    for (const { open: first, high, low, close } of days) {
      expect(high).toBeGreaterThanOrEqual(Math.max(first, close));
      expect(low).toBeLessThanOrEqual(Math.min(first, close));
    }
    expect(days[3]?.close).toBeCloseTo(100, 1);
    const weeks = await barsOf({ barSize: "1 week", duration: "1 M" });
    expect(weeks.map(({ date }) => date)).toEqual([
      "20260220",
      "20260227",
      "20260306",
      "20260313",
      "20260316",
    ]);
    const months = await barsOf({ barSize: "1 month", duration: "1 Y" });
    expect(months).toHaveLength(13);
    expect(months.at(-1)?.date).toBe("20260316");
  });

  it("name New York's time in format 1", async () => {
    await start();
    const id = await ask({ dateFormat: 1, barSize: "5 mins" });
    const answer = repliesOf(client, "historicalData").find((one) => one.requestId === id);
    expect(answer?.bars[0]?.date).toBe("20260316 09:30:00 US/Eastern");
    expect([answer?.start, answer?.end]).toEqual([
      "20260316 09:30:00 US/Eastern",
      "20260316 10:00:00 US/Eastern",
    ]);
  });

  it.each([
    [{ barSize: "7 mins" }, /^321 .*bar size setting is invalid/],
    [{ duration: "1 fortnight" }, /^321 .*duration/],
    [{ endDateTime: "yesterday" }, /^10314 /],
    [{ endDateTime: "16000101 10:00:00" }, /^10314 /],
    [{ endDateTime: "20260316 10:00:00 Mars/Base" }, /^10314 /],
    [{ endDateTime: "20260316 10:00:00", duration: "50 Y" }, /^162 .*Time length exceed max/],
    [{ whatToShow: "SMILES" }, /^321 /],
    [{ symbol: "NOPE" }, /^200 /],
    [{ barSize: "1 secs", duration: "2 D" }, /^162 .*invalid step: 1$/],
    [{ barSize: "5 secs", duration: "2 D" }, /^162 .*Time length exceed max/],
    [{ barSize: "30 secs", duration: "1 W" }, /^162 .*Time length exceed max/],
    [{ barSize: "1 min", duration: "1 Y" }, /^162 .*Time length exceed max/],
    [{ endDateTime: "20200101 10:00:00" }, /^162 .*HMDS query returned no data: LBX@SMART Trades$/],
    [{ symbol: "LBI", secType: "IND", exchange: "", whatToShow: "BID" }, /^162 .*No historical market data/],
    [{ keepUpToDate: true, endDateTime: "20260316 10:00:00" }, /^321 /],
  ])("are refused with the code that TWS has: %j", async (values, error) => {
    await start();
    const id = await ask(values);
    expect(errorsOf(client, id)).toEqual([expect.stringMatching(error)]);
  });

  it("go on when they are kept up to date, until they are cancelled", async () => {
    await start();
    const id = await ask({ keepUpToDate: true, barSize: "5 secs", duration: "60 S" });
    for (let second = 0; second < 11; second += 1) await pass(1000);
    const updates = repliesOf(client, "historicalDataUpdate").filter((one) => one.requestId === id);
    expect(new Set(updates.map(({ date }) => Number(date) - (open + 1_800_000) / 1000))).toEqual(
      new Set([0, 5, 10]),
    );
    expect(updates.findLast(({ date }) => Number(date) === (open + 1_800_000) / 1000)?.count).toBe(5);
    request(client, "cancelHistoricalData", { requestId: id });
    await pass(5000);
    expect(errorsOf(client, id)[0]).toMatch(/^162 .*query cancelled/);
    const told = repliesOf(client, "historicalDataUpdate").length;
    await pass(10_000);
    expect(repliesOf(client, "historicalDataUpdate")).toHaveLength(told);
  });
});

describe("historical bars of a replay", () => {
  it("are the files' own, whether they were played yet or not", async () => {
    const trades = [
      "34200000,1000000,1001000,999000,1000500,400",
      "34260000,1000600,1000900,1000100,1000200,800",
      "34380000,1000200,1000200,1000200,1000200,40",
    ];
    const quotes = "34200000,10000,10200,9900,10100,5,10500,10600,10400,10500,7\n";
    const folder = leanFolder(leanShare("aaa", { option: quotes, trades: `${trades.join("\n")}\n` }));
    try {
      await start({ market: { kind: "lean", folder, symbol: "AAA", date: BUILTIN_DATE } });
      const bars = await barsOf({ symbol: "AAA" });
      expect(bars).toMatchObject([
        { date: String(open / 1000), open: 100, high: 100.1, low: 99.9, close: 100.05, volume: 400 },
        {
          date: String(open / 1000 + 60),
          open: 100.06,
          high: 100.09,
          low: 100.01,
          close: 100.02,
          volume: 800,
        },
        { date: String(open / 1000 + 180), open: 100.02, high: 100.02, low: 100.02, volume: 40 },
      ]);
      const [day] = await barsOf({ symbol: "AAA", barSize: "1 day" });
      expect(day).toMatchObject({ open: 100, high: 100.1, low: 99.9, close: 100.02, volume: 1240 });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("the schedule of sessions", () => {
  it("ends with today's, however far ahead or back it is asked for", async () => {
    await start();
    const asked = { ...BARS, whatToShow: "SCHEDULE", barSize: "1 day", duration: "50 Y" };
    request(client, "historicalData", { requestId: 1, ...asked, endDateTime: "20500101-00:00:00" });
    await pass(40);
    const [answer] = repliesOf(client, "historicalSchedule");
    expect(answer?.sessions).toHaveLength(253);
    expect(answer?.sessions.at(-1)).toEqual({
      start: "20260316-09:30:00",
      end: "20260316-16:00:00",
      referenceDate: "20260316",
    });
  });
});

describe("pacing of history", () => {
  const VIOLATION =
    "162 Historical Market Data Service error message:Historical data request pacing violation";

  it("refuses the same request within fifteen seconds", async () => {
    await start();
    expect(errorsOf(client, await ask({}))).toEqual([]);
    expect(errorsOf(client, await ask({}))).toEqual([VIOLATION]);
    await pass(15_000);
    expect(errorsOf(client, await ask({ endDateTime: "" }))).toEqual([]);
  });

  it("refuses the seventh request for a contract within two seconds, and the sixty-first in ten minutes", async () => {
    await start();
    const asked: string[][] = [];
    for (let count = 1; count <= 7; count += 1) {
      asked.push(errorsOf(client, await ask({ duration: `${60 * count} S` })));
    }
    expect(asked.flat()).toEqual([VIOLATION]);
    for (let count = 7; count <= 61; count += 1) {
      await pass(2000);
      asked.push(errorsOf(client, await ask({ duration: `${60 * count} S` })));
    }
    expect(asked.flat()).toEqual([VIOLATION, VIOLATION]);
  });

  it("can be switched off", async () => {
    await start({ historyPacing: false });
    for (let count = 0; count < 10; count += 1) expect(errorsOf(client, await ask({}))).toEqual([]);
  });
});

describe("historical ticks", () => {
  async function ticks(values: Partial<RequestValues<"historicalTicks">>): Promise<number> {
    lastId += 1;
    request(client, "historicalTicks", { requestId: lastId, ...LBX, tickCount: 5, ...values });
    await pass(40);
    const id = lastId;
    await client.until(
      () =>
        errorsOf(client, id).length > 0 ||
        [96, 97, 98].some((reply) => client.of(reply).some((fields) => fields[1] === String(id))),
    );
    return id;
  }

  it("from a start are the trades from then on, and before an end those before it", async () => {
    await start();
    await ticks({ startDateTime: "20260316 09:40:00", whatToShow: "TRADES" });
    await ticks({ endDateTime: "20260316 09:40:05", whatToShow: "TRADES" });
    const [from, before] = repliesOf(client, "historicalTicksLast");
    expect(from?.ticks).toHaveLength(5);
    expect(from?.ticks[0]?.time).toBe(open / 1000 + 600);
    expect(before?.ticks).toEqual(from?.ticks);
    expect(from?.done).toBe(true);
  });

  it("of quotes begin with the one that held at the start", async () => {
    await start();
    await ticks({ startDateTime: "20260316 09:40:00", whatToShow: "BID_ASK" });
    const [answer] = repliesOf(client, "historicalTicksBidAsk");
    expect(answer?.ticks[0]?.time).toBe(open / 1000 + 599);
    expect(answer?.ticks.length).toBeGreaterThanOrEqual(6);
  });

  it("from a day without trading begin with the quote of the last close", async () => {
    await start();
    await ticks({ startDateTime: "20260315 10:00:00", whatToShow: "BID_ASK" });
    const [answer] = repliesOf(client, "historicalTicksBidAsk");
    const close = sessionOf("2026-03-13").close / 1000;
    expect(answer?.ticks[0]?.time).toBe(close - 1);
    expect(answer?.ticks[1]?.time).toBe(open / 1000);
  });

  it("know when history begins", async () => {
    await start();
    request(client, "headTimestamp", { requestId: 9, ...LBX, whatToShow: "TRADES", dateFormat: 1 });
    await pass(40);
    await client.until(() => repliesOf(client, "headTimestamp").length > 0);
    expect(repliesOf(client, "headTimestamp")[0]?.timestamp).toBe("20250313-13:30:00");
  });
});

describe("streams of bars and ticks", () => {
  it("tell a bar each five seconds, and every trade once", async () => {
    await start();
    request(client, "realTimeBars", { requestId: 1, ...LBX, barSeconds: 5, whatToShow: "TRADES" });
    request(client, "tickByTick", { requestId: 2, ...LBX, tickType: "AllLast" });
    await pass(0);
    for (let second = 0; second < 11; second += 1) await pass(1000);
    await client.until(() => repliesOf(client, "realTimeBar").length >= 2);
    const bars = repliesOf(client, "realTimeBar");
    expect(bars.map(({ time }) => time - (open / 1000 + 1800))).toEqual([0, 5]);
    const times = repliesOf(client, "tickByTick").map(({ time }) => time - (open / 1000 + 1800));
    expect(times).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11].slice(0, times.length));
    expect(times.length).toBeGreaterThanOrEqual(11);
    const prices = repliesOf(client, "tickByTick")
      .slice(0, 5)
      .map(({ last }) => last?.price ?? 0);
    expect(bars[0]).toMatchObject({ open: prices[0], high: Math.max(...prices), close: prices[4] });
  });
});

describe("a history file", () => {
  const FILE = `
contracts:
  - localSymbol: LBX
    headTimestamp: 345479400
    bars:
      - size: 1 secs
        show: TRADES
        rows:
          - ["2023-10-06 15:59:58", 429.5, 429.6, 429.47, 429.51, 8718, 429.532, 1090]
          - [1696622399, 429.51, 429.55, 429.5, 429.5, 10, 429.5, 3]
      - size: 1 week
        show: TRADES
        rows:
          - ["2023-09-01", 437.3, 453.67, 437.3, 450.92, 6929458, 448.476, 1393264]
    ticks:
      - show: BID_ASK
        rows:
          - [1715187599, 516.62, 516.63, 1100, 1400, 0]
          - [1715187600, 516.63, 516.64, 100, 200, 0]
          - [1715187600, 516.63, 516.65, 100, 300, 0]
          - [1715187601, 516.6, 516.65, 100, 300, 0]
`;
  const folder = mkdtempSync(join(tmpdir(), "history-"));
  const path = join(folder, "history.yaml");
  const write = (text: string): string => {
    writeFileSync(path, text);
    return path;
  };

  it("is told exactly, also of times that the market has not reached", async () => {
    await start({ historyFile: write(FILE) });
    const seconds = await barsOf({
      barSize: "1 secs",
      duration: "30 S",
      endDateTime: "20231006-20:00:00",
    });
    expect(seconds).toMatchObject([
      { date: "1696622398", open: 429.5, close: 429.51, volume: 8718, wap: 429.532, count: 1090 },
      { date: "1696622399", open: 429.51, volume: 10 },
    ]);
    const weeks = await barsOf({ barSize: "1 week", duration: "1 M", endDateTime: "20230904-20:00:00" });
    expect(weeks).toMatchObject([{ date: "20230901", open: 437.3, high: 453.67, volume: 6929458 }]);
    request(client, "historicalTicks", {
      requestId: 7,
      ...LBX,
      startDateTime: "20240508-17:00:00",
      tickCount: 1,
      whatToShow: "BID_ASK",
    });
    request(client, "headTimestamp", { requestId: 8, ...LBX, whatToShow: "TRADES", dateFormat: 2 });
    await pass(40);
    await client.until(() => repliesOf(client, "headTimestamp").length > 0);
    expect(repliesOf(client, "headTimestamp")[0]?.timestamp).toBe("345479400");
    expect(repliesOf(client, "historicalTicksBidAsk")[0]?.ticks.map(({ time }) => time)).toEqual([
      1715187599, 1715187600, 1715187600,
    ]);
  });

  it.each([
    ["localSymbol: LBX", "localSymbol: LBQ", "history.yaml:3: contracts[0].localSymbol: "],
    ["size: 1 secs", "size: 1 sec", "history.yaml:6: contracts[0].bars[0].size: "],
    ["[1696622399, ", "[1696622000, ", "history.yaml:10: contracts[0].bars[0].rows[1]: is earlier"],
    ["429.5, 3]", "429.5]", "history.yaml:10: contracts[0].bars[0].rows[1]"],
  ])("that is wrong stops the start with line and field: %s", async (good, bad, message) => {
    await expect(start({ historyFile: write(FILE.replace(good, bad)) })).rejects.toThrow(message);
    await start();
    rmSync(path);
  });
});

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../../options.ts";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { RawClient } from "../../testing/raw-client.ts";
import {
  caughtUp,
  HIGH_CALL,
  LOW_CALL,
  OTHER_CALL,
  pass,
  RECORDED,
  recordedTicks,
  recordSession,
  STOCK,
  tickOf,
  type ToldTick,
} from "../../testing/recorded-session.ts";
import { RecordingFolder } from "../../testing/recordings.ts";
import { errorsOf, repliesOf, request } from "../../testing/replies.ts";
import { BUILTIN_DATE, BuiltinMarket } from "../builtin/builtin-market.ts";
import { newYorkInstant } from "../calendar.ts";

const SESSION_MS = 40_000;
const START = newYorkInstant(BUILTIN_DATE, 10 * 3_600_000);
/** Kinds of ticks whose values a quote is made of. */
const TYPES = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 14, 45];
/** By a proxy's clock a market that was moved by hand passes in a moment, and no trade is later than that. */
const TRADE_TIME = 45;
/** What a side that nobody quotes is told as. */
const EMPTY: Readonly<Record<number, string>> = { 0: "0", 1: "-1", 2: "-1", 3: "0" };

const folder = new RecordingFolder();
const running: Simulator[] = [];
const clients: RawClient[] = [];
let files: { readonly own: string; readonly proxied: string };

beforeAll(async () => {
  files = await recordSession(folder, SESSION_MS);
});
afterAll(() => folder.remove());
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  for (const simulator of running.splice(0)) await simulator.close();
});

async function start(file: string, options: Partial<SimulatorOptions> = {}) {
  const simulator = await startSimulator({ market: { kind: "recording", file }, pace: "manual", ...options });
  running.push(simulator);
  const client = await RawClient.started(simulator.port, 1);
  clients.push(client);
  return { simulator, client };
}

function subscribe(client: RawClient): void {
  for (const [index, contract] of RECORDED.entries()) {
    request(client, "marketData", { requestId: index + 1, ...contract });
  }
}

/** All that a client hears of the recorded contracts while the recording lasts, with some seconds after it. */
async function heardOf(file: string): Promise<Omit<ToldTick, "at" | "connection">[]> {
  const { simulator, client } = await start(file);
  subscribe(client);
  await pass(client, simulator, SESSION_MS + 5000);
  return client.frames.map((fields) => tickOf(fields)).filter((tick) => tick !== null);
}

type Told = Pick<ToldTick, "requestId" | "type" | "value" | "size">;

const shown = (ticks: readonly Told[], id: number): string[] =>
  ticks.filter(({ requestId }) => requestId === id).map((tick) => `${tick.type}: ${tick.value} ${tick.size}`);

/**
 * Each value of a kind once for as long as it stays: a second line begins with all of them again. Without the empty
 * side that a line may begin with.
 */
function changes(ticks: readonly Told[], id: number, type: number): string[] {
  return ticks
    .filter((tick) => tick.requestId === id && tick.type === type)
    .map(({ value }) => value)
    .filter((value, index, all) => value !== (all[index - 1] ?? EMPTY[type]));
}

describe("quotes of a recording", () => {
  it("reach a client message by message as they were recorded", async () => {
    const recorded = (await recordedTicks(files.own)).filter(({ connection }) => connection === 1);
    const heard = await heardOf(files.own);
    for (const [index] of RECORDED.entries()) {
      const expected = shown(recorded, index + 1);
      expect(expected.length).toBeGreaterThan(40);
      expect(shown(heard, index + 1).slice(0, expected.length)).toEqual(expected);
    }
  });

  it.each(["own", "proxied"] as const)("go on over a reconnect, each change once: %s", async (kind) => {
    const recorded = await recordedTicks(files[kind]);
    expect(new Set(recorded.map(({ connection }) => connection))).toEqual(new Set([1, 2]));
    const heard = await heardOf(files[kind]);
    for (const [index] of RECORDED.entries()) {
      for (const type of kind === "own" ? TYPES : TYPES.filter((one) => one !== TRADE_TIME)) {
        expect([index, type, changes(heard, index + 1, type)]).toEqual([
          index,
          type,
          changes(recorded, index + 1, type),
        ]);
      }
    }
  });

  it("begin at the market's time, which a proxy's recording has from the server's greeting", async () => {
    const { simulator } = await start(files.own);
    expect(simulator.marketTime()).toBe(START);
    const proxied = await start(files.proxied);
    expect(Math.abs(proxied.simulator.marketTime() - START)).toBeLessThan(1000);
  });

  it("do not depend on the seed, and what a client gets is the same to the byte for the same one", async () => {
    const bytes = async (seed: number): Promise<Buffer> => {
      const faults = ["duplicate on tickSize chance 0.3"];
      const { simulator, client } = await start(files.own, { seed, faults });
      subscribe(client);
      await pass(client, simulator, 8000);
      return client.received();
    };
    const [first, again, other] = [await bytes(1), await bytes(1), await bytes(2)];
    expect(first.length).toBeGreaterThan(10_000);
    expect(again.equals(first)).toBe(true);
    expect(other.equals(first)).toBe(false);
  });

  it("come as fast as the market's time passes", async () => {
    const { simulator, client } = await start(files.own, { speed: 20 });
    subscribe(client);
    await pass(client, simulator, SESSION_MS / 20, 100);
    const heard = client.frames.map((fields) => tickOf(fields)).filter((tick) => tick !== null);
    const recorded = await recordedTicks(files.own);
    expect(changes(heard, 1, 1)).toEqual(changes(recorded, 1, 1));
    expect(simulator.marketTime()).toBe(START + SESSION_MS);
  });
});

describe("contracts of a recording", () => {
  it("are those that it has details of, and those that were asked for by what they are", async () => {
    const { client } = await start(files.own);
    const source = new BuiltinMarket(1, BUILTIN_DATE);
    for (const [index, contract] of [STOCK, LOW_CALL, HIGH_CALL, OTHER_CALL].entries()) {
      request(client, "contractDetails", { requestId: index, ...contract });
    }
    await caughtUp(client);
    const details = repliesOf(client, "contractDetails");
    expect(details.map(({ localSymbol }) => localSymbol)).toEqual([
      "LBX",
      "LBX   260327C00100000",
      "LBX   260327C00105000",
      "LBY   260327C00048000",
    ]);
    for (const { conId, localSymbol, minTick } of details) {
      const { conId: expected, minTick: tick } = source.book.byName(localSymbol) ?? {};
      expect([conId, minTick]).toEqual([expected, (tick ?? 0) / 10_000]);
    }
    expect(details[1]).toMatchObject({ realExpiry: "20260327", multiplier: "100", underlyingSymbol: "LBX" });
  });

  it("have nothing beside them", async () => {
    const { client } = await start(files.own);
    request(client, "contractDetails", { requestId: 1, ...STOCK, symbol: "LBZ" });
    request(client, "marketData", { requestId: 2, ...LOW_CALL, strike: 101 });
    await caughtUp(client);
    for (const id of [1, 2]) expect(errorsOf(client, id)[0]).toMatch(/^200 No security definition/);
  });

  it("include the share that only an option's computations tell of, at the prices that these were made with", async () => {
    const { simulator, client } = await start(files.own);
    request(client, "marketData", { requestId: 1, ...STOCK, symbol: "LBY" });
    request(client, "marketData", { requestId: 2, ...OTHER_CALL });
    await pass(client, simulator, 5000);
    const lasts = repliesOf(client, "tickPrice").filter(
      (tick) => tick.requestId === 1 && tick.tickType === 4,
    );
    expect(lasts.length).toBeGreaterThan(2);
    const spots = repliesOf(client, "tickOptionComputation").map(({ underlyingPrice }) => underlyingPrice);
    expect(spots.length).toBeGreaterThan(2);
    for (const spot of spots) expect(lasts.map(({ price }) => price)).toContain(spot);
  });
});

describe("a simulator on a recording", () => {
  it("has bad nights as on any market: a scenario may name the recording, and reset who subscribes", async () => {
    const scenario = join(folder.path, "scenario.yaml");
    const lines = [
      "name: on-a-recording",
      "title: A reset",
      "description: A reset.",
      `options: { market: { kind: recording, file: ${files.own} } }`,
      "steps: [reset on request:marketData nth 2]",
    ];
    writeFileSync(scenario, lines.join("\n"));
    const simulator = await startSimulator({ scenario, pace: "manual" });
    running.push(simulator);
    const client = await RawClient.started(simulator.port, 1);
    clients.push(client);
    request(client, "marketData", { requestId: 1, ...STOCK });
    await caughtUp(client);
    expect(
      changes(
        client.frames.flatMap((fields) => tickOf(fields) ?? []),
        1,
        1,
      ),
    ).toHaveLength(1);
    request(client, "marketData", { requestId: 2, ...LOW_CALL });
    await client.until(() => client.isClosed);
  });

  it("goes on from its ledger on the same recording, and on no other", async () => {
    const ledgerFile = join(folder.path, "ledger.jsonl");
    const first = await start(files.own, { ledgerFile });
    await pass(first.client, first.simulator, 5000);
    await running.pop()?.close();
    const again = await start(files.own, { ledgerFile });
    expect(again.simulator.marketTime()).toBe(START + 5500);
    await running.pop()?.close();
    const other = startSimulator({ market: { kind: "recording", file: files.proxied }, ledgerFile });
    await expect(other).rejects.toMatchObject({ field: "ledgerFile" });
  });
});

describe("what is made of a recording's quotes", () => {
  it("are option computations by the simulator's own pricing", async () => {
    const { simulator, client } = await start(files.own);
    request(client, "marketData", { requestId: 2, ...LOW_CALL });
    await pass(client, simulator, 3000);
    const model = repliesOf(client, "tickOptionComputation").filter(({ tickType }) => tickType === 13);
    expect(model.length).toBeGreaterThan(1);
    for (const { impliedVolatility, delta } of model) {
      expect(impliedVolatility).toBeGreaterThan(0.1);
      expect(delta).toBeGreaterThan(0.4);
    }
  });

  it("are bars, with the prices of the trades in them", async () => {
    const { simulator, client } = await start(files.own);
    await pass(client, simulator, SESSION_MS);
    request(client, "historicalData", {
      requestId: 1,
      ...STOCK,
      barSize: "10 secs",
      duration: "30 S",
      whatToShow: "TRADES",
      dateFormat: 2,
    });
    await pass(client, simulator, 100);
    expect(errorsOf(client, 1)).toEqual([]);
    const bars = repliesOf(client, "historicalData")[0]?.bars ?? [];
    expect(bars).toHaveLength(3);
    const trades = (await recordedTicks(files.own)).filter(
      ({ requestId, type }) => requestId === 1 && type === 4,
    );
    for (const { date, high, low } of bars) {
      const from = Number(date) * 1000;
      const prices = trades
        .filter(({ at }) => at >= from && at < from + 10_000)
        .map(({ value }) => Number(value));
      expect([high, low]).toEqual([Math.max(...prices), Math.min(...prices)]);
    }
  });

  it("stay as they were at its end", async () => {
    const { simulator, client } = await start(files.own);
    await pass(client, simulator, SESSION_MS + 600_000, 60_000);
    request(client, "marketData", { requestId: 1, ...STOCK });
    await caughtUp(client);
    const bid = repliesOf(client, "tickPrice").find(({ tickType }) => tickType === 1);
    expect(String(bid?.price)).toBe(changes(await recordedTicks(files.own), 1, 1).at(-1));
  });
});

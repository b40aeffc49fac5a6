import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { blankValues } from "../../testing/layout-values.ts";
import { RawClient } from "../../testing/raw-client.ts";
import { caughtUp, pass, STOCK } from "../../testing/recorded-session.ts";
import { RecordingFolder, writeRecording, type WrittenEntry } from "../../testing/recordings.ts";
import { repliesOf, request } from "../../testing/replies.ts";
import { encodeRequest } from "../../wire/codec.ts";
import { splitFields } from "../../wire/frame.ts";
import { REQUEST_LAYOUTS, type RequestValues, type ServedRequest } from "../../wire/request-layouts.ts";

const folder = new RecordingFolder();
afterAll(() => folder.remove());
let simulator: Simulator | null = null;
let client: RawClient | null = null;
afterEach(async () => {
  client?.close();
  await simulator?.close();
});

function asked<Name extends ServedRequest>(name: Name, values: Partial<RequestValues<Name>>): WrittenEntry {
  const all = { ...blankValues(REQUEST_LAYOUTS[name]), ...values } as RequestValues<Name>;
  return { event: "frame", from: "client", fields: splitFields(encodeRequest(name, all, 193).subarray(4)) };
}

function told(second: number, ...fields: readonly (string | number)[]): WrittenEntry {
  return { event: "frame", from: "server", second, fields: fields.map(String) };
}

/** A bid of 7, so many seconds after the begin. */
const bid = (second: number, price: number): WrittenEntry => told(second, 1, 6, 7, 1, price, 300, 1);

async function start(begin: string, entries: readonly WrittenEntry[]) {
  const file = folder.newFile();
  const opening: readonly WrittenEntry[] = [
    { event: "opened" },
    { event: "frame", from: "client", text: "v100..193" },
    told(0, 193, "20260316 10:00:00 EST"),
  ];
  writeRecording(file, begin, "market", [...opening, ...entries]);
  simulator = await startSimulator({ market: { kind: "recording", file }, pace: "manual" });
  client = await RawClient.started(simulator.port, 1);
  return { simulator, client };
}

const iso = (at: number): string => new Date(at).toISOString();
const bids = (from: RawClient): number[] =>
  repliesOf(from, "tickPrice").flatMap(({ tickType, price }) => (tickType === 1 ? [price] : []));

const HOUR = 3600;

describe("the days of a recording", () => {
  it("follow each other without the nights, and those of which it has nothing", async () => {
    // From Monday's last minute over Wednesday's second one: nobody was there on Tuesday.
    const wednesday = 48 * HOUR - 6.5 * HOUR + 120;
    const parts = await start("2026-03-16T19:59:00.000Z", [
      asked("marketData", { requestId: 7, ...STOCK }),
      bid(10, 101),
      bid(30, 102),
      { event: "closed", second: 61 },
      { event: "opened", connection: 2, second: wednesday - 10 },
      { event: "frame", connection: 2, from: "client", text: "v100..193" },
      { ...told(wednesday - 10, 193, "20260318 09:30:50 EST"), connection: 2 },
      { ...asked("marketData", { requestId: 7, ...STOCK }), connection: 2 },
      { ...bid(wednesday, 103), connection: 2 },
    ]);
    request(parts.client, "marketData", { requestId: 1, ...STOCK });
    await pass(parts.client, parts.simulator, 59_000);
    expect(iso(parts.simulator.marketTime())).toBe("2026-03-16T19:59:59.000Z");
    expect(bids(parts.client)).toEqual([-1, 101, 102]);
    await pass(parts.client, parts.simulator, 1000);
    expect(iso(parts.simulator.marketTime())).toBe("2026-03-18T13:30:00.000Z");
    await pass(parts.client, parts.simulator, 60_000);
    expect(bids(parts.client)).toEqual([-1, 101, 102, 103]);
    expect(
      [...parts.simulator.ledger].flatMap((entry) => (entry.type === "DayStarted" ? [entry.date] : [])),
    ).toEqual(["2026-03-16", "2026-03-18"]);
  });

  it("begin before their session where the recording does, with a market that is closed", async () => {
    const parts = await start("2026-03-16T13:29:00.000Z", [
      asked("marketData", { requestId: 7, ...STOCK }),
      bid(10, 101),
      bid(70, 102),
    ]);
    request(parts.client, "marketData", { requestId: 1, ...STOCK });
    await pass(parts.client, parts.simulator, 59_000);
    expect(bids(parts.client)).toEqual([-1]);
    await pass(parts.client, parts.simulator, 20_000);
    expect(bids(parts.client)).toEqual([-1, 101, 102]);
  });
});

describe("tick-by-tick data of a recording", () => {
  it("is a market as well: each quote and each trade", async () => {
    const second = Date.parse("2026-03-16T14:00:00.000Z") / 1000;
    const parts = await start("2026-03-16T14:00:00.000Z", [
      asked("tickByTick", { requestId: 7, ...STOCK, tickType: "BidAsk" }),
      asked("tickByTick", { requestId: 8, ...STOCK, tickType: "AllLast" }),
      told(1, 99, 7, 3, second + 1, 101, 101.02, 300, 400, 0),
      told(2, 99, 7, 3, second + 2, 101.01, 101.03, 500, 400, 0),
      told(3, 99, 8, 2, second + 3, 101.02, 50, 0, "NASDAQ", ""),
      told(4, 99, 8, 2, second + 4, 101.02, 50, 0, "NASDAQ", ""),
    ]);
    request(parts.client, "tickByTick", { requestId: 1, ...STOCK, tickType: "BidAsk" });
    request(parts.client, "tickByTick", { requestId: 2, ...STOCK, tickType: "AllLast" });
    await pass(parts.client, parts.simulator, 5000);
    await caughtUp(parts.client);
    const ticks = repliesOf(parts.client, "tickByTick").map(({ requestId, time, bidAsk, last }) => {
      const trade = last === null ? "" : `${last.price} x ${last.size}`;
      const quote =
        bidAsk === null
          ? trade
          : `${bidAsk.bidPrice} x ${bidAsk.bidSize}, ${bidAsk.askPrice} x ${bidAsk.askSize}`;
      return [requestId, time - second, quote];
    });
    expect(ticks).toEqual([
      [1, 1, "101 x 300, 101.02 x 400"],
      [1, 2, "101.01 x 500, 101.03 x 400"],
      [2, 3, "101.02 x 50"],
      [2, 4, "101.02 x 50"],
    ]);
  });
});

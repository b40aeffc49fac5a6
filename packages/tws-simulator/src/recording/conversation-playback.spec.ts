import { type Contract, IBApi } from "@stoqey/ib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startSimulator } from "../simulator.ts";
import { converse, type Talker } from "../testing/conversation.ts";
import { Heard } from "../testing/heard.ts";
import { comboOf, limitOrder } from "../testing/orders.ts";
import { RecordingFolder } from "../testing/recordings.ts";
import { simulatorOfTest } from "../testing/simulator-of-test.ts";
import { type Playback, type PlaybackOptions, startPlayback } from "./playback/playback.ts";

const TOKEN = "DU0000001";
const folder = new RecordingFolder();
const file = folder.newFile();
let recorded: [Heard, Heard];
let playback: Playback;

async function connect(port: number, clientId = 1): Promise<Talker> {
  const api = new IBApi({ host: "127.0.0.1", port, clientId });
  const heard = new Heard(api);
  api.connect();
  const [nextId] = await heard.one("nextValidId");
  return { api, heard, nextId: nextId as number };
}

beforeAll(async () => {
  const simulator = await startSimulator({
    market: { kind: "builtin" },
    seed: 1,
    partialFillChance: 0,
    recordFile: file,
  });
  const ids = { request: 1, orderOffset: 0 };
  try {
    recorded = await converse(() => connect(simulator.port), [ids, ids]);
  } finally {
    await simulator.close();
  }
});

afterEach(() => playback.close());
afterAll(() => folder.remove());

async function play(options: Partial<PlaybackOptions> = {}): Promise<void> {
  playback = await startPlayback({ file, ...options });
}

/** Ids, names and tokens of one run in terms of another. */
interface Renaming {
  readonly request: (id: number) => number;
  readonly order: (id: number) => number;
}

/** What a client heard, with numbers of orders and requests as the recording's client would have them. */
function normalised(heard: Heard, { request, order }: Renaming): string[] {
  const orderEvents = new Set(["openOrder", "orderStatus"]);
  const requestEvents = new Set([
    "contractDetails",
    "contractDetailsEnd",
    "tickPrice",
    "tickSize",
    "tickSnapshotEnd",
    "accountSummary",
    "accountSummaryEnd",
    "execDetailsEnd",
    "marketDataType",
    "tickReqParams",
    "tickOptionComputation",
  ]);
  return heard.events
    .filter(
      ({ name }) => !["sent", "received", "result", "connected", "disconnected", "server"].includes(name),
    )
    .map(({ name, args }) => {
      const [id, ...rest] = args;
      const named = orderEvents.has(name)
        ? [order(id as number), ...rest]
        : requestEvents.has(name)
          ? [request(id as number), ...rest]
          : args;
      return JSON.stringify([name, named]).replaceAll("DU1234567", TOKEN);
    });
}

/** A run with other ids in terms of the recording: requests from 501, orders from 1001. */
const OTHER_IDS = [
  { request: 501, orderOffset: 1000, account: TOKEN },
  { request: 701, orderOffset: 0, account: TOKEN },
] as const;
const SAME_IDS = { request: 1, orderOffset: 0, account: TOKEN };
const asRecorded = (firstRequest: number): Renaming => ({
  request: (id) => id - firstRequest + 1,
  order: (id) => (id > 1000 ? id - 1000 : id),
});
const PLAYED_WHOLE = {
  connectionsPlayed: 2,
  repeated: 0,
  unmatched: { count: 0 },
  leftOver: { requests: 0, acts: 0 },
  refused: { count: 0 },
};

describe("a recording played back to an unmodified client", () => {
  it("lets it see the same, in the same order", async () => {
    await play({ speed: Infinity });
    const played = await converse(() => connect(playback.port), [SAME_IDS, SAME_IDS]);
    for (const index of [0, 1] as const) {
      const heard = normalised(played[index], asRecorded(1));
      expect(heard.length).toBeGreaterThan(index === 0 ? 100 : 15);
      expect(heard).toEqual(normalised(recorded[index], asRecorded(1)));
    }
    expect(playback.report()).toMatchObject(PLAYED_WHOLE);
  });

  it("lets it see the same under its own ids for requests, orders and itself, whatever it calls its orders", async () => {
    await play({ speed: Infinity });
    const played = await converse(() => connect(playback.port, 7), OTHER_IDS);
    for (const index of [0, 1] as const) {
      const own = normalised(played[index], asRecorded(OTHER_IDS[index].request));
      expect(own).toHaveLength(normalised(recorded[index], asRecorded(1)).length);
    }
    const [first, second] = played;
    const orderOf = (heard: Heard): object[] => heard.all("openOrder").map(([, , order]) => order as object);
    for (const order of [...orderOf(first), ...orderOf(second)]) expect(order).toMatchObject({ clientId: 7 });
    expect(orderOf(first)[0]).toMatchObject({ orderId: 1001, orderRef: "ref-1001" });
    expect(orderOf(second)[0]).toMatchObject({ orderId: 1003, orderRef: "left" });
    expect(second.all("nextValidId")).toEqual([[1004]]);
    const permIds = (heard: Heard): unknown[] => heard.all("orderStatus").map((args) => args[5]);
    expect(permIds(first)).toEqual(permIds(recorded[0]));
    const executions = second
      .all("execDetails")
      .map(([, , execution]) => execution as Record<string, unknown>);
    expect(executions.map(({ orderId, orderRef }) => [orderId, orderRef])).toEqual(
      executions.map(() => [1001, "ref-1001"]),
    );
    expect(executions.length).toBe(recorded[1].all("execDetails").length);
    expect(playback.report()).toMatchObject(PLAYED_WHOLE);
  });

  it("takes the recorded time, or a part of it", async () => {
    await play({ speed: 10 });
    const played = await converse(() => connect(playback.port), [SAME_IDS, SAME_IDS]);
    for (const index of [0, 1] as const) {
      const sorted = (heard: Heard): string[] => normalised(heard, asRecorded(1)).toSorted();
      const missed = sorted(recorded[index]).filter((event) => !sorted(played[index]).includes(event));
      expect(missed.filter((event) => !event.includes("tick"))).toEqual([]);
    }
    expect(playback.report().unmatched.count).toBe(0);
  });

  it("calls its accounts as it is told to", async () => {
    await play({ speed: Infinity, accounts: ["DU42"] });
    const ids = { request: 1, orderOffset: 0, account: "DU42" };
    const [first] = await converse(() => connect(playback.port), [ids, ids]);
    expect(first.all("managedAccounts")).toEqual([["DU42"]]);
    expect(first.all("position").map(([account]) => account)).toEqual(["DU42", "DU42"]);
    expect(playback.report().unmatched.count).toBe(0);
  });

  it("answers what the recording does not have with 321, names it, and goes on", async () => {
    const said: string[] = [];
    await play({ speed: Infinity, log: (line) => said.push(line) });
    const { api, heard, nextId } = await connect(playback.port);
    const option = {
      symbol: "LBX",
      secType: "OPT",
      exchange: "SMART",
      currency: "USD",
      right: "C",
    } as Contract;
    api.reqContractDetails(9, { ...option, lastTradeDateOrContractMonth: "20260327", strike: 110 });
    await heard.one("error", ([, code, id]) => code === 321 && id === 9);
    expect(heard.errors()[0]).toContain(
      'the recording has no contractDetails like this; the nearest has strike "100", not "110"',
    );
    (api as IBApi).reqFamilyCodes();
    await heard.one("info", ([, code]) => code === 321);
    (api as IBApi).cancelOrder(77);
    await heard.one("error", ([, code, id]) => code === 321 && id === 77);
    api.reqContractDetails(10, { ...option, lastTradeDateOrContractMonth: "20260327", strike: 100 });
    await heard.one("contractDetailsEnd", ([id]) => id === 10);
    api.disconnect();
    await heard.one("disconnected");
    const report = playback.report();
    expect(report.unmatched.count).toBe(3);
    expect(report.unmatched.lines[1]).toContain(
      "familyCodes (connection 1): the recording has no familyCodes",
    );
    expect(said.filter((line) => line.startsWith("NOT IN THE RECORDING"))).toHaveLength(3);
    expect(report.leftOver.requests).toBeGreaterThan(10);
    expect(report.leftOver.lines.some((line) => line.startsWith("placeOrder 1"))).toBe(true);
    expect(nextId).toBe(1);
  });

  it("does not wait for ever for what the client leaves out", async () => {
    await play({ speed: Infinity, patienceMs: 50 });
    const client = await connect(playback.port);
    const { api, heard } = client;
    const contract = recordedVertical();
    api.placeOrder(20, contract, limitOrder("BUY", 2, 5, { account: TOKEN }));
    await heard.one("orderStatus", ([id, status]) => id === 20 && status === "Filled");
    await heard.one("commissionReport");
    api.disconnect();
    await heard.one("disconnected");
    expect(playback.report().leftOver.lines.some((line) => line.startsWith("contractDetails 1"))).toBe(true);
  });
});

/** The combination of the recording's orders. */
function recordedVertical(): Contract {
  const conIds = recorded[0]
    .all("contractDetails")
    .map(([, details]) => (details as { readonly contract: { readonly conId: number } }).contract.conId);
  return comboOf("LBX", [
    { conId: conIds[0] as number, action: "BUY" },
    { conId: conIds[1] as number, action: "SELL" },
  ]) as Contract;
}

describe("a night with a reset, recorded and played back", () => {
  /** An order that rests, one that the connection does not survive, and what is found after the reconnect. */
  async function resetInTheMiddle(
    port: number,
    contract: Contract,
    firstOrder: number,
  ): Promise<[Heard, Heard]> {
    const before = await connect(port);
    const place = (id: number): unknown =>
      before.api.placeOrder(
        id,
        contract,
        limitOrder("BUY", 1, 0.05, { account: TOKEN, orderRef: `night-${id}` }),
      );
    place(firstOrder);
    await before.heard.one("orderStatus", ([id, status]) => id === firstOrder && status === "Submitted");
    place(firstOrder + 1);
    await before.heard.one("disconnected");
    const after = await connect(port);
    after.api.reqAllOpenOrders();
    await after.heard.one("openOrderEnd");
    after.api.disconnect();
    await after.heard.one("disconnected");
    return [before.heard, after.heard];
  }

  it("breaks the connection at the same request, and shows the same orders afterwards under the client's own ids", async () => {
    const night = folder.newFile();
    const simulator = await simulatorOfTest({
      market: { kind: "builtin" },
      accounts: [{ id: TOKEN, cash: 100_000 }],
      faults: ["reset on placeOrder nth 2"],
      recordFile: night,
    });
    const was = await resetInTheMiddle(simulator.port, recordedVertical(), 1);
    await simulator.close();
    playback = await startPlayback({ file: night, speed: Infinity });
    const is = await resetInTheMiddle(playback.port, recordedVertical(), 51);
    const found = (heard: Heard, shift: number): unknown[] =>
      heard
        .all("openOrder")
        .map(([id, , order]) => [(id as number) - shift, (order as { permId: number }).permId]);
    expect(found(was[1], 0).length).toBeGreaterThan(0);
    expect(found(is[1], 50)).toEqual(found(was[1], 0));
    expect(
      is[1].all("openOrder").map(([id, , order]) => [id, (order as { orderRef: string }).orderRef]),
    ).toEqual(is[1].all("openOrder").map(([id]) => [id, `night-${String(id)}`]));
    expect(playback.report()).toMatchObject(PLAYED_WHOLE);
  });
});

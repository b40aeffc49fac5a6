import { IBApi } from "@stoqey/ib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../../simulator.ts";
import { OrderClient, order, SHARE } from "../../testing/order-client.ts";
import { comboOf } from "../../testing/orders.ts";
import { recordedTicks, recordSession, type ToldTick } from "../../testing/recorded-session.ts";
import { RecordingFolder } from "../../testing/recordings.ts";
import type { LedgerEntryOf } from "../../ledger/entry.ts";

const SESSION_MS = 60_000;
/** Its share and its vertical have lows between ten and twenty seconds after the beginning. */
const SEED = 4;
/** An order that is placed at the beginning has to wait for so long at least. */
const WAITING_MS = 5000;

const folder = new RecordingFolder();
let file: string;
let ticks: readonly ToldTick[];
let simulator: Simulator;
let client: OrderClient<IBApi>;

beforeAll(async () => {
  ({ own: file } = await recordSession(folder, SESSION_MS, SEED));
  ticks = await recordedTicks(file);
});
afterAll(() => folder.remove());

afterEach(async () => {
  client.api.disconnect();
  await simulator.close();
});

async function start(): Promise<void> {
  simulator = await startSimulator({
    market: { kind: "recording", file },
    pace: "manual",
    partialFillChance: 0,
    latency: { acknowledgeMs: 0, fillMs: 0 },
  });
  const api = new IBApi({ host: "127.0.0.1", port: simulator.port, clientId: 1 });
  client = await OrderClient.connect(api, simulator);
}

interface Recorded {
  readonly at: number;
  readonly sides: ReadonlyMap<number, number>;
}

/** At each moment of the recording the bids (type 1) and asks (type 2) that held, of the requests' contracts. */
function recorded(type: (requestId: number) => number | null): Recorded[] {
  const moments: Recorded[] = [];
  const sides = new Map<number, number>();
  for (const tick of ticks) {
    if (tick.type !== type(tick.requestId)) continue;
    sides.set(tick.requestId, Number(tick.value));
    if (moments.at(-1)?.at === tick.at) moments.pop();
    moments.push({ at: tick.at, sides: new Map(sides) });
  }
  return moments;
}

/** The first value some seconds after the order is there that is lower than all before it. */
function laterLow<Moment extends { readonly at: number; readonly value: number }>(
  moments: readonly Moment[],
): Moment {
  const from = (moments[0]?.at ?? 0) + WAITING_MS;
  let lowest = Infinity;
  for (const moment of moments) {
    if (moment.value < lowest && moment.at > from) return moment;
    lowest = Math.min(lowest, moment.value);
  }
  throw new Error("the recording has no later low");
}

const fills = (): LedgerEntryOf<"OrderExecuted">[] =>
  [...simulator.ledger].filter(
    (entry): entry is LedgerEntryOf<"OrderExecuted"> => entry.type === "OrderExecuted",
  );

describe("orders on a recording", () => {
  it("fill at the recorded ask, at the moment at which it reaches the limit", async () => {
    const asks = recorded((id) => (id === 1 ? 2 : null)).map(({ at, sides }) => ({
      at,
      value: sides.get(1) as number,
    }));
    const low = laterLow(asks);
    await start();
    client.place(1, SHARE, order("BUY", 1, { lmtPrice: low.value }));
    for (let passed = 0; passed < SESSION_MS; passed += 1000) await client.pass(1000);
    expect(client.lastStatus(1)).toBe("Filled");
    expect(fills().map(({ at, executions }) => [at, executions[0]?.price])).toEqual([
      [low.at, Math.round(low.value * 10_000)],
    ]);
  });

  it("as a combo of two legs fill when both legs' quotes together reach the limit, each leg at its own", async () => {
    const both = recorded((id) => (id === 2 ? 2 : id === 3 ? 1 : null))
      .filter(({ sides }) => sides.size === 2)
      .map(({ at, sides }) => {
        const [ask, bid] = [sides.get(2) as number, sides.get(3) as number];
        return { at, ask, bid, value: Math.round(100 * (ask - bid)) / 100 };
      });
    const low = laterLow(both);
    await start();
    const ids = await client.callIds();
    const combo = comboOf("LBX", [
      { conId: ids.low, action: "BUY" },
      { conId: ids.high, action: "SELL" },
    ]);
    client.place(1, combo, order("BUY", 1, { lmtPrice: low.value }));
    for (let passed = 0; passed < SESSION_MS; passed += 1000) await client.pass(1000);
    expect(client.lastStatus(1)).toBe("Filled");
    const [fill, ...others] = fills();
    expect(others).toEqual([]);
    expect(fill?.at).toBe(low.at);
    const prices = fill?.executions.map(({ kind, price }) => `${kind} ${price / 10_000}`);
    expect(prices).toEqual([`combo ${low.value}`, `leg ${low.ask}`, `leg ${low.bid}`]);
  });

  it("wait below the recorded prices for as long as the recording lasts", async () => {
    const bids = recorded((id) => (id === 1 ? 1 : null)).map(({ sides }) => sides.get(1) as number);
    await start();
    client.place(1, SHARE, order("BUY", 1, { lmtPrice: Math.min(...bids) - 1 }));
    for (let passed = 0; passed < SESSION_MS; passed += 10_000) await client.pass(10_000);
    expect([client.lastStatus(1), fills()]).toEqual(["Submitted", []]);
  });
});

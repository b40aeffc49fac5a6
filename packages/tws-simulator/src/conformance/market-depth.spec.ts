import { type Contract, IBApi, IBApiNext, OptionType, type OrderBook, SecType } from "@stoqey/ib";
import { describe, expect, it } from "vitest";
import { type Simulator, startSimulator } from "../simulator.ts";
import { Heard } from "../testing/heard.ts";

/** Versions at which a message of these changes for this client: the primary exchange, the flag of smart depth. */
const VERSIONS = [193, 149, 148, 146, 145];
const SHARE: Contract = { symbol: "LBX", secType: SecType.STK, exchange: "ARCA", currency: "USD" };
const CALL: Contract = {
  ...SHARE,
  secType: SecType.OPT,
  exchange: "CBOE",
  lastTradeDateOrContractMonth: "20260327",
  strike: 100,
  right: OptionType.Call,
};
const SMART = 146;

async function session(simulator: Simulator, version: number): Promise<void> {
  const api = new IBApi({ host: "127.0.0.1", port: simulator.port, clientId: 4 });
  const heard = new Heard(api);
  api.connect();
  await heard.one("info", ([, code]) => code === 2158);
  expect(heard.all("server")[0]?.[0]).toBe(version);

  api.reqMktDepthExchanges();
  const [exchanges] = await heard.one("mktDepthExchanges");
  expect(exchanges).toContainEqual(
    expect.objectContaining({ exchange: "ISLAND", secType: "STK", serviceDataType: "Deep2" }),
  );

  api.reqMktData(1, { ...SHARE, exchange: "SMART" }, "", false, false);
  const [, , bbo] = await heard.one("tickReqParams", ([id]) => id === 1);
  api.reqSmartComponents(2, bbo as string);
  const [, components] = await heard.one("smartComponents", ([id]) => id === 2);
  expect([...(components as Map<number, [string, string]>).values()]).toContainEqual(["ARCA", "P"]);
  api.reqSoftDollarTiers(3);
  const [, tiers] = await heard.one("softDollarTiers", ([id]) => id === 3);
  expect(tiers).toEqual([]);

  api.reqMktDepth(4, SHARE, 5, false);
  api.reqMktDepth(5, { ...SHARE, exchange: "ISLAND" }, 5, false);
  api.reqMktDepth(6, CALL, 3, false);
  if (version >= SMART) api.reqMktDepth(7, { ...SHARE, exchange: "SMART" }, 5, true);
  // A book's first rows are inserted, and some of them change within seconds.
  for (const id of [4, 6])
    await heard.one("updateMktDepth", ([heardId, , operation]) => heardId === id && operation === 1);
  await heard.one("updateMktDepthL2", ([id, , maker]) => id === 5 && maker === "NSDQ");
  if (version >= SMART)
    await heard.one("updateMktDepthL2", ([id, , , , , , , isSmart]) => id === 7 && isSmart === true);
  const first = heard
    .all("updateMktDepth")
    .filter(([id]) => id === 4)
    .slice(0, 10);
  expect(first.map((args) => args.slice(1, 4).join(" "))).toEqual([
    ...[0, 1, 2, 3, 4].map((position) => `${position} 0 1`),
    ...[0, 1, 2, 3, 4].map((position) => `${position} 0 0`),
  ]);
  api.reqMktDepth(8, { ...SHARE, exchange: "SMART" }, 5, false);
  await heard.one("error", ([, code, id]) => id === 8 && code === 10092);
  api.cancelMktDepth(4, false);
  api.cancelMktDepth(9, false);
  await heard.one("error", ([, code, id]) => id === 9 && code === 310);
  const told = heard.all("updateMktDepth").filter(([id]) => id === 4).length;
  const others = (): number => heard.all("updateMktDepth").filter(([id]) => id === 6).length;
  const before = others();
  await expect.poll(others, { timeout: 15_000 }).toBeGreaterThan(before + 4);
  expect(heard.all("updateMktDepth").filter(([id]) => id === 4)).toHaveLength(told);
  expect(heard.errors().map((text) => text.split(" ").slice(0, 2).join(" "))).toEqual(["10092 8", "310 9"]);
  api.disconnect();
}

/** Prices by row, in the order of the rows. */
function prices(rows: OrderBook["bids"]): number[] {
  return [...rows].toSorted(([a], [b]) => a - b).map(([, { price }]) => price);
}

describe("books through the unmodified client library", () => {
  it("are kept in order by its own order book", async () => {
    const simulator = await startSimulator({ speed: 20 });
    const api = new IBApiNext({ host: "127.0.0.1", port: simulator.port });
    try {
      api.connect(4);
      const books: { bids: number[]; asks: number[] }[] = [];
      const subscription = api.getMarketDepth(SHARE, 5, false).subscribe({
        next: ({ all }) => books.push({ bids: prices(all.bids), asks: prices(all.asks) }),
        error: (fault) => expect.fail(JSON.stringify(fault)),
      });
      await expect.poll(() => books.length, { timeout: 15_000 }).toBeGreaterThan(200);
      subscription.unsubscribe();
      const whole = books.slice(10);
      expect(whole.every(({ bids, asks }) => bids.length === 5 && asks.length === 5)).toBe(true);
      expect(whole.every(({ bids, asks }) => (bids[0] ?? 0) < (asks[0] ?? 0))).toBe(true);
      const isOrdered = ({ bids, asks }: (typeof books)[number]): boolean =>
        bids.every((price, row) => row === 0 || price < (bids[row - 1] ?? 0)) &&
        asks.every((price, row) => row === 0 || price > (asks[row - 1] ?? 0));
      // A price without orders may come or go while the best one moves: then rows are out of order for a message or two.
      expect(whole.filter(isOrdered).length).toBeGreaterThan(0.8 * whole.length);
    } finally {
      api.disconnect();
      await simulator.close();
    }
  });

  it.concurrent.each(VERSIONS)("are understood at server version %i", async (serverVersionMax) => {
    const simulator = await startSimulator({ serverVersionMax, speed: 4 });
    try {
      await session(simulator, serverVersionMax);
    } finally {
      await simulator.close();
    }
  });
});

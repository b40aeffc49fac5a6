import { IBApi } from "@stoqey/ib";
import { describe, expect, it } from "vitest";
import type { SimulatorOptions } from "../options.ts";
import type { Simulator } from "../simulator.ts";
import { order, type OrderClient, type ToldExecution } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { ACCOUNT, comboOf } from "../testing/orders.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let simulator: Simulator;
let client: OrderClient<IBApi>;

async function start(options: Partial<SimulatorOptions> = {}): Promise<void> {
  simulator = await floor.open(options);
  client = await floor.connect();
}

const APART = { smartComboRoutingParams: [{ tag: "NonGuaranteed", value: "1" }] };

async function vertical(extra: object = {}): Promise<object> {
  const { low, high } = await client.callIds();
  const combo = comboOf("LBX", [
    { conId: low, action: "BUY" },
    { conId: high, action: "SELL" },
  ]);
  return { ...combo, ...extra };
}

const told = (secType: string): ToldExecution[] =>
  client
    .executions()
    .filter((one) => one.secType === secType)
    .map(({ execution }) => execution);

describe("a combo that is not guaranteed", () => {
  it("fills leg by leg, and is complete when its last leg is", async () => {
    await start();
    client.place(1, await vertical(), order("BUY", 4, { lmtPrice: 5, ...APART }));
    await client.passUntil(() => told("OPT").length > 0, 50);
    expect([told("OPT").length, told("BAG").length, client.filled(1)]).toEqual([1, 0, 0]);
    expect(client.lastStatus(1)).toBe("Submitted");
    await client.passUntil(() => client.lastStatus(1) === "Filled", 50);
    expect([told("OPT").length, told("BAG").length]).toEqual([2, 1]);
    const [whole] = told("BAG");
    const net = told("OPT").reduce((sum, { side, price }) => sum + (side === "BOT" ? price : -price), 0);
    expect(whole?.price).toBeCloseTo(net, 6);
    expect(whole?.shares).toBe(4);
    await client.pass(500);
    expect(client.heard.all("commissionReport")).toHaveLength(2);
    expect(simulator.account(ACCOUNT).positions.map(({ quantity }) => quantity)).toEqual([4, -4]);
  });

  it("may be left with one leg: cancelled between its legs, it keeps what it traded", async () => {
    await start({ latency: { fillMs: 2000 } });
    client.place(1, await vertical(), order("BUY", 4, { lmtPrice: 5, ...APART }));
    await client.passUntil(() => told("OPT").length > 0, 50);
    client.api.cancelOrder(1);
    await client.pass(500);
    expect(client.lastStatus(1)).toBe("Cancelled");
    expect(simulator.account(ACCOUNT).positions).toHaveLength(1);
  });

  it("takes a price for each of its two legs, and tells them back", async () => {
    await start();
    const legs = { orderComboLegs: [{ price: 10 }, { price: 0.05 }] };
    client.place(1, await vertical(), order("BUY", 2, { ...APART, ...legs }));
    await client.pass(1000);
    expect(client.lastStatus(1)).toBe("Filled");
    expect(client.errorCodes(1)).toEqual([]);
    const rest = { orderComboLegs: [{ price: 10 }, { price: 90 }] };
    client.place(2, await vertical(), order("BUY", 2, { ...APART, ...rest }));
    await client.pass(1000);
    expect([client.lastStatus(2), client.filled(2)]).toEqual(["Submitted", 0]);
    expect(simulator.account(ACCOUNT).positions.map(({ quantity }) => quantity)).toEqual([4, -2]);
  });
});

describe("a price for each leg", () => {
  it.each<readonly [string, object]>([
    ["a guaranteed combo", {}],
    ["one with a part of the legs priced for a market order", { ...APART, orderType: "MKT" }],
  ])("is refused with 10058 on %s", async (_, extra) => {
    await start();
    const prices = { orderComboLegs: [{ price: 3 }, { price: 1 }] };
    client.place(1, await vertical(), order("BUY", 2, { lmtPrice: 2, ...prices, ...extra }));
    await client.settle();
    expect(client.errorCodes(1)).toEqual([10058]);
  });
});

describe("a guaranteed combo", () => {
  it("of shares and an option trades as one: a covered call is bought for less than its shares", async () => {
    await start();
    const { high } = await client.callIds();
    client.api.reqContractDetails(1, {
      symbol: "LBX",
      secType: "STK",
      exchange: "SMART",
      currency: "USD",
    } as never);
    const [, found] = await client.heard.one("contractDetails", ([id]) => id === 1);
    const { conId } = (found as { contract: { conId: number } }).contract;
    const buyWrite = comboOf("LBX", [
      { conId, action: "BUY", ratio: 100 },
      { conId: high, action: "SELL" },
    ]);
    client.place(1, buyWrite, order("BUY", 1, { orderType: "MKT" }));
    await client.pass(1000);
    expect(client.lastStatus(1)).toBe("Filled");
    const quantities = simulator.account(ACCOUNT).positions.map(({ quantity }) => quantity);
    expect(quantities).toEqual([100, -1]);
  });

  it("meets hidden interest inside its natural price by chance, the same for the same seed", async () => {
    const prices: number[] = [];
    for (const seed of [1, 1]) {
      await start({ improvementChance: 1, speed: 1, seed });
      const combo = await vertical();
      client.place(1, combo, order("BUY", 1, { orderType: "MKT" }));
      await client.pass(1000);
      const natural = told("BAG")[0]?.price as number;
      client.place(2, combo, order("BUY", 1, { lmtPrice: Math.round(natural * 100 - 3) / 100 }));
      await client.passUntil(() => client.lastStatus(2) === "Filled", 500, 40);
      prices.push(told("BAG")[1]?.price as number);
      expect(prices.at(-1)).toBeLessThan(natural);
      client.api.disconnect();
      if (prices.length === 1) await simulator.close();
    }
    expect(prices[0]).toBe(prices[1]);
  });

  it("refuses routing parameters that it does not know, by name", async () => {
    await start();
    const routing = { smartComboRoutingParams: [{ tag: "MaxSegSize", value: "3" }] };
    client.place(1, await vertical(), order("BUY", 1, { lmtPrice: 2, ...routing }));
    await client.settle();
    expect(client.heard.errors()).toEqual([expect.stringMatching(/^321 1 .*MaxSegSize/)]);
  });
});

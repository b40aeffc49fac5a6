import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import { order, type OrderClient, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

let client: OrderClient<IBApi>;

/** The share's last price now. */
async function lastPrice(requestId: number): Promise<number> {
  client.api.reqMktData(requestId, SHARE as never, "", true, false);
  await client.pass(100);
  const found = client.heard.all("tickPrice").find(([id, type]) => id === requestId && type === 4);
  return found?.[2] as number;
}

const cents = (price: number): number => Math.round(price * 100) / 100;

beforeEach(async () => {
  await floor.open({
    speed: 20,
  });
  client = await floor.connect();
});

describe("a stop order", () => {
  it("waits as PreSubmitted, held by its trigger, until the last price reaches it, then fills at the market", async () => {
    const last = await lastPrice(1);
    client.place(1, SHARE, order("SELL", 10, { orderType: "STP", auxPrice: cents(last - 0.3) }));
    await client.pass(1000);
    expect(new Set(client.statuses(1))).toEqual(new Set(["PreSubmitted"]));
    expect(client.held(1).at(-1)).toBe("trigger");
    expect(client.order(1)).toMatchObject({ orderType: "STP", auxPrice: cents(last - 0.3) });
    await client.passUntil(() => client.lastStatus(1) === "Filled");
    const words = client.statuses(1);
    expect(words.indexOf("Submitted")).toBeGreaterThan(0);
    const { execution } = client.executions()[0]!;
    expect(execution.side).toBe("SLD");
    expect(execution.price).toBeLessThanOrEqual(last);
  });

  it("with a limit rests at the limit when the market has run past it", async () => {
    const last = await lastPrice(1);
    const terms = { orderType: "STP LMT", auxPrice: cents(last - 0.3), lmtPrice: cents(last + 50) };
    client.place(1, SHARE, order("SELL", 10, terms));
    await client.passUntil(() => client.lastStatus(1) === "Submitted");
    await client.pass(5000);
    expect(client.lastStatus(1)).toBe("Submitted");
    expect(client.executions()).toEqual([]);
  });

  it("follows the market and is triggered by the way back: never further away than it was", async () => {
    await lastPrice(1);
    client.place(1, SHARE, order("SELL", 10, { orderType: "TRAIL", auxPrice: 0.4 }));
    const stops: number[] = [];
    await client.passUntil(() => {
      client.api.reqOpenOrders();
      return client.lastStatus(1) === "Filled";
    });
    for (const [, , told] of client.heard.all("openOrder")) {
      const { trailStopPrice } = told as { trailStopPrice?: number };
      if (trailStopPrice !== undefined && trailStopPrice < 1e300) stops.push(trailStopPrice);
    }
    expect(new Set(stops).size).toBeGreaterThan(2);
    expect(stops).toEqual(stops.toSorted((a, b) => a - b));
    expect(client.order(1)).toMatchObject({ orderType: "TRAIL", auxPrice: 0.4 });
  });

  it("that trails with a limit has its limit at the offset from the stop", async () => {
    const last = await lastPrice(1);
    const terms = { orderType: "TRAIL LIMIT", auxPrice: 0.5, lmtPriceOffset: 0.1 };
    client.place(1, SHARE, order("SELL", 10, { ...terms, trailStopPrice: cents(last - 0.5) }));
    await client.pass(500);
    const told = client.order(1) as { lmtPrice: number; trailStopPrice: number };
    expect(told.lmtPrice).toBeCloseTo(told.trailStopPrice - 0.1, 6);
    await client.passUntil(() => client.statuses(1).includes("Submitted"));
  });

  it("for an option looks at bids and asks, twice: a sell stop waits for the ask", async () => {
    const { low } = await client.callIds();
    const option = { conId: low, exchange: "SMART" };
    client.api.reqMktData(7, option, "", true, false);
    await client.pass(200);
    const price = (type: number): number =>
      client.heard.all("tickPrice").find(([id, tick]) => id === 7 && tick === type)?.[2] as number;
    // Between bid and ask: the bid alone is there already, and that is not enough.
    const middle = cents(Math.floor(((price(1) + price(2)) / 2) * 20) / 20);
    client.place(1, option, order("SELL", 1, { orderType: "STP", auxPrice: middle }));
    await client.pass(200);
    expect(client.lastStatus(1)).toBe("PreSubmitted");
    await client.passUntil(() => client.lastStatus(1) === "Filled");
  });

  it("if touched is the other way round: bought when the market falls to it", async () => {
    const last = await lastPrice(1);
    client.place(1, SHARE, order("BUY", 10, { orderType: "MIT", auxPrice: cents(last - 0.3) }));
    await client.pass(500);
    expect(client.held(1).at(-1)).toBe("trigger");
    await client.passUntil(() => client.lastStatus(1) === "Filled");
    const { execution } = client.executions()[0]!;
    expect(execution.price).toBeLessThan(last);
  });

  it.each<readonly [string, number, object]>([
    ["a stop without a stop price", 321, { orderType: "STP" }],
    [
      "a trail with both an amount and a percent",
      321,
      { orderType: "TRAIL", auxPrice: 1, trailingPercent: 2 },
    ],
    ["a trail with neither", 321, { orderType: "TRAIL" }],
    ["a stop off the tick", 110, { orderType: "STP", auxPrice: 90.005 }],
    ["an unknown trigger method", 146, { orderType: "STP", auxPrice: 90, triggerMethod: 5 }],
  ])("refuses %s: %i", async (_, code, terms) => {
    client.place(1, SHARE, order("SELL", 10, terms));
    await client.settle();
    expect(client.errorCodes(1)).toEqual([code]);
  });
});

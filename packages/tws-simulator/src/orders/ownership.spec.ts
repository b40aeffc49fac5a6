import { IBApi } from "@stoqey/ib";
import { beforeEach, describe, expect, it } from "vitest";
import type { Simulator } from "../simulator.ts";
import { order, type OrderClient, SHARE } from "../testing/order-client.ts";
import { OrderFloor } from "../testing/order-floor.ts";
import { ACCOUNT } from "../testing/orders.ts";

const floor = new OrderFloor(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);
let simulator: Simulator;

const resting = (): object => order("BUY", 1, { lmtPrice: 50 });

beforeEach(async () => {
  simulator = await floor.open({
    masterClientId: 9,
  });
});

async function shareId(client: OrderClient<IBApi>): Promise<number> {
  client.api.reqContractDetails(800, SHARE as never);
  const [, found] = await client.heard.one("contractDetails", ([id]) => id === 800);
  return (found as { contract: { conId: number } }).contract.conId;
}

const openIds = (client: OrderClient<IBApi>): unknown[] =>
  client.heard.all("openOrder").map(([id, , told]) => [id, (told as { clientId: number }).clientId]);

describe("an order belongs to the client that placed it", () => {
  it("and nobody else hears of it, changes it or cancels it: 10147", async () => {
    const [owner, other] = [await floor.connect(1), await floor.connect(2)];
    owner.place(5, SHARE, resting());
    await owner.pass(500);
    other.api.cancelOrder(5);
    await other.settle();
    expect(other.errorCodes(5)).toEqual([10147]);
    expect(other.heard.all("orderStatus")).toEqual([]);
    other.place(5, SHARE, order("BUY", 7, { lmtPrice: 50 }));
    await other.pass(500);
    expect(owner.order(5)["totalQuantity"]).toBe(1);
    expect(simulator.account(ACCOUNT).activeOrders.map(({ clientId }) => clientId)).toEqual([1, 2]);
  });

  it("and is seen by who asks for all, under its own client's ids", async () => {
    const [owner, other] = [await floor.connect(1), await floor.connect(2)];
    owner.place(5, SHARE, resting());
    await owner.pass(500);
    other.api.reqOpenOrders();
    other.api.reqAllOpenOrders();
    await other.settle();
    expect(openIds(other)).toEqual([[5, 1]]);
  });

  it("unless a client is the master: it hears of all orders, executions and commissions", async () => {
    const [owner, master] = [await floor.connect(1), await floor.connect(9)];
    owner.place(5, SHARE, order("BUY", 3, { lmtPrice: 120 }));
    await owner.pass(1000);
    await master.settle();
    expect(master.lastStatus(5)).toBe("Filled");
    expect(master.executions()).toHaveLength(1);
    expect(master.heard.all("commissionReport")).toHaveLength(1);
  });

  it("and all of them end with a global cancel", async () => {
    const [owner, other] = [await floor.connect(1), await floor.connect(2)];
    owner.place(5, SHARE, resting());
    await owner.pass(500);
    other.api.reqGlobalCancel({});
    await other.pass(500);
    await owner.settle();
    expect([owner.lastStatus(5), owner.errorCodes(5)]).toEqual(["Cancelled", [202]]);
  });
});

describe("an order placed by hand", () => {
  it("has no id and belongs to client 0, which sees it like the others but does not hear of it", async () => {
    const [zero, other] = [await floor.connect(0), await floor.connect(2)];
    const conId = await shareId(other);
    const permId = simulator.placeByHand({ contract: { conId }, action: "BUY", quantity: 2, limitPrice: 50 });
    await zero.pass(500);
    expect(zero.heard.all("orderStatus")).toEqual([]);
    other.api.reqAllOpenOrders();
    await other.settle();
    const [[orderId, , told]] = other.heard.all("openOrder") as [[number, unknown, object]];
    expect([orderId, told]).toMatchObject([0, { permId, clientId: 0, totalQuantity: 2 }]);
  });

  it("gets a negative id when client 0 asks for its orders, by which it can be changed and cancelled", async () => {
    const zero = await floor.connect(0);
    const conId = await shareId(zero);
    simulator.placeByHand({ contract: { conId }, action: "BUY", quantity: 2, limitPrice: 50 });
    await zero.pass(500);
    zero.api.reqOpenOrders();
    await zero.settle();
    expect(openIds(zero).at(-1)).toEqual([-1, 0]);
    expect(zero.heard.all("orderBound")[0]?.slice(1)).toEqual([0, -1]);
    zero.place(-1, SHARE, order("BUY", 4, { lmtPrice: 51 }));
    await zero.pass(500);
    expect(zero.order(-1)).toMatchObject({ totalQuantity: 4, lmtPrice: 51 });
    zero.api.cancelOrder(-1);
    await zero.pass(500);
    expect(zero.lastStatus(-1)).toBe("Cancelled");
  });

  it("gets one at once while client 0 binds new ones, and no other client may bind: 327", async () => {
    const [zero, other] = [await floor.connect(0), await floor.connect(2)];
    other.api.reqAutoOpenOrders(true);
    await other.settle();
    expect(other.heard.all("error").map(([, code]) => code)).toEqual([]);
    expect(other.heard.all("info").map(([, code]) => code)).toContain(327);
    const conId = await shareId(zero);
    zero.api.reqAutoOpenOrders(true);
    await zero.settle();
    simulator.placeByHand({ contract: { conId }, action: "BUY", quantity: 3, limitPrice: 120 });
    await zero.pass(1000);
    expect(zero.lastStatus(-1)).toBe("Filled");
    expect(zero.executions()[0]?.execution).toMatchObject({ orderId: -1, clientId: 0, shares: 3 });
  });

  it("is refused as a client's would be", () => {
    const place = (): number =>
      simulator.placeByHand({ contract: { conId: 1 }, action: "BUY", quantity: 2, limitPrice: 50 });
    expect(place).toThrow("200: No security definition has been found");
  });
});

describe("orders that have ended today", () => {
  it("are given with how they ended, and those placed by hand to who wants them", async () => {
    const client = await floor.connect(1);
    const conId = await shareId(client);
    client.place(1, SHARE, order("BUY", 3, { lmtPrice: 120, orderRef: "one" }));
    client.place(2, SHARE, order("BUY", 3, { orderType: "STP", auxPrice: 150 }));
    simulator.placeByHand({ contract: { conId }, action: "BUY", quantity: 4, limitPrice: 120 });
    await client.pass(1000);
    client.api.cancelOrder(2);
    await client.pass(1000);
    client.api.reqCompletedOrders(true);
    await client.heard.one("completedOrdersEnd");
    const completed = (): unknown[] =>
      client.heard.all("completedOrder").map(([, told, state]) => {
        const { orderRef, filledQuantity } = told as Record<string, unknown>;
        const { status, completedStatus } = state as Record<string, unknown>;
        return [orderRef ?? "", filledQuantity, status, completedStatus];
      });
    expect(completed()).toEqual([
      ["one", 3, "Filled", "Filled Size: 3"],
      ["spec", 0, "Cancelled", "Cancelled by Trader"],
    ]);
    client.api.reqCompletedOrders(false);
    await client.heard.one("completedOrdersEnd", () => completed().length === 5);
    expect(client.heard.errors().filter((text) => !text.startsWith("202"))).toEqual([]);
  });
});

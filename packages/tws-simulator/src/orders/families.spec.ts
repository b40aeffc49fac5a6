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
let client: OrderClient<IBApi>;

beforeEach(async () => {
  simulator = await floor.open({
    accounts: [{ id: ACCOUNT, cash: 100_000_000 }],
  });
  client = await floor.connect(1);
});

const limit = (action: "BUY" | "SELL", quantity: number, lmtPrice: number, extra: object = {}): object =>
  order(action, quantity, { lmtPrice, ...extra });

/** A bracket as every client library builds it: only the last one is transmitted. */
function placeBracket(entryPrice: number): void {
  client.place(1, SHARE, limit("BUY", 10, entryPrice, { transmit: false }));
  client.place(2, SHARE, limit("SELL", 10, 150, { parentId: 1, transmit: false }));
  client.place(3, SHARE, order("SELL", 10, { orderType: "STP", auxPrice: 50, parentId: 1 }));
}

describe("a bracket", () => {
  it("is held until its last child is transmitted, and its children wait for their parent", async () => {
    client.place(1, SHARE, limit("BUY", 10, 50, { transmit: false }));
    client.place(2, SHARE, limit("SELL", 10, 150, { parentId: 1, transmit: false }));
    await client.pass(500);
    expect([client.lastStatus(1), client.lastStatus(2)]).toEqual(["Inactive", "Inactive"]);
    client.place(3, SHARE, order("SELL", 10, { orderType: "STP", auxPrice: 50, parentId: 1 }));
    await client.pass(500);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual([
      "Submitted",
      "PreSubmitted",
      "PreSubmitted",
    ]);
    expect([client.held(2).at(-1), client.held(3).at(-1)]).toEqual(["child", "child,trigger"]);
    expect(client.order(2)).toMatchObject({ parentId: 1 });
    expect(client.order(2)["ocaGroup"]).toBe(client.order(3)["ocaGroup"]);
    expect(client.executions()).toEqual([]);
  });

  it("sets its children to work when its parent is filled, and one that fills ends the other", async () => {
    placeBracket(120);
    await client.pass(1000);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Filled", "Submitted", "PreSubmitted"]);
    expect(client.held(3).at(-1)).toBe("child,trigger");
    client.place(2, SHARE, limit("SELL", 10, 90, { parentId: 1 }));
    await client.pass(1000);
    expect(client.lastStatus(2)).toBe("Filled");
    expect(client.lastStatus(3)).toBe("Cancelled");
    expect(client.errorCodes(3)).toEqual([202]);
    expect(simulator.account(ACCOUNT).positions).toEqual([]);
  });

  it("ends with its parent", async () => {
    placeBracket(50);
    await client.pass(500);
    client.api.cancelOrder(1);
    await client.pass(500);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Cancelled", "Cancelled", "Cancelled"]);
    expect(simulator.account(ACCOUNT).activeOrders).toEqual([]);
  });

  it("loses a child without losing its parent", async () => {
    placeBracket(50);
    await client.pass(500);
    client.api.cancelOrder(3);
    await client.pass(500);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Submitted", "PreSubmitted", "Cancelled"]);
  });

  it("needs a parent that lives: 135", async () => {
    client.place(2, SHARE, limit("SELL", 10, 150, { parentId: 1 }));
    await client.settle();
    expect(client.errorCodes(2)).toEqual([135]);
  });
});

describe("an OCA group", () => {
  const member = (ocaType: number, extra: object = {}): object => ({ ocaGroup: "g", ocaType, ...extra });

  it("of type 1 is ended by the first fill, for every client of the account, and never fills twice", async () => {
    const other = await floor.connect(2);
    client.place(1, SHARE, limit("BUY", 10, 120, member(1)));
    other.place(1, SHARE, limit("BUY", 10, 120, member(1)));
    client.place(2, SHARE, limit("BUY", 10, 120, member(1)));
    await other.settle();
    await client.pass(1000);
    await other.settle();
    const words = [client.lastStatus(1), client.lastStatus(2), other.lastStatus(1)];
    expect(words.filter((word) => word === "Filled")).toHaveLength(1);
    expect(words.filter((word) => word === "Cancelled")).toHaveLength(2);
    expect(simulator.account(ACCOUNT).positions.map(({ quantity }) => quantity)).toEqual([10]);
  });

  it("of type 2 is reduced at once by the part that was filled", async () => {
    client.place(1, SHARE, limit("BUY", 100, 50, member(2)));
    client.place(2, SHARE, limit("BUY", 40, 50, member(2)));
    await client.pass(500);
    // More than is displayed, so that only a part of it can be filled.
    client.place(1, SHARE, limit("BUY", 100_000, 120, member(2)));
    await client.passUntil(() => client.filled(1) > 0, 50);
    const left = 1 - client.filled(1) / 100_000;
    await client.settle();
    expect(client.remaining(2)).toBe(Math.round(40 * left));
    expect(client.order(2)["totalQuantity"]).toBe(Math.round(40 * left));
  });

  it("of type 3 is reduced only when the venue gets to it, and may fill twice meanwhile", async () => {
    client.place(1, SHARE, limit("BUY", 10, 120, member(3)));
    client.place(2, SHARE, limit("BUY", 10, 120, member(3)));
    client.place(3, SHARE, limit("BUY", 10, 50, member(3)));
    await client.pass(1000);
    expect([1, 2, 3].map((id) => client.lastStatus(id))).toEqual(["Filled", "Filled", "Cancelled"]);
    expect(simulator.account(ACCOUNT).positions.map(({ quantity }) => quantity)).toEqual([20]);
  });

  it("cannot be changed afterwards: 10326", async () => {
    client.place(1, SHARE, limit("BUY", 10, 50, member(1)));
    await client.pass(500);
    client.place(1, SHARE, limit("BUY", 10, 50, { ocaGroup: "h", ocaType: 1 }));
    await client.settle();
    expect(client.errorCodes(1)).toEqual([10326]);
  });
});

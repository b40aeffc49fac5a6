import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F6: the next valid id may roll back over a restart", () => {
  async function secondOrder(withFaults: boolean) {
    const stage = await theatre.open("f06-order-ids-roll-back", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const first = naive.place({ name: "first", contract, order: limitOrder("BUY", 1, 0.05) });
    await stage.until("working", () => naive.orders.byId.get(first)?.status === "Submitted");
    await stage.pass(10_000);
    await stage.until("online", () => naive.isOnline);
    const second = naive.place({ name: "second", contract, order: limitOrder("BUY", 2, 0.1) });
    await stage.pass(3000);
    return { stage, naive, first, second };
  }

  it("so the naive client's second order changes the first instead of joining it", async () => {
    const { stage, naive, first, second } = await secondOrder(true);
    expect(second).toBe(first);
    expect(naive.orders.of("first")).toEqual([]);
    expect(stage.truth.activeOrders.map(({ terms }) => terms.quantity)).toEqual([2]);
    expect(stage.entries("OrderPlaced")).toHaveLength(1);
  });

  it("and without the restart both work", async () => {
    const { stage, naive, first, second } = await secondOrder(false);
    expect(second).toBeGreaterThan(first);
    expect(naive.orders.working()).toHaveLength(2);
    expect(stage.truth.activeOrders.map(({ terms }) => terms.quantity)).toEqual([1, 2]);
  });

  async function afterAFill(withFaults: boolean) {
    const stage = await theatre.open("f06-order-ids-roll-back", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    for (const name of ["first", "second"]) {
      const id = naive.place({ name, contract, order: limitOrder("BUY", 1, 0.05) });
      await stage.until("working", () => naive.orders.byId.get(id)?.status === "Submitted");
      naive.cancel(id);
      await stage.until("cancelled", () => naive.orders.byId.get(id)?.status === "Cancelled");
    }
    await stage.pass(10_000);
    await stage.until("online", () => naive.isOnline);
    naive.place({ name: "third", contract, order: limitOrder("BUY", 1, 0.05) });
    await stage.pass(3000);
    return { stage, naive };
  }

  it("and ids that were used are refused with 103: the order that it wants is never placed", async () => {
    const { stage, naive } = await afterAFill(true);
    expect(naive.notes.some((note) => note.startsWith("103 "))).toBe(true);
    expect(stage.truth.activeOrders).toEqual([]);
  });

  it("where ids go on it is", async () => {
    const { stage } = await afterAFill(false);
    expect(stage.truth.activeOrders).toHaveLength(1);
  });
});

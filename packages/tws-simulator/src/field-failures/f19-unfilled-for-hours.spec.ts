import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F19: an order that does not fill stays until somebody looks after it", () => {
  async function placedInTheMorning(withFaults: boolean) {
    const stage = await theatre.open("f19-unfilled-for-hours", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const id = naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 5, { tif: "GTC" }) });
    await stage.pass(60_000, 1000);
    return { stage, naive, order: naive.orders.byId.get(id) };
  }

  it("so the naive client's order works for hours at its first price, and it calls that normal", async () => {
    const { stage, naive, order } = await placedInTheMorning(true);
    expect(naive.orders.working()).toEqual([order]);
    const [active] = stage.truth.activeOrders;
    expect(stage.simulator.marketTime() - (active?.placedAt ?? Infinity)).toBeGreaterThan(3 * 3_600_000);
    expect(stage.entries("OrderModified")).toEqual([]);
    expect(stage.held).toEqual([]);
  });

  it("where the market takes it, it fills at once", async () => {
    const { stage, naive, order } = await placedInTheMorning(false);
    expect(order?.status).toBe("Filled");
    expect(naive.books.held()).toEqual(stage.held);
  });
});

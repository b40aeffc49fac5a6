import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, quantitiesOf, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F3: fills around 1100 are told to who asks for executions afterwards", () => {
  async function boughtWhileLost(withFaults: boolean) {
    const stage = await theatre.open("f03-fill-around-1100", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const id = naive.place({ name: "vertical", contract, order: limitOrder("BUY", 2, 5) });
    await stage.until("the fill", () => stage.entries("OrderExecuted").length > 0);
    await stage.pass(60_000, 1000);
    return { naive, stage, order: naive.orders.byId.get(id) };
  }

  it("so the naive client, which does not ask, holds a spread that it knows nothing of", async () => {
    const { naive, stage, order } = await boughtWhileLost(true);
    expect(naive.notes).toContain("1102 -1");
    expect(naive.isOnline).toBe(true);
    expect(quantitiesOf(stage.held)).toEqual([2, -2]);
    expect(naive.books.held()).toEqual([]);
    expect(order?.status).not.toBe("Filled");
  });

  it("while on a line without losses it knows both legs", async () => {
    const { naive, stage, order } = await boughtWhileLost(false);
    expect(naive.books.held()).toEqual(stage.held);
    expect(order?.status).toBe("Filled");
  });
});

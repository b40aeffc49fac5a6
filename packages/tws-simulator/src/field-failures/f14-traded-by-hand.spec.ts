import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F14: what a person trades by hand is told to no client that does not ask", () => {
  async function besideAPerson(withFaults: boolean) {
    const stage = await theatre.open("f14-traded-by-hand", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 5) });
    await stage.pass(30_000, 500);
    return { stage, naive };
  }

  it("so the naive client takes its own trades for the account", async () => {
    const { stage, naive } = await besideAPerson(true);
    expect(naive.books.held()).not.toEqual(stage.held);
    expect(naive.orders.working()).toEqual([]);
    expect(stage.truth.activeOrders).toHaveLength(1);
  });

  it("as they are while it is alone", async () => {
    const { stage, naive } = await besideAPerson(false);
    expect(naive.books.held()).toEqual(stage.held);
    expect(stage.truth.activeOrders).toEqual([]);
  });
});

import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F4: one modification may become two live orders", () => {
  async function changedAndCancelled(withFaults: boolean) {
    const stage = await theatre.open("f04-one-change-two-orders", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const id = naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 0.05) });
    await stage.until("working", () => naive.orders.byId.get(id)?.status === "Submitted");
    naive.change(id, limitOrder("BUY", 1, 0.1));
    await stage.pass(2000);
    naive.cancel(id);
    await stage.until("cancelled", () => naive.orders.byId.get(id)?.status === "Cancelled");
    return { stage, naive };
  }

  it("so the naive client cancels one of them, takes itself for flat, and leaves the other at the broker", async () => {
    const { stage, naive } = await changedAndCancelled(true);
    expect(naive.orders.working()).toEqual([]);
    expect(stage.truth.activeOrders).toHaveLength(1);
  });

  it("while otherwise nothing is left", async () => {
    const { stage, naive } = await changedAndCancelled(false);
    expect(naive.orders.working()).toEqual([]);
    expect(stage.truth.activeOrders).toEqual([]);
  });
});

import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

const UNTIL_THE_AFTERNOON_MS = 5.6 * 3_600_000;
/** Below what the vertical costs in the morning, and above what it costs at some time of the day. */
const NEAR_THE_MARKET = 2.3;

describe("F4: one modification may become two live orders", () => {
  async function changedAndCancelled(withFaults: boolean, limit = 0.05) {
    const stage = await theatre.open("f04-one-change-two-orders", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const id = naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, limit) });
    await stage.until("working", () => naive.orders.byId.get(id)?.status === "Submitted");
    naive.change(id, limitOrder("BUY", 1, limit + 0.05));
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

  async function cancelledBeforeTheMarketCame(withFaults: boolean) {
    const { stage, naive } = await changedAndCancelled(withFaults, NEAR_THE_MARKET);
    stage.simulator.advanceMarketTime(UNTIL_THE_AFTERNOON_MS);
    await stage.pass(5000);
    return { stage, naive };
  }

  it("which fills hours later, when nobody waits for it any more", async () => {
    const { stage, naive } = await cancelledBeforeTheMarketCame(true);
    expect(naive.orders.working()).toEqual([]);
    expect(stage.held).not.toEqual([]);
  });

  it("where it was cancelled nothing is bought", async () => {
    const { stage } = await cancelledBeforeTheMarketCame(false);
    expect(stage.held).toEqual([]);
  });
});

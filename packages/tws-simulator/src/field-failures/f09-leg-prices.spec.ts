import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { comboOf, limitOrder } from "../testing/orders.ts";
import { callIds, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F9: prices of legs are for non-guaranteed combos of two legs", () => {
  async function withLegPrices(legs: 2 | 4) {
    const stage = await theatre.open("f09-leg-prices-refused", true);
    const naive = await theatre.online(stage);
    const strikes = [95, 100, 105, 110].slice(0, legs);
    const ids = await callIds(stage, naive, strikes);
    const contract = comboOf(
      "LBX",
      ids.map((conId, index) => ({ conId, action: index === 0 || index === 3 ? "BUY" : "SELL" })),
    );
    const id = naive.place({
      name: "condor",
      contract,
      order: limitOrder("BUY", 1, 0, {
        lmtPrice: undefined,
        orderComboLegs: ids.map((_, index) => ({ price: index === 0 || index === 3 ? 0.05 : 9 })),
        smartComboRoutingParams: [{ tag: "NonGuaranteed", value: "1" }],
      }),
    });
    await stage.pass(5000);
    return { stage, naive, id };
  }

  it("so four legs with prices are refused with 10058, and the naive client, for which that is a note, goes on sending", async () => {
    const { stage, naive, id } = await withLegPrices(4);
    expect(naive.notes).toContain(`10058 ${id}`);
    expect(naive.orders.working().length).toBeGreaterThan(1);
    expect(stage.truth.activeOrders).toEqual([]);
  });

  it("while two legs with prices become one order, of which the naive client knows what there is to know", async () => {
    const { stage, naive } = await withLegPrices(2);
    expect(stage.entries("OrderPlaced")).toHaveLength(1);
    expect(naive.orders.working()).toHaveLength(stage.truth.activeOrders.length);
    expect(naive.books.held()).toEqual(stage.held);
  });
});

import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, quantitiesOf, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F5: an order without an answer is neither placed nor not placed", () => {
  async function boughtOnce(withFaults: boolean) {
    const stage = await theatre.open("f05-doubled-after-restart", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 5) });
    await stage.pass(10_000);
    return { stage, naive };
  }

  it("so the naive client sends it again after the gateway's restart and holds twice what it wants", async () => {
    const { stage, naive } = await boughtOnce(true);
    expect(naive.orders.of("vertical")).toHaveLength(2);
    expect(quantitiesOf(stage.held)).toEqual([2, -2]);
    expect(quantitiesOf(naive.books.held())).toEqual([1, -1]);
  });

  it("and holds it once when the answer comes", async () => {
    const { stage, naive } = await boughtOnce(false);
    expect(naive.orders.of("vertical")).toHaveLength(1);
    expect(quantitiesOf(stage.held)).toEqual([1, -1]);
    expect(naive.books.held()).toEqual(stage.held);
  });
});

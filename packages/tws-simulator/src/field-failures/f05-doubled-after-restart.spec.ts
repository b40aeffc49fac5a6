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

  async function started(times: number) {
    const stage = await theatre.open("f05-doubled-after-restart", false);
    for (let start = 1; start <= times; start += 1) {
      const naive = await theatre.online(stage);
      const contract = await debitVertical(stage, naive);
      // What it wants is in its configuration; what it did was in the memory of the process that ended.
      naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 0.05, { tif: "GTC" }) });
      await stage.pass(1000);
      stage.leave(naive);
      naive.api.disconnect();
      await stage.pass(1000);
    }
    return stage.truth.activeOrders;
  }

  it("and a client that is started again places everything again", async () => {
    expect(await started(2)).toHaveLength(2);
  });

  it("which one that is started once does not", async () => {
    expect(await started(1)).toHaveLength(1);
  });
});

import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, quantitiesOf, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F10: a combo's executions come in any order, and those of its legs late", () => {
  async function filled(withFaults: boolean) {
    const stage = await theatre.open("f10-combo-fills-out-of-order", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const id = naive.place({ name: "vertical", contract, order: limitOrder("BUY", 6, 5) });
    await stage.until("filled", () => naive.orders.byId.get(id)?.status === "Filled");
    return { stage, naive, contract };
  }

  it("so the naive client, told that its order is filled, counts its legs too early", async () => {
    const { stage, naive } = await filled(true);
    expect(quantitiesOf(stage.held)).toEqual([6, -6]);
    expect(naive.books.held()).not.toEqual(stage.held);
  });

  it("while on a good day they are there before the order is called filled", async () => {
    const { stage, naive } = await filled(false);
    expect(naive.books.held()).toEqual(stage.held);
  });

  it("and a combo's contract details never come, so that who waits for them waits for ever", async () => {
    const { stage, naive, contract } = await filled(true);
    const details = naive.lookUp(contract);
    await stage.pass(60_000, 1000);
    expect(details.isWhole()).toBe(false);
  });

  it("where they are at least refused", async () => {
    const { stage, naive, contract } = await filled(false);
    const details = naive.lookUp(contract);
    await stage.until("an answer", () => details.isWhole());
    expect(naive.notes.some((note) => note.startsWith("321 "))).toBe(true);
  });
});

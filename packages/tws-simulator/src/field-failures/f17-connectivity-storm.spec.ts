import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F17: 1100 comes again and again in a bad night", () => {
  async function badNight(withFaults: boolean) {
    const stage = await theatre.open("f17-connectivity-storm", withFaults);
    const naive = await theatre.online(stage, 1, { reconnectsOn1100: true });
    const contract = await debitVertical(stage, naive);
    for (let count = 0; count < 3; count += 1) {
      naive.place({ name: `vertical ${count}`, contract, order: limitOrder("BUY", 1, 5) });
      await stage.pass(10_000);
    }
    return { naive, stage };
  }

  it("and a client that begins anew at each tears its connection down more than a hundred times and misses fills", async () => {
    const { naive, stage } = await badNight(true);
    expect(naive.attempts).toBeGreaterThan(100);
    expect(stage.held).not.toEqual([]);
    expect(naive.books.held()).not.toEqual(stage.held);
  });

  it("on a quiet one it connects once and misses none", async () => {
    const { naive, stage } = await badNight(false);
    expect(naive.attempts).toBe(1);
    expect(naive.books.held()).toEqual(stage.held);
  });
});

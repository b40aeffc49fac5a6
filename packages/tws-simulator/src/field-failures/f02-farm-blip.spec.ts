import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, SHARE, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F2: a data farm's blip ends the streams of its contracts", () => {
  async function watchedThroughABlip(withFaults: boolean) {
    const stage = await theatre.open("f02-farm-blip", withFaults);
    const naive = await theatre.online(stage);
    const request = naive.watch(SHARE);
    await stage.pass(15_000, 500);
    const ticks = naive.books.ticks;
    await stage.pass(30_000, 500);
    const newcomer = await theatre.online(stage, 2);
    const fresh = newcomer.watch(SHARE);
    await stage.until("the newcomer's quote", () => newcomer.books.quotes.get(fresh)?.ask !== undefined);
    const believed = naive.books.quotes.get(request);
    return { naive, hasTicks: naive.books.ticks > ticks, believed, market: newcomer.books.quotes.get(fresh) };
  }

  it("so the naive client, told that the farm is well again, trades on an old quote", async () => {
    const { naive, hasTicks, believed, market } = await watchedThroughABlip(true);
    expect(naive.notes.filter((note) => note === "2103 -1")).toHaveLength(1);
    expect(naive.notes.filter((note) => note === "2104 -1")).toHaveLength(2);
    expect(hasTicks).toBe(false);
    expect(believed).not.toEqual(market);
  });

  it("while without it the ticks go on", async () => {
    const { hasTicks, believed, market } = await watchedThroughABlip(false);
    expect(hasTicks).toBe(true);
    expect(believed).toEqual(market);
  });
});

describe("F2: a data farm has nothing to do with the connection for orders", () => {
  async function filledWhileItFlaps(withFaults: boolean) {
    const stage = await theatre.open("f02-farm-flapping", withFaults);
    const naive = await theatre.online(stage, 1, { reconnectsOn2103: true });
    const contract = await debitVertical(stage, naive);
    naive.place({ name: "vertical", contract, order: limitOrder("BUY", 2, 5) });
    await stage.pass(30_000);
    return { naive, stage };
  }

  it("and a client that takes it for more tears that down again and again, and loses a fill", async () => {
    const { naive, stage } = await filledWhileItFlaps(true);
    expect(naive.attempts).toBeGreaterThan(10);
    expect(stage.held).not.toEqual([]);
    expect(naive.books.held()).not.toEqual(stage.held);
  });

  it("while where the farm is well it connects once and hears of every fill", async () => {
    const { naive, stage } = await filledWhileItFlaps(false);
    expect(naive.attempts).toBe(1);
    expect(naive.books.held()).toEqual(stage.held);
  });
});

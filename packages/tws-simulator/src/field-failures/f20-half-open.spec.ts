import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { debitVertical, SHARE, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F20: a half-open socket is neither closed nor alive", () => {
  async function onAHalfOpenSocket(withFaults: boolean) {
    const stage = await theatre.open("f20-half-open", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    const request = naive.watch(SHARE);
    await stage.pass(15_000, 500);
    const ticks = naive.books.ticks;
    naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 5) });
    await stage.pass(30_000, 500);
    return { naive, stage, hasTicks: naive.books.ticks > ticks, request };
  }

  it("so the naive client takes itself for connected, the last quote for the market and its order for sent", async () => {
    const { naive, stage, hasTicks, request } = await onAHalfOpenSocket(true);
    expect(naive.isOnline).toBe(true);
    expect(naive.api.isConnected).toBe(true);
    expect(hasTicks).toBe(false);
    expect(naive.books.quotes.get(request)?.ask).toBeGreaterThan(0);
    expect(naive.orders.working()).not.toEqual([]);
    expect(stage.entries("OrderPlaced")).toEqual([]);
  });

  it("on a whole one it hears ticks and its order arrives", async () => {
    const { naive, stage, hasTicks } = await onAHalfOpenSocket(false);
    expect(hasTicks).toBe(true);
    expect(stage.entries("OrderPlaced")).toHaveLength(1);
    expect(naive.books.held()).toEqual(stage.held);
  });
});

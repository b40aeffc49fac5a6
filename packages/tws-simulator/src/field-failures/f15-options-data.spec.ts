import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { limitOrder } from "../testing/orders.ts";
import { callIds, debitVertical, quantitiesOf, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F15: greeks may be missing", () => {
  async function watchedOption(withFaults: boolean) {
    const stage = await theatre.open("f15-greeks-missing", withFaults);
    const naive = await theatre.online(stage);
    const [conId] = await callIds(stage, naive, [100]);
    const request = naive.watch({ conId, exchange: "SMART" });
    await stage.pass(10_000);
    return { hasQuote: naive.books.quotes.has(request), delta: naive.books.deltas.get(request) ?? 0 };
  }

  it("so the naive client takes an option at the money to have no delta", async () => {
    expect(await watchedOption(true)).toEqual({ hasQuote: true, delta: 0 });
  });

  it("where they come it is about a half", async () => {
    const { delta } = await watchedOption(false);
    expect(delta).toBeGreaterThan(0.3);
    expect(delta).toBeLessThan(0.7);
  });
});

describe("F15: times are told in a zone", () => {
  async function boughtAtAnHour(withFaults: boolean) {
    const stage = await theatre.open("f15-wrong-zone", withFaults);
    const naive = await theatre.online(stage);
    const contract = await debitVertical(stage, naive);
    naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 5) });
    await stage.until("filled", () => naive.books.lastFillAt !== 0);
    const [fill] = stage.entries("OrderExecuted");
    return Math.abs(naive.books.lastFillAt - (fill?.at ?? 0));
  }

  it("so the naive client, which reads the wall time alone, is hours away when another zone is told", async () => {
    expect(await boughtAtAnHour(true)).toBeGreaterThanOrEqual(3_600_000);
  });

  it("and right while the zone is the one that it expects", async () => {
    expect(await boughtAtAnHour(false)).toBeLessThan(1000);
  });
});

describe("F15: assignment overnight is silent", () => {
  async function shortOverNight(withFaults: boolean) {
    const stage = await theatre.open("f15-silent-assignment", withFaults);
    const naive = await theatre.online(stage);
    const [conId] = await callIds(stage, naive, [90]);
    naive.place({
      name: "short call",
      contract: { conId, exchange: "SMART" },
      order: limitOrder("SELL", 1, 1),
    });
    await stage.until("filled", () => naive.books.held().length === 1);
    await stage.until("the next morning", () => stage.entries("DayStarted").length === 2, 60_000);
    await stage.pass(3000);
    return { stage, naive };
  }

  it("so the naive client still counts an option, where the account is short of shares", async () => {
    const { stage, naive } = await shortOverNight(true);
    expect(quantitiesOf(naive.books.held())).toEqual([-1]);
    expect(stage.truth.positions.map(({ localSymbol, quantity }) => [localSymbol, quantity])).toEqual([
      ["LBX", -100],
    ]);
  });

  it("which it holds when nobody exercises", async () => {
    const { stage, naive } = await shortOverNight(false);
    expect(naive.books.held()).toEqual(stage.held);
  });
});

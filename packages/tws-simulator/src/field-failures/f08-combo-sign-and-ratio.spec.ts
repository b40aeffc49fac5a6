import { IBApi } from "@stoqey/ib";
import { afterEach, describe, expect, it } from "vitest";
import { comboOf, limitOrder } from "../testing/orders.ts";
import { callIds, quantitiesOf, Theatre } from "../testing/theatre.ts";

const theatre = new Theatre(
  (port, clientId) => new IBApi({ host: "127.0.0.1", port, clientId, maxReqPerSec: 1000 }),
);

afterEach(() => theatre.close());

describe("F8: a combo that brings money has a negative price", () => {
  async function wantedAtALimit(name: "credit" | "debit") {
    const stage = await theatre.open("f08-credit-combo", true);
    const naive = await theatre.online(stage);
    const [low, high] = (await callIds(stage, naive, [100, 105])) as [number, number];
    const isCredit = name === "credit";
    const contract = comboOf("LBX", [
      { conId: low, action: isCredit ? "SELL" : "BUY" },
      { conId: high, action: isCredit ? "BUY" : "SELL" },
    ]);
    // Prices are above 0, as everybody knows: wanted are 4.00 or more received, or 0.05 or less paid.
    const limit = isCredit ? 4 : 0.05;
    naive.place({ name, contract, order: limitOrder("BUY", 1, limit) });
    await stage.pass(5000);
    return { stage, naive, limit };
  }

  it("so the naive client sells a credit spread far below its limit", async () => {
    const { stage, limit } = await wantedAtALimit("credit");
    const [whole] = stage.entries("OrderExecuted").flatMap(({ executions }) => executions);
    const received = -(whole?.price ?? 0) / 10_000;
    expect(received).toBeGreaterThan(0);
    expect(received).toBeLessThan(limit - 1);
  });

  it("while its debit spread waits for its limit", async () => {
    const { stage } = await wantedAtALimit("debit");
    expect(stage.entries("OrderExecuted")).toEqual([]);
    expect(stage.truth.activeOrders).toHaveLength(1);
  });

  async function inRatio(ratio: number) {
    const stage = await theatre.open("f08-credit-combo", true);
    const naive = await theatre.online(stage);
    const [low, high] = (await callIds(stage, naive, [100, 105])) as [number, number];
    const contract = comboOf("LBX", [
      { conId: low, action: "BUY", ratio },
      { conId: high, action: "SELL", ratio },
    ]);
    naive.place({ name: "vertical", contract, order: limitOrder("BUY", 1, 5 * ratio) });
    await stage.pass(5000);
    return stage;
  }

  it("and ratios that are not in lowest terms are refused", async () => {
    const stage = await inRatio(2);
    expect(stage.held).toEqual([]);
    expect(stage.entries("OrderRejected").map(({ code }) => code)).toEqual([321]);
  });

  it("where those in lowest terms trade", async () => {
    expect(quantitiesOf((await inRatio(1)).held)).toEqual([1, -1]);
  });
});

import { DEFAULT_RISK_LIMITS, micros } from "@legbook/domain";
import { describe, expect, it } from "vitest";
import { startRun, type EngineRun } from "../testing/engine-run.ts";
import { vertical } from "../testing/listed-options.ts";
import { parseWhatIfSettings, replayLog, whatIf } from "./index.ts";

/** Two orders that were placed, one that was too large, and one refused by its terms. */
async function tradedRun(): Promise<EngineRun> {
  const run = await startRun();
  await run.engine.setRiskLimits("DU1", { ...DEFAULT_RISK_LIMITS, orderContractsMax: 2 }, "few", "me");
  await run.place("abc-1");
  await run.place("abc-2", { quantity: 2 });
  await run.engine.submitOrder(vertical("big-3", { quantity: 3 }), "trader");
  await run.engine.submitOrder(vertical("bad-0", { quantity: 0 }), "trader");
  await run.pass(5_000);
  return run;
}

describe("recorded orders under other limits", () => {
  it("are told where the limits decide otherwise, with the rules that decide, and nowhere else", async () => {
    const { store } = await tradedRun();
    const stricter = await whatIf(store, { limits: { orderContractsMax: 1 } });
    expect(stricter.assessed).toBe(3);
    expect(stricter.orders.map(({ orderRef, change }) => [orderRef, change])).toEqual([["abc-2", "blocked"]]);
    expect(stricter.orders[0]?.verdicts.map(({ rule, limit }) => [rule, limit])).toEqual([
      ["orderSize", "1 to 1 contracts an order"],
    ]);
    const looser = await whatIf(store, { limits: { orderContractsMax: 3 } });
    expect(looser.orders.map(({ orderRef, change }) => [orderRef, change])).toEqual([["big-3", "allowed"]]);
    expect((await whatIf(store, { limits: {} })).orders).toEqual([]);
    expect((await replayLog(store)).first).toBeNull();
  });

  it("have profits between the bid and the ask of the last recorded quotes", async () => {
    const run = await tradedRun();
    run.gateway.say(...run.gateway.says("Filled"));
    await run.pass(1_000);
    const { orders, ladders } = await whatIf(run.store, { limits: { orderContractsMax: 3 } });
    const [allowed] = orders;
    if (allowed?.profit === undefined || allowed.profit === null) throw new Error("no bounds");
    expect(allowed.profit.low).toBeLessThanOrEqual(allowed.profit.high);
    const { ladder } = ladders.find(({ orderRef }) => orderRef === "abc-1")!;
    expect(ladder.map(({ share }) => share)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    const prices = ladder.map(({ price }) => price);
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(ladder.at(-1)?.crossedAfterMs).toBe(0);
  });

  it("cannot be judged by limits that could not be set", async () => {
    const { store } = await tradedRun();
    await expect(whatIf(store, { limits: { orderContractsMax: -1 } })).rejects.toThrow("orderContractsMax");
  });
});

describe("limits as settings", () => {
  const limits = (settings: readonly string[]) => parseWhatIfSettings(settings).limits;

  it("are amounts in the currency's units, or plain numbers, under their own name or as people say it", () => {
    expect(limits(["risk.orderValueMax=5000", "risk.volatilityMax=1.5"])).toEqual({
      orderValueMax: micros(5_000_000_000),
      volatilityMax: 1.5,
    });
    expect(limits(["risk.maxOrderValue=12.50", "risk.minBuyingPower=1"])).toEqual({
      orderValueMax: micros(12_500_000),
      buyingPowerMin: micros(1_000_000),
    });
  });

  it.each([
    "risk.orderValueMax",
    "orderValueMax=1",
    "risk.nothing=1",
    "risk.orderValueMax=much",
    "risk.volatilityMax=NaN",
  ])("are refused as %s", (setting) => expect(() => parseWhatIfSettings([setting])).toThrow(RangeError));
});

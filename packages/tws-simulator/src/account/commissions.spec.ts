import { describe, expect, it } from "vitest";
import { type Listing, shareListing, shareOption } from "../venue/listing.ts";
import { moneyFromUnits, moneyToUnits } from "../venue/money.ts";
import { between } from "../venue/random.ts";
import { type ChargedTrade, fillCommissions, orderCommission } from "./commissions.ts";

const SHARE = shareListing("XYZ", "SAMPLE CORPORATION");
const OPTION = shareOption(
  SHARE,
  { expiry: "2026-03-20", strike: 100, right: "call" },
  { localSymbol: "call", minTick: 100 },
);
const INDEX_OPTION = { ...OPTION, underlyingKind: "index" } as const;
const FUTURE = { ...SHARE, kind: "future", multiplier: 50 } as unknown as Listing;
const CRYPTO = { ...SHARE, kind: "crypto" } as const;
const FOREX = { ...SHARE, kind: "forex" } as const;

const trade = (listing: Listing, quantity: number, price: number): ChargedTrade => ({
  listing,
  quantity,
  price: moneyFromUnits(price),
});

describe("an order's commission", () => {
  it.each<readonly [string, readonly ChargedTrade[], number]>([
    ["100 shares at 25: the published example", [trade(SHARE, 100, 25)], 1],
    ["1,000 shares at 25: the published example", [trade(SHARE, -1000, 25)], 5],
    ["1,000 shares at 0.25, at most 1 %: the published example", [trade(SHARE, 1000, 0.25)], 2.5],
    ["10 shares at 5: the most goes before the least", [trade(SHARE, 10, 5)], 0.5],
    ["one option: the order's minimum", [trade(OPTION, 1, 2)], 1],
    ["ten options", [trade(OPTION, 10, 2)], 6.5],
    ["ten options at 0.07", [trade(OPTION, -10, 0.07)], 5],
    ["ten options at 0.04", [trade(OPTION, 10, 0.04)], 2.5],
    ["a combo: its legs, the minimum once", [trade(OPTION, 1, 0.04), trade(OPTION, -1, 0.04)], 1],
    ["a combo of four legs", [1, -1, 1, -1].map((side) => trade(OPTION, side, 1)), 2.6],
    ["an index option with its exchange's fee", [trade(INDEX_OPTION, 1, 20)], 1.15],
    ["a future, without a minimum", [trade(FUTURE, 1, 5000)], 2.25],
    ["crypto: 0.18 %", [trade(CRYPTO, 2, 1000)], 3.6],
    ["crypto: the minimum", [trade(CRYPTO, 1, 500)], 1.75],
    ["currency: the minimum", [trade(FOREX, 25_000, 1.1)], 2],
    ["nothing", [], 0],
  ])("for %s", (_, trades, expected) => {
    expect(moneyToUnits(orderCommission(trades))).toBe(expected);
  });

  it("is charged by its fills: the first bear the minimum, the next are spared what was charged", () => {
    const one = trade(OPTION, 1, 2);
    const first = fillCommissions(0, [], [one]);
    const second = fillCommissions(first[0] as number, [one], [one]);
    expect([...first, ...second].map((money) => moneyToUnits(money))).toEqual([1, 0.3]);
  });

  it("is the same in however many fills it is charged, and no part is negative", () => {
    for (let seed = 0; seed < 300; seed += 1) {
      const listing = [SHARE, OPTION, FUTURE, CRYPTO][seed % 4] as Listing;
      const price = between(1, 300_000, seed, 1);
      const fills = Array.from({ length: between(1, 6, seed, 2) }, (_, index) => [
        { listing, quantity: between(1, 90, seed, index, 3), price },
        { listing, quantity: -between(1, 90, seed, index, 4), price },
      ]);
      const before: ChargedTrade[] = [];
      let charged = 0;
      for (const fill of fills) {
        const parts = fillCommissions(charged, before, fill);
        for (const part of parts) expect(part, `seed ${seed}`).toBeGreaterThanOrEqual(0);
        charged += parts.reduce((sum, part) => sum + part, 0);
        before.push(...fill);
      }
      expect(charged, `seed ${seed}`).toBe(orderCommission(before));
    }
  });
});

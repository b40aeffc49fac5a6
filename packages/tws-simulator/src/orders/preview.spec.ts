import { beforeEach, describe, expect, it } from "vitest";
import { ScriptedMarket } from "../testing/scripted-market.ts";
import { scriptedVenue, type StartingPosition } from "../testing/scripted-venue.ts";
import { shareListing, shareOption } from "../venue/listing.ts";
import { moneyFromUnits, moneyToUnits } from "../venue/money.ts";
import type { OrderTerms } from "./order.ts";
import { previewOrder } from "./preview.ts";

const DAY = "2026-03-16";
const ACCOUNT = "DU1234567";
const SHARE = shareListing("XYZ", "SAMPLE CORPORATION");

function option(right: "call" | "put", strike: number) {
  const series = { expiry: "2026-03-20", strike: moneyFromUnits(strike), right };
  return shareOption(SHARE, series, { localSymbol: `${right} ${strike}`, minTick: 100 });
}

const [CALL, PUT] = [option("call", 105), option("put", 95)];
let market: ScriptedMarket;

beforeEach(() => {
  market = new ScriptedMarket(DAY);
  const flat = (price: number) => ({ [DAY]: { open: price, price } });
  market.list(SHARE, flat(100));
  market.list(CALL, flat(2));
  market.list(PUT, flat(1.5));
});

/** What an order at a limit for one contract would change: initial and maintenance requirement. */
function changes(
  held: readonly StartingPosition[],
  action: "BUY" | "SELL",
  { conId }: { readonly conId: number },
  limit: number,
): readonly [number, number] {
  const venue = scriptedVenue(market, { [ACCOUNT]: held });
  const terms = {
    contract: { kind: "single", conId, exchange: "SMART" },
    account: ACCOUNT,
    action,
    quantity: 1,
    limitPrice: moneyFromUnits(limit),
  } as unknown as OrderTerms;
  const now = { at: venue.clock.now(), manner: venue.marginManner };
  const preview = previewOrder(market, venue.valuation(ACCOUNT), terms, now);
  return [
    moneyToUnits(preview.initialAfter - preview.initialBefore),
    moneyToUnits(preview.maintenanceAfter - preview.maintenanceBefore),
  ];
}

describe("a what-if of one option", () => {
  it("sold against the shares that cover it needs nothing but leaves its premium unspent", () => {
    expect(changes([[SHARE, 100, 90]], "SELL", CALL, 2)).toEqual([-200, -200]);
  });

  it("sold without shares needs what the rule asks for beyond its premium", () => {
    expect(changes([], "SELL", CALL, 2)).toEqual([1500, 1500]);
  });

  it("bought to protect shares needs its price, and less of the shares from then on", () => {
    const [initial, maintenance] = changes([[SHARE, 100, 90]], "BUY", PUT, 1.5);
    expect(initial).toBe(150);
    // 10 % of 9,500 and the 500 that it is out of the money instead of 25 % of 10,000.
    expect(maintenance).toBe(150 + 950 + 500 - 2500);
  });

  it("bought back frees what it needed", () => {
    expect(changes([[CALL, -1, 150]], "BUY", CALL, 2)).toEqual([-1500, -1500]);
  });
});

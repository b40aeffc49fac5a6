import { describe, expect, it } from "vitest";
import {
  contractId,
  type FutureListing,
  type OptionListing,
  shareListing,
  shareOption,
} from "../venue/listing.ts";
import { moneyFromUnits, moneyToUnits } from "../venue/money.ts";
import { accountMargin, type MarkedHolding } from "./margin.ts";

const SPOT = 100;
const SHARE = shareListing("LBX", "LEGBOOK INDUSTRIES");

function option(right: "call" | "put", strike: number, quantity: number, mark: number): MarkedHolding {
  const listing = shareOption(
    SHARE,
    { expiry: "2026-03-20", strike: moneyFromUnits(strike), right },
    { localSymbol: `${right} ${strike}`, minTick: 100 },
  );
  return { listing, quantity, mark: moneyFromUnits(mark) };
}

/** The same option, changed, under a name of its own. */
function changed({ listing, quantity, mark }: MarkedHolding, change: Partial<OptionListing>): MarkedHolding {
  const localSymbol = `${listing.localSymbol} ${JSON.stringify(change)}`;
  return {
    listing: { ...(listing as OptionListing), ...change, localSymbol, conId: contractId(localSymbol) },
    quantity,
    mark,
  };
}

function initial(...holdings: readonly MarkedHolding[]): number {
  return moneyToUnits(accountMargin(holdings, () => moneyFromUnits(SPOT)).initial);
}

describe("the account's margin, against net liquidation value", () => {
  it("of nothing, and of what nets to nothing, is nothing", () => {
    expect(initial()).toBe(0);
    expect(initial(option("call", 100, 2, 1), option("call", 100, -2, 1))).toBe(0);
  });

  it("does not let one underlying's long options cover another's short ones", () => {
    const foreign = changed(option("call", 105, 1, 1), { underlyingConId: 2 });
    expect(initial(option("call", 100, -1, 2.5), foreign)).toBe(2000 + 100);
  });

  it("does not let an option that settles by the opening cover one that trades until the close", () => {
    const [short, long] = [option("call", 100, -1, 2.5), option("call", 105, 1, 1)];
    expect(initial(short, changed(long, { settlement: "am" }))).toBe(2000 + 100);
    expect(initial(changed(short, { settlement: "am" }), long)).toBe(500 + 100 - 250);
  });

  it("does not let options of another size, or shares for options settled in money, cover", () => {
    const [short, long] = [option("call", 100, -1, 2.5), option("call", 105, 1, 1)];
    expect(initial(short, changed(long, { multiplier: 10 }))).toBe(2000 + 10);
    const shares: MarkedHolding = { listing: SHARE, quantity: 100, mark: moneyFromUnits(SPOT) };
    expect(initial(shares, changed(short, { cashSettled: true }))).toBe(5000 + 2000);
  });

  it("of a future is a part of what it stands for", () => {
    const listing: FutureListing = {
      ...SHARE,
      kind: "future",
      multiplier: 50,
      expiry: "2026-06-19",
      underlyingConId: null,
    };
    const margin = accountMargin([{ listing, quantity: -2, mark: moneyFromUnits(4000) }], () => 0);
    expect([margin.initial, margin.maintenance].map((money) => moneyToUnits(money))).toEqual([
      20_000, 16_000,
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { type OptionListing, shareListing, shareOption } from "../venue/listing.ts";
import { moneyFromUnits, moneyToUnits } from "../venue/money.ts";
import { accountMargin, type MarkedHolding } from "./margin.ts";

const SPOT = 100;
const SHARE = shareListing("LBX", "LEGBOOK INDUSTRIES");

function option(
  right: "call" | "put",
  strike: number,
  quantity: number,
  mark: number,
  expiry = "2026-03-20",
): MarkedHolding {
  const listing = shareOption(
    SHARE,
    { expiry, strike: moneyFromUnits(strike), right },
    { localSymbol: `${right}${strike}${expiry}`, minTick: 100 },
  );
  return { listing, quantity, mark: moneyFromUnits(mark) };
}

const shares = (quantity: number): MarkedHolding => ({
  listing: SHARE,
  quantity,
  mark: moneyFromUnits(SPOT),
});

const LATER = "2026-04-17";

describe("the account's margin, against net liquidation value", () => {
  it.each<readonly [string, number, readonly MarkedHolding[]]>([
    ["nothing", 0, []],
    ["a long call is paid in full", 250, [option("call", 100, 1, 2.5)]],
    ["a debit call spread: its debit", 150, [option("call", 100, 1, 2.5), option("call", 105, -1, 1)]],
    ["a debit put spread: its debit", 120, [option("put", 100, 1, 2), option("put", 95, -1, 0.8)]],
    [
      "a credit call spread: width less credit",
      350,
      [option("call", 100, -1, 2.5), option("call", 105, 1, 1)],
    ],
    ["a credit put spread: width less credit", 380, [option("put", 100, -1, 2), option("put", 95, 1, 0.8)]],
    ["three credit spreads", 1050, [option("call", 100, -3, 2.5), option("call", 105, 3, 1)]],
    [
      "an iron condor: one side's width less both credits",
      300,
      [
        option("call", 105, -1, 1.5),
        option("call", 110, 1, 0.5),
        option("put", 95, -1, 1.5),
        option("put", 90, 1, 0.5),
      ],
    ],
    [
      "two condors' worth of puts against one of calls",
      700,
      [
        option("call", 105, -1, 1.5),
        option("call", 110, 1, 0.5),
        option("put", 95, -2, 1.5),
        option("put", 90, 2, 0.5),
      ],
    ],
    [
      "a butterfly: its debit",
      100,
      [option("call", 95, 1, 6), option("call", 100, -2, 3), option("call", 105, 1, 1)],
    ],
    ["a calendar: its debit", 100, [option("call", 100, -1, 2), option("call", 100, 1, 3, LATER)]],
    [
      "a long leg that expires first covers nothing",
      2200,
      [option("call", 100, -1, 3, LATER), option("call", 100, 1, 2)],
    ],
    ["a naked call at the money: 20 % of the share", 2000, [option("call", 100, -1, 2.5)]],
    ["a naked call far out: 10 % of the share", 1000, [option("call", 130, -1, 0.1)]],
    ["a naked put far out: 10 % of the strike", 700, [option("put", 70, -1, 0.1)]],
    [
      "two short, one long: one covered and one naked",
      350 + 2000,
      [option("call", 100, -2, 2.5), option("call", 105, 1, 1)],
    ],
    ["long shares: half at first", 5000, [shares(100)]],
    ["short shares: half at first", 5000, [shares(-100)]],
  ])("%s", (_, initial, holdings) => {
    expect(moneyToUnits(accountMargin(holdings, () => moneyFromUnits(SPOT)).initial)).toBe(initial);
  });

  it("asks less of shares once they are held: 25 % long, 30 % short", () => {
    const maintenance = (quantity: number): number =>
      moneyToUnits(accountMargin([shares(quantity)], () => moneyFromUnits(SPOT)).maintenance);
    expect([maintenance(100), maintenance(-100)]).toEqual([2500, 3000]);
  });

  it("does not let one underlying's long options cover another's short ones", () => {
    const other = option("call", 105, 1, 1);
    const foreign = { ...other, listing: { ...other.listing, underlyingConId: 2 } as OptionListing };
    const { initial } = accountMargin([option("call", 100, -1, 2.5), foreign], () => moneyFromUnits(SPOT));
    expect(moneyToUnits(initial)).toBe(2000 + 100);
  });
});

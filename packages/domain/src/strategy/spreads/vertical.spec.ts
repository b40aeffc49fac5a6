import { describe, expect, it } from "vitest";
import type { OptionContract, Right } from "../../contract/contract.ts";
import { type Micros, micros } from "../../kernel/money.ts";
import { isoDate } from "../../kernel/time.ts";
import { asSpread, comboQuote, type VerticalSpread, verticalSpread, width } from "./vertical.ts";

const dollars = (units: number): Micros => micros(Math.round(units * 1e6));

function option(right: Right, strike: number, change: Partial<OptionContract> = {}): OptionContract {
  return {
    kind: "option",
    conId: Math.round(strike * 10) + (right === "call" ? 1 : 2),
    symbol: "GOOG",
    underlyingConId: 208813720,
    tradingClass: "GOOG",
    localSymbol: `GOOG  160115${right === "call" ? "C" : "P"}${String(strike * 1000).padStart(8, "0")}`,
    expiry: isoDate("2016-01-15"),
    strike: dollars(strike),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: dollars(0.05),
    ...change,
  };
}

function vertical(right: Right, long: number, short: number): VerticalSpread {
  const result = verticalSpread(option(right, long), option(right, short));
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.spread;
}

const KINDS = [
  { name: "bull call", right: "call", long: 740, short: 745, side: "debit" },
  { name: "bear call", right: "call", long: 745, short: 740, side: "credit" },
  { name: "bear put", right: "put", long: 745, short: 740, side: "debit" },
  { name: "bull put", right: "put", long: 740, short: 745, side: "credit" },
] as const;

describe("vertical spread", () => {
  it.each(KINDS)("takes the side of a $name from its legs: $side", ({ right, long, short, side }) => {
    const spread = vertical(right, long, short);
    expect(spread).toMatchObject({ kind: "vertical", symbol: "GOOG", expiry: "2016-01-15", right, side });
    expect(width(spread)).toBe(dollars(5));
  });

  it("refuses legs that are not one series but for the strike, naming what differs", () => {
    const long = option("put", 740);
    const changes = [
      { symbol: "GOOGL" },
      { underlyingConId: 1 },
      { tradingClass: "GOOG1" },
      { multiplier: 10 },
      { currency: "EUR" },
      { expiry: isoDate("2016-01-22") },
      { right: "call" as const },
    ];
    for (const change of changes) {
      const [term] = Object.keys(change);
      const result = verticalSpread(long, option("put", 745, change));
      expect(result, term).toMatchObject({
        kind: "refused",
        refusal: { code: "vertical.legs-differ", field: `shortLeg.${term}` },
      });
    }
    expect(verticalSpread(long, option("put", 740, { conId: 9 }))).toMatchObject({
      kind: "refused",
      refusal: { code: "vertical.same-strike", field: "shortLeg.strike" },
    });
  });

  it("is the same as a general spread, which has its side and its width for bounds", () => {
    for (const { right, long, short, side } of KINDS) {
      const whole = asSpread(vertical(right, long, short));
      expect(whole).toMatchObject({ kind: "vertical", side, symbol: "GOOG", expiry: "2016-01-15" });
      expect(whole.bounds).toEqual(
        side === "debit" ? { from: 0, to: dollars(5) } : { from: dollars(-5), to: 0 },
      );
    }
  });
});

describe("combo quote", () => {
  const quote = (bid: number | null, ask: number | null) => ({
    bid: bid === null ? null : dollars(bid),
    ask: ask === null ? null : dollars(ask),
  });

  it("makes the buyer pay the long leg's ask and sell the short leg at its bid", () => {
    expect(comboQuote(quote(10, 10.4), quote(7, 7.2))).toEqual({
      bid: dollars(2.8),
      mid: dollars(3.1),
      ask: dollars(3.4),
    });
  });

  it("is negative for a credit: the buyer of the combo is paid", () => {
    const { bid, mid, ask } = comboQuote(quote(7, 7.2), quote(10, 10.4));
    expect([bid, mid, ask]).toEqual([dollars(-3.4), dollars(-3.1), dollars(-2.8)]);
  });

  it("keeps a side empty that a leg cannot give", () => {
    expect(comboQuote(quote(null, 10.4), quote(7, 7.2))).toEqual({ bid: null, mid: null, ask: dollars(3.4) });
    expect(comboQuote(quote(10, 10.4), quote(null, 7.2))).toEqual({
      bid: dollars(2.8),
      mid: null,
      ask: null,
    });
    expect(comboQuote(quote(null, null), quote(7, 7.2))).toEqual({ bid: null, mid: null, ask: null });
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OptionContract, Right } from "../../contract/contract.ts";
import { addMicros, type Micros, micros, subtractMicros } from "../../kernel/money.ts";
import { isoDate } from "../../kernel/time.ts";
import { optionPayoff } from "../payoff.ts";
import {
  comboContract,
  comboLimitPrice,
  comboQuote,
  isBullish,
  netPriceMagnitude,
  payoffAtExpiry,
  verticalOutcome,
  type VerticalSpread,
  verticalSpread,
  width,
} from "./vertical.ts";
import { rewardToRisk } from "./returns.ts";
import { legWords } from "./spread-words.ts";
import { verticalTitle, words } from "./vertical-words.ts";

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

function outcome(spread: VerticalSpread, netPrice: Micros) {
  const result = verticalOutcome(spread, netPrice);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.outcome;
}

const KINDS = [
  { name: "bull call", right: "call", long: 740, short: 745, side: "debit", bullish: true },
  { name: "bear call", right: "call", long: 745, short: 740, side: "credit", bullish: false },
  { name: "bear put", right: "put", long: 745, short: 740, side: "debit", bullish: false },
  { name: "bull put", right: "put", long: 740, short: 745, side: "credit", bullish: true },
] as const;

describe("vertical spread", () => {
  it.each(KINDS)(
    "takes the side of a $name from its legs: $side",
    ({ right, long, short, side, bullish }) => {
      const spread = vertical(right, long, short);
      expect(spread).toMatchObject({ kind: "vertical", symbol: "GOOG", expiry: "2016-01-15", right, side });
      expect(isBullish(spread)).toBe(bullish);
      expect(width(spread)).toBe(dollars(5));
    },
  );

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

  it.each([
    { right: "call", long: 740, short: 745, price: 2.1, gain: 2.9, loss: 2.1, breakeven: 742.1 },
    { right: "call", long: 745, short: 740, price: 2.1, gain: 2.1, loss: 2.9, breakeven: 742.1 },
    { right: "put", long: 745, short: 740, price: 2.1, gain: 2.9, loss: 2.1, breakeven: 742.9 },
    { right: "put", long: 740, short: 745, price: 1.35, gain: 1.35, loss: 3.65, breakeven: 743.65 },
  ] as const)("knows best, worst and break-even of long $long, short $short $right", (row) => {
    const result = outcome(vertical(row.right, row.long, row.short), dollars(row.price));
    expect(result).toEqual({
      maxGain: dollars(row.gain),
      maxLoss: dollars(row.loss),
      breakeven: dollars(row.breakeven),
    });
    expect(rewardToRisk(result)).toBeCloseTo(row.gain / row.loss, 12);
  });

  it("refuses a net price outside [0, width], and takes both ends", () => {
    const spread = vertical("put", 740, 745);
    for (const bad of [-0.01, 5.01, -5]) {
      expect(verticalOutcome(spread, dollars(bad))).toMatchObject({
        kind: "refused",
        refusal: { code: "vertical.net-price-outside-width", field: "netPrice", limit: "between 0 and 5.00" },
      });
    }
    expect(rewardToRisk(outcome(spread, dollars(0)))).toBe(0);
    expect(rewardToRisk(outcome(spread, dollars(5)))).toBe(Infinity);
  });

  it("agrees with the legs' payoffs counted one by one", () => {
    const strikes = fc.integer({ min: 1, max: 400 }).map((steps) => steps * 2.5);
    const arbitrary = fc.record({
      right: fc.constantFrom("call" as const, "put" as const),
      long: strikes,
      short: strikes,
      paid: fc.double({ min: 0, max: 1, noNaN: true }),
      underlying: fc.integer({ min: 0, max: 1_500_000_000 }).map((count) => micros(count)),
    });
    fc.assert(
      fc.property(arbitrary, ({ right, long, short, paid, underlying }) => {
        fc.pre(long !== short);
        const spread = vertical(right, long, short);
        const netPrice = micros(Math.round(width(spread) * paid));
        const { maxGain, maxLoss, breakeven } = outcome(spread, netPrice);
        const cost = comboLimitPrice(spread, netPrice);
        const profit = (price: Micros) => subtractMicros(payoffAtExpiry(spread, price), cost);
        expect(payoffAtExpiry(spread, underlying)).toBe(
          subtractMicros(optionPayoff(spread.longLeg, underlying), optionPayoff(spread.shortLeg, underlying)),
        );
        expect(profit(underlying)).toBeLessThanOrEqual(maxGain);
        expect(profit(underlying)).toBeGreaterThanOrEqual(0 - maxLoss);
        const ends = [profit(micros(0)), profit(dollars(5_000))];
        expect(Math.max(...ends)).toBe(maxGain);
        expect(Math.min(...ends)).toBe(0 - maxLoss);
        expect(profit(breakeven)).toBe(0);
        expect(ends[isBullish(spread) ? 1 : 0]).toBe(maxGain);
        expect(addMicros(maxGain, maxLoss)).toBe(width(spread));
        expect(netPriceMagnitude(spread, cost)).toBe(netPrice);
      }),
    );
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
    const spread = vertical("put", 740, 745);
    const { bid, mid, ask } = comboQuote(quote(7, 7.2), quote(10, 10.4));
    expect([bid, mid, ask]).toEqual([dollars(-3.4), dollars(-3.1), dollars(-2.8)]);
    expect(netPriceMagnitude(spread, ask!)).toBe(dollars(2.8));
    expect(comboLimitPrice(spread, dollars(2.8))).toBe(ask);
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

  it("is bought to open it, whatever its side: long leg bought, short leg sold, one to one", () => {
    expect(comboContract(vertical("put", 740, 745))).toEqual({
      kind: "combo",
      symbol: "GOOG",
      currency: "USD",
      exchange: "SMART",
      legs: [
        { conId: 7402, ratio: 1, action: "buy", exchange: "SMART" },
        { conId: 7452, ratio: 1, action: "sell", exchange: "SMART" },
      ],
    });
  });
});

describe("words", () => {
  it("says the legs as a trader does", () => {
    expect(words(vertical("put", 740, 745))).toEqual([
      "Sell 1 GOOG 15 Jan 745 put",
      "Buy 1 GOOG 15 Jan 740 put",
    ]);
    expect(legWords("buy", 3, option("call", 742.5))).toBe("Buy 3 GOOG 15 Jan 742.5 call");
    expect(verticalTitle(vertical("put", 740, 745))).toBe("GOOG 15 Jan 2016 745/740 put credit");
    expect(verticalTitle(vertical("call", 740, 745))).toBe("GOOG 15 Jan 2016 740/745 call debit");
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OptionContract, Right } from "../../contract/contract.ts";
import { expiryInstant, yearsToExpiry } from "../../contract/settlement.ts";
import { type Micros, micros, microsToNumber } from "../../kernel/money.ts";
import { epochMs, isoDate } from "../../kernel/time.ts";
import { greeks } from "../../pricing/greeks.ts";
import {
  comboLimitPrice,
  payoffAtExpiry,
  verticalOutcome,
  type VerticalSpread,
  verticalSpread,
} from "./vertical.ts";
import {
  expectedProfit,
  netGreeks,
  payoffCurve,
  PAYOFF_POINTS_MAX,
  lognormalProbabilityAbove,
  probabilityOfProfit,
  theoreticalValue,
} from "./vertical-analytics.ts";

const dollars = (units: number): Micros => micros(Math.round(units * 1e6));
const EXPIRY = isoDate("2016-01-15");
const NOW = epochMs(Temporal.Instant.from("2015-12-24T17:00Z").epochMilliseconds);

function vertical(right: Right, long: number, short: number): VerticalSpread {
  const leg = (strike: number): OptionContract => ({
    kind: "option",
    conId: strike,
    symbol: "GOOG",
    underlyingConId: 1,
    tradingClass: "GOOG",
    localSymbol: `GOOG ${right} ${strike}`,
    expiry: EXPIRY,
    strike: dollars(strike),
    right,
    multiplier: 100,
    exchange: "SMART",
    currency: "USD",
    minTick: dollars(0.05),
  });
  const result = verticalSpread(leg(long), leg(short));
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.spread;
}

const MODEL = { rate: 0.0035, dividendYield: 0, longVolatility: 0.23, shortVolatility: 0.22 };
const SPREADS = [
  vertical("call", 740, 745),
  vertical("call", 745, 740),
  vertical("put", 745, 740),
  vertical("put", 740, 745),
];
const spreads = fc.constantFrom(...SPREADS);
const views = fc.record({
  spot: fc.double({ min: 700, max: 790, noNaN: true }),
  years: fc.double({ min: 0.01, max: 1, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.1, noNaN: true }),
  dividendYield: fc.double({ min: 0, max: 0.05, noNaN: true }),
  volatility: fc.double({ min: 0.05, max: 1, noNaN: true }),
});
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe("payoff curve", () => {
  const curve = (spread: VerticalSpread, netPrice: number, now = NOW) =>
    payoffCurve({
      ...MODEL,
      spread,
      netPrice: dollars(netPrice),
      spotRange: { from: 700, to: 800 },
      points: 41,
      now,
    });

  it("is the exact payoff of one spread in money at expiry, kinks and break-even included", () => {
    for (const spread of SPREADS) {
      const { underlying, atExpiry, today } = curve(spread, 1.35);
      expect(today).toHaveLength(underlying.length);
      const cost = microsToNumber(comboLimitPrice(spread, dollars(1.35)));
      for (const [index, price] of underlying.entries()) {
        const exact = (microsToNumber(payoffAtExpiry(spread, dollars(price))) - cost) * 100;
        expect(atExpiry[index]).toBeCloseTo(exact, 6);
      }
      const result = verticalOutcome(spread, dollars(1.35));
      const breakeven = result.kind === "outcome" ? microsToNumber(result.outcome.breakeven) : Number.NaN;
      for (const kink of [740, 745, breakeven]) expect(underlying).toContain(kink);
      expect(atExpiry[underlying.indexOf(breakeven)]).toBeCloseTo(0, 6);
      expect(underlying).toEqual([...underlying].sort((a, b) => a - b));
    }
  });

  it("shows today's value by the model, which becomes the payoff at expiry", () => {
    const spread = SPREADS[3]!;
    const { underlying, today } = curve(spread, 1.35);
    const spot = underlying[10]!;
    const value = theoreticalValue(spread, { ...MODEL, spot, years: yearsToExpiry(NOW, EXPIRY) });
    expect(today[10]).toBeCloseTo((value + 1.35) * 100, 9);
    const last = curve(spread, 1.35, expiryInstant(EXPIRY));
    expect(last.today).toEqual(last.atExpiry);
  });

  it("throws on a range, a count of points or a price without a meaning", () => {
    const good = {
      ...MODEL,
      spread: SPREADS[0]!,
      netPrice: dollars(2),
      spotRange: { from: 700, to: 800 },
      points: 3,
      now: NOW,
    };
    expect(payoffCurve(good).underlying.length).toBeGreaterThanOrEqual(3);
    const bad = [
      { points: 1 },
      { points: 2.5 },
      { points: PAYOFF_POINTS_MAX + 1 },
      { spotRange: { from: 800, to: 700 } },
      { spotRange: { from: -1, to: 700 } },
      { spotRange: { from: 0, to: Infinity } },
      { netPrice: dollars(5.01) },
    ];
    for (const change of bad)
      expect(() => payoffCurve({ ...good, ...change }), JSON.stringify(change)).toThrow(RangeError);
  });
});

describe("odds of a vertical", () => {
  it("are those of its mirror image turned round", () => {
    fc.assert(
      fc.property(spreads, views, shares, (spread, view, share) => {
        const mirror = vertical(
          spread.right,
          microsToNumber(spread.shortLeg.strike),
          microsToNumber(spread.longLeg.strike),
        );
        const netPrice = dollars(5 * share);
        const probability = probabilityOfProfit(spread, netPrice, view);
        expect(probability).toBeGreaterThanOrEqual(0);
        expect(probability + probabilityOfProfit(mirror, netPrice, view)).toBeCloseTo(1, 12);
        expect(expectedProfit(spread, netPrice, view) + expectedProfit(mirror, netPrice, view)).toBeCloseTo(
          0,
          9,
        );
      }),
    );
  });

  it("are the mean and the share of winners over the lognormal distribution", () => {
    const view = { spot: 748, years: 0.06, rate: 0.01, dividendYield: 0, volatility: 0.25 };
    const spread = SPREADS[3]!;
    const [steps, paid] = [20_000, -1.9];
    let mean = 0;
    let winners = 0;
    let mass = 0;
    for (let step = 0; step < steps; step += 1) {
      const z = -8 + (16 * (step + 0.5)) / steps;
      const weight = Math.exp((-z * z) / 2);
      const total = view.volatility * Math.sqrt(view.years);
      const price = view.spot * Math.exp(view.rate * view.years - (total * total) / 2 + total * z);
      const profit = microsToNumber(payoffAtExpiry(spread, dollars(price))) - paid;
      mass += weight;
      mean += weight * profit;
      if (profit > 0) winners += weight;
    }
    expect(expectedProfit(spread, dollars(1.9), view)).toBeCloseTo(mean / mass, 4);
    expect(probabilityOfProfit(spread, dollars(1.9), view)).toBeCloseTo(winners / mass, 3);
  });

  it("are certain when no time is left, and break-even is no profit", () => {
    const view = { spot: 748, years: 0, rate: 0, dividendYield: 0, volatility: 0.25 };
    expect(SPREADS.map((spread) => probabilityOfProfit(spread, dollars(2), view))).toEqual([1, 0, 0, 1]);
    const even = { ...view, spot: 742 };
    expect(probabilityOfProfit(SPREADS[0]!, dollars(2), even)).toBe(0);
    expect(probabilityOfProfit(SPREADS[1]!, dollars(2), even)).toBe(0);
    expect(lognormalProbabilityAbove(0, view)).toBe(1);
  });

  it("are refused for a price outside the width", () => {
    const view = { spot: 748, years: 0.1, rate: 0, dividendYield: 0, volatility: 0.25 };
    expect(() => probabilityOfProfit(SPREADS[0]!, dollars(-1), view)).toThrow(RangeError);
  });

  it("has the long leg's greeks less the short leg's", () => {
    const shared = {
      right: "put" as const,
      spot: 748,
      years: 0.06,
      rate: 0,
      dividendYield: 0,
      volatility: 0.25,
    };
    const [long, short] = [greeks({ ...shared, strike: 740 }), greeks({ ...shared, strike: 745 })];
    const net = netGreeks(long, short);
    const model = {
      spot: 748,
      years: 0.06,
      rate: 0,
      dividendYield: 0,
      longVolatility: 0.25,
      shortVolatility: 0.25,
    };
    const step = 0.01;
    const slope =
      (theoreticalValue(SPREADS[3]!, { ...model, spot: 748 + step }) -
        theoreticalValue(SPREADS[3]!, { ...model, spot: 748 - step })) /
      (2 * step);
    expect(net.delta).toBeCloseTo(slope, 6);
    expect(net.delta).toBeGreaterThan(0);
    expect(net.vega).toBeCloseTo(long.vega - short.vega, 12);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { type Micros, micros } from "../../kernel/money.ts";
import { BACK_EXPIRY, leg, pricedSpread, shares, spread } from "../../testing/spread-arbitraries.ts";
import { money } from "../../testing/fixtures.ts";
import { outcomeAtExpiry, type SpreadOutcome } from "./outcome.ts";
import { payoffAt } from "./payoff-shape.ts";
import { isOptionLeg, legWeight, type Spread, STRATEGY_KINDS } from "./spread.ts";

const RUNS = 2_000;
const ONE_EXPIRY = STRATEGY_KINDS.filter((kind) => kind !== "calendar" && kind !== "diagonal");
const HIGHEST = 1_200_000_000;

/** A break-even lies within half a millionth, so its profit within that times the slope. */
const ROUNDING = 0.5;

function steepest(made: Spread): number {
  return made.legs.reduce((sum, part) => sum + Math.abs(legWeight(made, part)), 0);
}

/** What the legs pay, one by one: nothing of the code under test. */
function paidByLegs({ legs, multiplier }: Spread, underlying: number): number {
  let sum = 0;
  for (const part of legs) {
    const weight = legWeight({ multiplier }, part);
    if (!isOptionLeg(part)) sum += weight * underlying;
    else {
      const { right, strike } = part.contract;
      sum += weight * Math.max(0, right === "call" ? underlying - strike : strike - underlying);
    }
  }
  return sum;
}

/** 0, all strikes and a grid of primes' multiples in between, far beyond the highest strike too. */
function dense({ legs }: Spread, extra: readonly number[] = []): readonly number[] {
  const prices = [0, ...extra, ...legs.filter(isOptionLeg).map(({ contract }) => contract.strike)];
  for (let price = 0; price <= HIGHEST; price += 9_999_991) prices.push(price);
  return [...new Set(prices)].sort((a, b) => a - b);
}

function outcomeOf(of: Spread, price: Micros): SpreadOutcome {
  const result = outcomeAtExpiry(of, price);
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.outcome;
}

function largest(values: readonly number[]): number {
  return values.reduce((most, value) => (value > most ? value : most), -Infinity);
}

describe.each(ONE_EXPIRY)("a %s at expiry", (kind) => {
  const priced = pricedSpread(kind);

  it("pays what its legs pay, at every strike and between", () => {
    assertCostly(
      fc.property(priced, fc.integer({ min: 0, max: HIGHEST }), ({ spread: made }, at) => {
        const wrong = dense(made, [at]).filter(
          (price) => payoffAt(made.payoff ?? [], price) !== paidByLegs(made, price),
        );
        expect(wrong).toEqual([]);
      }),
      { numRuns: RUNS / 4 },
    );
  });

  it("gains and loses at most what a dense grid and the slope beyond it show", () => {
    assertCostly(
      fc.property(priced, ({ spread: made, price }) => {
        const { maxGain, maxLoss } = outcomeOf(made, price);
        const profits = dense(made).map((at) => paidByLegs(made, at) - price);
        const slope = paidByLegs(made, HIGHEST + 1) - paidByLegs(made, HIGHEST);
        expect(maxGain).toBe(slope > 0 ? null : largest(profits));
        expect(maxLoss).toBe(slope < 0 ? null : largest(profits.map((profit) => 0 - profit)) + 0);
      }),
      { numRuns: RUNS },
    );
  });

  it("is even exactly where the profit changes its sign, and gains in the intervals said", () => {
    assertCostly(
      fc.property(priced, ({ spread: made, price }) => {
        const { breakevens, profitable } = outcomeOf(made, price);
        const profitAt = (at: number): number => paidByLegs(made, at) - price;
        expect(breakevens.filter((at) => Math.abs(profitAt(at)) > ROUNDING * steepest(made))).toEqual([]);
        expect(breakevens).toEqual(breakevens.toSorted((a, b) => a - b));
        const isClose = (at: number): boolean => breakevens.some((even) => Math.abs(even - at) <= 1);
        const isInside = (at: number): boolean =>
          profitable.some(({ from, to }) => from <= at && (to === null || at < to));
        const wrong = dense(made).filter((at) => at > 0 && !isClose(at) && profitAt(at) > 0 !== isInside(at));
        expect(wrong).toEqual([]);
        const edges = profitable.flatMap(({ from, to }) => (to === null ? [from] : [from, to]));
        expect(edges.filter((edge) => edge !== 0 && !breakevens.includes(edge))).toEqual([]);
        expect(breakevens.length).toBe(signChanges(made, price));
      }),
      { numRuns: RUNS },
    );
  });
});

/** How often the profit comes to nothing from something, or to something from nothing, above 0. */
function signChanges(made: Spread, price: Micros): number {
  const strikes = made.legs.filter(isOptionLeg).map(({ contract }) => contract.strike as number);
  const nodes = [...new Set([0, ...strikes, 100 * HIGHEST])].sort((a, b) => a - b);
  const signs: number[] = [];
  for (const [index, node] of nodes.entries()) {
    const here = Math.sign(paidByLegs(made, node) - price);
    if (index > 0 && index < nodes.length - 1) signs.push(here);
    const next = nodes[index + 1];
    if (next === undefined) break;
    const there = Math.sign(paidByLegs(made, next) - price);
    if (here * there < 0) signs.push(here, 0, there);
    else signs.push(here === 0 ? there : here);
  }
  return signs.filter((sign, index) => {
    const [before = 0, after = 0] = [signs[index - 1], signs[index + 1]];
    return sign === 0 && (before !== 0 || after !== 0);
  }).length;
}

describe("outcomes known by heart", () => {
  it("an iron condor keeps its credit between its break-evens", () => {
    const condor = spread(leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 760), leg(1, "call", 765));
    expect(condor).toMatchObject({ kind: "ironCondor", side: "credit", bounds: { from: money(-5), to: 0 } });
    expect(outcomeOf(condor, money(-1.5))).toEqual({
      basis: "exact",
      maxGain: money(1.5),
      maxLoss: money(3.5),
      breakevens: [money(743.5), money(761.5)],
      profitable: [{ from: money(743.5), to: money(761.5) }],
    });
  });

  it("a call sold two for one loses without limit", () => {
    const ratio = spread(leg(1, "call", 740), leg(-2, "call", 750));
    expect(ratio).toMatchObject({ kind: "ratio", side: "either" });
    expect(outcomeOf(ratio, money(1))).toMatchObject({
      maxGain: money(9),
      maxLoss: null,
      breakevens: [money(741), money(759)],
    });
    expect(outcomeOf(ratio, money(-0.5)).profitable).toEqual([{ from: 0, to: money(760.5) }]);
  });

  it("a covered call risks the share's price less the premium, a cash-secured put the strike less it", () => {
    const covered = outcomeOf(spread(shares(1), leg(-1, "call", 760)), money(740));
    expect(covered).toMatchObject({ maxGain: money(20), maxLoss: money(740), breakevens: [money(740)] });
    const secured = outcomeOf(spread(leg(-1, "put", 730)), money(-8));
    expect(secured).toMatchObject({ maxGain: money(8), maxLoss: money(722), breakevens: [money(722)] });
  });

  it("a box pays its width for certain: cheaper than that, no loss is possible", () => {
    const box = spread(leg(1, "call", 740), leg(-1, "call", 750), leg(1, "put", 750), leg(-1, "put", 740));
    expect(outcomeOf(box, money(9.9))).toEqual({
      basis: "exact",
      maxGain: money(0.1),
      maxLoss: money(-0.1),
      breakevens: [],
      profitable: [{ from: 0, to: null }],
    });
  });

  it("rounds a break-even between two millionths to the nearer one", () => {
    const backspread = spread(leg(-1, "call", 740), leg(3, "call", 750));
    expect(outcomeOf(backspread, micros(1)).breakevens).toEqual([micros(755_000_001)]);
    expect(outcomeOf(backspread, micros(-1)).breakevens).toEqual([micros(740_000_001), micros(755_000_000)]);
  });

  it("is refused for a price that the legs cannot have, with its bounds, and for legs of several expiries", () => {
    const condor = spread(leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 760), leg(1, "call", 765));
    for (const price of [0.01, -5.01, Number.NaN]) {
      const result = outcomeAtExpiry(condor, (price * 1e6) as Micros);
      expect(result).toMatchObject({
        kind: "refused",
        refusal: { code: "spread.price-impossible", field: "price", limit: "-5.00 to 0.00" },
      });
    }
    const calendar = spread(leg(-1, "call", 750), leg(1, "call", 750, BACK_EXPIRY));
    expect(calendar).toMatchObject({ kind: "calendar", side: "debit", payoff: null });
    expect(outcomeAtExpiry(calendar, money(3))).toMatchObject({
      kind: "refused",
      refusal: { code: "spread.expiries-differ", field: "legs" },
    });
  });
});

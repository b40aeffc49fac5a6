import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { OptionContract, Right } from "../contract/contract.ts";
import type { Micros } from "../kernel/money.ts";
import { isoDate } from "../kernel/time.ts";
import { money, option, stock } from "../testing/fixtures.ts";
import { bookOf, type MarginHolding, marginOfBook } from "./holdings.ts";
import { closedFormMargin } from "./spread-forms.ts";
import { cashSecuredPut, type MarginLeg, marginSeries, spreadMargin, tiedUp } from "./spread-margin.ts";

const NEAR = isoDate("2016-01-15");
const FAR = isoDate("2016-03-18");
/** The search counts in hundreds of dollars and looks no closer than a millionth of them. */
const SEARCH_TOLERANCE = 100;

/** So many of an option at a strike and a price; negative when sold. */
function leg(ratio: number, right: Right, strike: number, mark: number, expiry = NEAR): MarginLeg {
  const contract = option(right, strike, expiry);
  const conId = contract.conId + (expiry === NEAR ? 0 : 5_000_000);
  return { contract: { ...contract, conId }, ratio, mark: money(mark) };
}

function shares(ratio: number, mark: number): MarginLeg {
  return { contract: stock(1), ratio, mark: money(mark) };
}

function marginOf(legs: readonly MarginLeg[], spot: number): readonly [initial: Micros, maintenance: Micros] {
  const result = spreadMargin({ legs, spot: money(spot) });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return [result.margin.initial, result.margin.maintenance];
}

describe("the margin of one spread", () => {
  it.each([
    ["a long call: its price", [leg(1, "call", 125, 5)], 128.5, 500],
    ["a debit vertical: what it is worth", [leg(1, "call", 100, 4), leg(-1, "call", 105, 2)], 100, 200],
    ["a credit vertical: width less credit", [leg(-1, "call", 100, 4), leg(1, "call", 105, 2)], 100, 300],
    ["a short put: the minimum", [leg(-1, "put", 80, 2)], 95, 800],
    [
      "a vertical so wide that its short put needs less alone",
      [leg(-1, "put", 95, 2), leg(1, "put", 40, 0.05)],
      100,
      1_505,
    ],
    [
      "an iron condor: the wider side's width less the credit",
      [leg(1, "put", 85, 1), leg(-1, "put", 95, 3), leg(-1, "call", 105, 3), leg(1, "call", 110, 2)],
      100,
      700,
    ],
    ["a short straddle: the greater side", [leg(-1, "call", 100, 4), leg(-1, "put", 100, 3.5)], 101, 2_020],
    [
      "a butterfly: its debit",
      [leg(1, "call", 95, 7), leg(-2, "call", 100, 4), leg(1, "call", 105, 2)],
      100,
      100,
    ],
    [
      "a broken wing butterfly: its debit and the difference of the wings",
      [leg(1, "call", 95, 7), leg(-2, "call", 100, 4), leg(1, "call", 110, 0.8)],
      100,
      480,
    ],
    ["a calendar: its debit", [leg(-1, "call", 100, 4), leg(1, "call", 100, 6, FAR)], 100, 200],
    [
      "a calendar whose long option ends first: each alone",
      [leg(1, "call", 100, 4), leg(-1, "call", 100, 6, FAR)],
      100,
      2_400,
    ],
    [
      "a ratio spread: one pair, and one call alone",
      [leg(1, "call", 100, 4), leg(-2, "call", 105, 2)],
      100,
      200 + 1_500,
    ],
  ] as const)("of %s", (_title, legs, spot, expected) => {
    expect(marginOf(legs, spot)).toEqual([money(expected), money(expected)]);
  });

  it("of a covered call is half of the shares at first and a quarter later, less what the call is worth", () => {
    expect(marginOf([shares(100, 100), leg(-1, "call", 105, 2)], 100)).toEqual([money(4_800), money(2_300)]);
  });

  it("of a cash-secured put is the strike less what the put is worth", () => {
    const { initial, maintenance } = cashSecuredPut(option("put", 80), money(2));
    expect([initial, maintenance]).toEqual([money(7_800), money(7_800)]);
  });
});

describe("what a spread ties up", () => {
  it("is the debit of a debit spread and the width less the credit of a credit one, when bought at its marks", () => {
    const debit = { initial: marginOf([leg(1, "call", 100, 4), leg(-1, "call", 105, 2)], 100)[0] };
    expect(tiedUp(debit, money(200), money(200))).toBe(money(200));
    const credit = { initial: marginOf([leg(-1, "call", 100, 4), leg(1, "call", 105, 2)], 100)[0] };
    expect(tiedUp(credit, money(-200), money(-200))).toBe(money(300));
  });

  it("rises by what is paid beyond the marks, and is never below nothing", () => {
    expect(tiedUp({ initial: money(300) }, money(-180), money(-200))).toBe(money(320));
    expect(tiedUp({ initial: money(0) }, money(-50), money(0))).toBe(0);
  });
});

describe("a margin that cannot be said", () => {
  const good = leg(1, "call", 100, 4);
  it.each([
    ["margin.no-legs", "legs", [], 100],
    ["margin.spot-not-positive", "spot", [good], 0],
    ["margin.ratio-not-whole", "legs[0].ratio", [{ ...good, ratio: 0.5 }], 100],
    ["margin.ratio-not-whole", "legs[0].ratio", [{ ...good, ratio: 0 }], 100],
    ["margin.mark-negative", "legs[0].mark", [{ ...good, mark: Number.NaN as Micros }], 100],
    ["margin.mark-negative", "legs[0].mark", [{ ...good, mark: -1 as Micros }], 100],
    ["margin.leg-twice", "legs[1].contract", [good, good], 100],
    ["margin.underlyings-differ", "legs[1].contract", [good, { ...good, contract: stock(7, "XYZ") }], 100],
  ] as const)("is refused as %s, which names %s", (code, field, legs, spot) => {
    expect(spreadMargin({ legs, spot: money(spot) })).toMatchObject({
      kind: "refused",
      refusal: { code, field },
    });
  });
});

const rights = fc.constantFrom("call" as const, "put" as const);
const signs = fc.constantFrom(1, -1);
const strikes = fc.integer({ min: 8, max: 80 }).map((steps) => steps * 2.5);
const marks = fc.integer({ min: 0, max: 1_200 }).map((ticks) => ticks * 0.05);
const expiries = fc.constantFrom(NEAR, NEAR, FAR);

function legOf(ratio: fc.Arbitrary<number>, right: fc.Arbitrary<Right>, expiry: fc.Arbitrary<typeof NEAR>) {
  return fc
    .tuple(ratio, right, strikes, marks, expiry)
    .map(([count, side, strike, mark, on]) => leg(count, side, strike, mark, on));
}

const ones = fc.constant(1);
const near = fc.constant(NEAR);

/** Four legs, a pair of each right; three of one right; two of any. */
const shapes: Record<string, fc.Arbitrary<readonly MarginLeg[]>> = {
  "two legs": fc.tuple(
    legOf(fc.constantFrom(-3, -2, -1, 1, 2), rights, expiries),
    legOf(fc.constantFrom(-2, -1, 1, 2), rights, expiries),
  ),
  "a vertical, calendar or diagonal": fc
    .tuple(rights, signs, legOf(ones, rights, expiries), legOf(ones, rights, expiries))
    .map(([right, sign, a, b]) =>
      [
        { ...a, ratio: sign },
        { ...b, ratio: -sign },
      ].map((each) => onRight(each, right)),
    ),
  "a pair of calls and one of puts": fc
    .tuple(
      signs,
      signs,
      legOf(ones, rights, near),
      legOf(ones, rights, expiries),
      legOf(ones, rights, near),
      legOf(ones, rights, expiries),
    )
    .map(([first, second, a, b, c, d]) => [
      onRight({ ...a, ratio: first }, "call"),
      onRight({ ...b, ratio: -first }, "call"),
      onRight({ ...c, ratio: second }, "put"),
      onRight({ ...d, ratio: -second }, "put"),
    ]),
  "a butterfly": fc
    .tuple(rights, signs, fc.uniqueArray(strikes, { minLength: 3, maxLength: 3 }), marks, marks, marks)
    .map(([right, sign, at, a, b, c]) => {
      const [low, body, high] = at.toSorted((x, y) => x - y) as [number, number, number];
      return [leg(sign, right, low, a), leg(-2 * sign, right, body, b), leg(sign, right, high, c)];
    }),
};

function onRight(each: MarginLeg, right: Right): MarginLeg {
  const contract = each.contract as OptionContract;
  return leg(each.ratio, right, contract.strike / 1e6, each.mark / 1e6, contract.expiry);
}

function holding({ contract, ratio, mark }: MarginLeg): MarginHolding {
  return { kind: "option", series: marginSeries(contract as OptionContract), quantity: ratio, mark };
}

describe("a closed form", () => {
  it.each(Object.entries(shapes))("of %s is what the search over all divisions finds", (_title, shape) => {
    let known = 0;
    fc.assert(
      fc.property(shape, fc.integer({ min: 40, max: 160 }), (legs, spot) => {
        fc.pre(new Set(legs.map(({ contract }) => contract.conId)).size === legs.length);
        const options = legs.map((each) => ({ ...each, contract: each.contract as OptionContract }));
        const closed = closedFormMargin(options, money(spot));
        if (closed === null) return;
        known += 1;
        const searched = marginOfBook(bookOf(legs.map(holding), money(spot)));
        expect(searched.initial).toBe(searched.maintenance);
        expect(closed).toBeLessThanOrEqual(searched.initial + 1e-3);
        expect(closed).toBeGreaterThanOrEqual(searched.initial - SEARCH_TOLERANCE);
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect(known).toBeGreaterThan(700);
  });
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assertCostly } from "../../testing/assert-costly.ts";
import { isoDate } from "../../kernel/time.ts";
import { money, option, stock } from "../../testing/fixtures.ts";
import { BACK_EXPIRY, leg, LEGS_OF_KIND, shares, spread } from "../../testing/spread-arbitraries.ts";
import type { Spread, SpreadLeg } from "./spread.ts";
import { STRATEGY_KINDS } from "./spread.ts";
import { expiredRefusal, reversed, spreadOf } from "./spread-of.ts";

const named = STRATEGY_KINDS.filter((kind) => kind !== "custom");
const oneWay = new Set(["coveredCall", "cashSecuredPut"]);

function refusalOf(...legs: readonly SpreadLeg[]) {
  const result = spreadOf(legs);
  return result.kind === "refused" ? result.refusal : null;
}

describe.each(named)("the legs of a %s", (kind) => {
  it("are recognised in any order, so many times and the other way round", () => {
    const shuffled = LEGS_OF_KIND[kind].chain((legs) =>
      fc.record({
        legs: fc.shuffledSubarray([...legs], { minLength: legs.length }),
        count: fc.integer({ min: 1, max: 9 }),
      }),
    );
    assertCostly(
      fc.property(shuffled, ({ legs, count }) => {
        const result = spreadOf(legs.map(({ contract, ratio }) => ({ contract, ratio: ratio * count })));
        const once = spread(...legs);
        expect(result).toEqual({
          kind: "spread",
          spread: once,
          changes: { count, merged: [], cancelled: [] },
        });
        expect(once.kind).toBe(kind);
        const back = reversed(once);
        expect(back.kind).toBe(oneWay.has(kind) ? "custom" : kind);
        expect(reversed(back)).toEqual(once);
        const turned = { debit: "credit", credit: "debit", either: "either" } as const;
        if (kind !== "calendar" && kind !== "diagonal") expect(back.side).toBe(turned[once.side]);
      }),
      { numRuns: 300 },
    );
  });
});

describe("legs that are", () => {
  it("given more than once are added up, and left out where they cancel", () => {
    const result = spreadOf([
      leg(1, "call", 740),
      leg(-1, "call", 750),
      leg(1, "call", 740),
      leg(2, "put", 700),
      leg(-1, "call", 750),
      leg(-2, "put", 700),
    ]);
    expect(result).toMatchObject({
      kind: "spread",
      spread: { kind: "vertical", legs: [{ ratio: 1 }, { ratio: -1 }] },
      changes: { count: 2, merged: [1_007_400, 1_007_500, 2_007_000], cancelled: [2_007_000] },
    });
  });

  it("two lots of shares and two calls are one covered call, twice", () => {
    const result = spreadOf([shares(2), leg(-2, "call", 760)]);
    expect(result).toMatchObject({
      spread: { kind: "coveredCall", legs: [{ ratio: 100 }, { ratio: -1 }] },
      changes: { count: 2 },
    });
  });

  it("of no known shape are custom", () => {
    const customs: readonly Spread[] = [
      spread(leg(1, "call", 740)),
      spread(leg(-1, "call", 740)),
      spread(leg(1, "call", 750), leg(-1, "put", 740)),
      spread(leg(1, "put", 760), leg(1, "call", 740)),
      spread(leg(1, "call", 740), leg(-1, "call", 745), leg(-1, "call", 755), leg(1, "call", 760)),
      spread(leg(1, "call", 740), leg(-3, "call", 745), leg(1, "call", 750)),
      spread(shares(1), leg(1, "put", 700)),
      spread(shares(1), leg(-2, "call", 760)),
      spread(leg(-1, "put", 740), leg(-1, "call", 740, BACK_EXPIRY)),
      spread(leg(-2, "call", 740), leg(1, "call", 740, BACK_EXPIRY)),
    ];
    expect(customs.map(({ kind }) => kind)).toEqual(customs.map(() => "custom"));
  });
});

describe("legs are refused, with the field,", () => {
  const call = option("call", 740);
  const cases: readonly [string, readonly SpreadLeg[], string, string | null][] = [
    ["without one", [], "spread.no-legs", "legs"],
    ["when they cancel", [leg(1, "call", 740), leg(-1, "call", 740)], "spread.legs-cancel", "legs"],
    [
      "more than four",
      [740, 745, 750, 755, 760].map((strike) => leg(1, "put", strike)),
      "spread.too-many-legs",
      "legs",
    ],
    ["as shares alone", [shares(1)], "spread.no-option", "legs"],
    ["for half a lot", [shares(0.5), leg(-1, "call", 760)], "spread.shares-not-lots", "legs[0].ratio"],
    ["for no count", [leg(0, "call", 740)], "spread.ratio-invalid", "legs[0].ratio"],
    ["for half a contract", [leg(0.5, "call", 740)], "spread.ratio-invalid", "legs[0].ratio"],
    [
      "for NaN contracts",
      [leg(1, "call", 750), leg(Number.NaN, "call", 740)],
      "spread.ratio-invalid",
      "legs[1].ratio",
    ],
    ["for an absurd count", [leg(101, "call", 740)], "spread.ratio-invalid", "legs[0].ratio"],
    [
      "without a contract id",
      [{ contract: { ...call, conId: 0 }, ratio: 1 }],
      "spread.contract-unknown",
      "legs[0].contract.conId",
    ],
    [
      "with a strike of nothing",
      [{ contract: { ...call, strike: money(0) }, ratio: 1 }],
      "spread.strike-invalid",
      "legs[0].contract.strike",
    ],
    [
      "with half a multiplier",
      [{ contract: { ...call, multiplier: 0.5 }, ratio: 1 }],
      "spread.multiplier-invalid",
      "legs[0].contract.multiplier",
    ],
    [
      "with no date",
      [{ contract: { ...call, expiry: "2016-02-30" as typeof call.expiry }, ratio: 1 }],
      "spread.expiry-invalid",
      "legs[0].contract.expiry",
    ],
    [
      "of two underlyings",
      [leg(1, "call", 750), { contract: { ...call, symbol: "TWX" }, ratio: -1 }],
      "spread.legs-differ",
      "legs[1].contract.symbol",
    ],
    [
      "of two currencies",
      [leg(1, "call", 750), { contract: { ...call, currency: "EUR" }, ratio: -1 }],
      "spread.legs-differ",
      "legs[1].contract.currency",
    ],
    [
      "of two multipliers",
      [leg(1, "call", 750), { contract: { ...call, multiplier: 10 }, ratio: -1 }],
      "spread.legs-differ",
      "legs[1].contract.multiplier",
    ],
    [
      "on shares of another contract",
      [{ contract: stock(7), ratio: 100 }, leg(-1, "call", 750)],
      "spread.legs-differ",
      "legs[1].contract.underlyingConId",
    ],
    [
      "of two trading classes",
      [leg(1, "call", 750), { contract: { ...call, tradingClass: "GOOG1" }, ratio: -1 }],
      "spread.legs-differ",
      "legs[1].contract.tradingClass",
    ],
    [
      "of one id for two options",
      [leg(1, "call", 740), { contract: { ...call, strike: money(745) }, ratio: -1 }],
      "spread.contract-contradictory",
      "legs[1].contract",
    ],
    [
      "of two ids for one option",
      [leg(1, "call", 740), { contract: { ...call, conId: 7 }, ratio: -1 }],
      "spread.contract-contradictory",
      "legs[1].contract.conId",
    ],
  ];

  it.each(cases)("%s", (_, legs, code, field) => {
    const refusal = refusalOf(...legs);
    expect(refusal).toMatchObject({ code, field });
    expect(refusal?.remedy).not.toBe("");
  });

  it("on the day after the front expiry", () => {
    const calendar = spread(leg(-1, "call", 740), leg(1, "call", 740, BACK_EXPIRY));
    expect(expiredRefusal(calendar, calendar.expiry)).toBeNull();
    expect(expiredRefusal(calendar, isoDate("2016-01-16"))).toMatchObject({
      code: "spread.expired",
      field: "expiry",
    });
  });
});

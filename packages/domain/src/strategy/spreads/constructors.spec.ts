import { describe, expect, it } from "vitest";
import { option } from "../../testing/fixtures.ts";
import { BACK_EXPIRY, leg, SHARES, shares, spread } from "../../testing/spread-arbitraries.ts";
import {
  brokenWingOf,
  butterflyOf,
  calendarOf,
  cashSecuredPutOf,
  coveredCallOf,
  diagonalOf,
  ironButterflyOf,
  ironCondorOf,
  ratioOf,
  straddleOf,
  strangleOf,
  verticalOf,
} from "./constructors.ts";
import type { SpreadLeg, SpreadResult } from "./spread.ts";

const call = (strike: number) => option("call", strike);
const put = (strike: number) => option("put", strike);
const far = (strike: number) => ({
  ...option("call", strike, BACK_EXPIRY),
  conId: 1_000_000 + strike * 10 + 4_000_000,
});

const condor = { longPut: put(740), shortPut: put(745), shortCall: call(760), longCall: call(765) };
const wings = { lowerWing: call(740), body: call(750), upperWing: call(760) };

describe("a named constructor", () => {
  const cases: readonly [string, SpreadResult, readonly SpreadLeg[]][] = [
    ["vertical", verticalOf({ long: put(740), short: put(745) }), [leg(1, "put", 740), leg(-1, "put", 745)]],
    [
      "ironCondor",
      ironCondorOf(condor),
      [leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 760), leg(1, "call", 765)],
    ],
    [
      "ironButterfly",
      ironButterflyOf({ ...condor, shortCall: call(745) }),
      [leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 745), leg(1, "call", 765)],
    ],
    ["butterfly", butterflyOf(wings), [leg(1, "call", 740), leg(-2, "call", 750), leg(1, "call", 760)]],
    [
      "brokenWing",
      brokenWingOf({ ...wings, upperWing: call(770) }),
      [leg(1, "call", 740), leg(-2, "call", 750), leg(1, "call", 770)],
    ],
    [
      "calendar",
      calendarOf({ near: call(750), far: far(750) }),
      [leg(-1, "call", 750), leg(1, "call", 750, BACK_EXPIRY)],
    ],
    [
      "diagonal",
      diagonalOf({ near: call(755), far: far(750) }),
      [leg(-1, "call", 755), leg(1, "call", 750, BACK_EXPIRY)],
    ],
    ["straddle", straddleOf({ put: put(750), call: call(750) }), [leg(1, "put", 750), leg(1, "call", 750)]],
    ["strangle", strangleOf({ put: put(740), call: call(760) }), [leg(1, "put", 740), leg(1, "call", 760)]],
    [
      "ratio",
      ratioOf({ long: call(740), longCount: 1, short: call(750), shortCount: 2 }),
      [leg(1, "call", 740), leg(-2, "call", 750)],
    ],
    ["coveredCall", coveredCallOf({ shares: SHARES, call: call(760) }), [shares(1), leg(-1, "call", 760)]],
    ["cashSecuredPut", cashSecuredPutOf({ put: put(730) }), [leg(-1, "put", 730)]],
  ];

  it.each(cases)("makes a %s in its usual direction", (kind, result, legs) => {
    expect(result).toMatchObject({ kind: "spread", spread: { kind } });
    if (result.kind === "spread") expect(result.spread).toEqual(spread(...legs));
  });

  const contradictions: readonly [string, SpreadResult, string][] = [
    ["two strikes that are one", verticalOf({ long: put(740), short: put(740) }), "short.strike"],
    ["two rights", verticalOf({ long: put(740), short: call(745) }), "short.right"],
    ["two expiries", verticalOf({ long: call(740), short: far(745) }), "short.expiry"],
    ["a call as a put", ironCondorOf({ ...condor, shortPut: call(745) }), "shortPut.right"],
    ["puts out of order", ironCondorOf({ ...condor, longPut: put(750) }), "shortPut.strike"],
    ["a condor without a gap", ironCondorOf({ ...condor, shortCall: call(745) }), "shortCall.strike"],
    ["a butterfly with a gap", ironButterflyOf(condor), "shortCall.strike"],
    ["a wing inside", butterflyOf({ ...wings, upperWing: call(745) }), "upperWing.strike"],
    ["unequal wings", butterflyOf({ ...wings, upperWing: call(770) }), "legs"],
    ["equal wings", brokenWingOf(wings), "legs"],
    ["a calendar back in time", calendarOf({ near: far(750), far: call(750) }), "far.expiry"],
    ["a calendar of two strikes", calendarOf({ near: call(755), far: far(750) }), "far.strike"],
    ["a diagonal of one strike", diagonalOf({ near: call(750), far: far(750) }), "far.strike"],
    ["a strangle the wrong way round", strangleOf({ put: put(760), call: call(740) }), "call.strike"],
    ["a straddle of two strikes", straddleOf({ put: put(740), call: call(760) }), "call.strike"],
    [
      "a ratio of equals",
      ratioOf({ long: call(740), longCount: 2, short: call(750), shortCount: 2 }),
      "legs",
    ],
    [
      "a ratio of less than nothing",
      ratioOf({ long: call(740), longCount: -1, short: call(750), shortCount: 2 }),
      "longCount",
    ],
    ["a covered put", coveredCallOf({ shares: SHARES, call: put(760) }), "call.right"],
    ["a cash-secured call", cashSecuredPutOf({ put: call(760) }), "put.right"],
  ];

  it.each(contradictions)("refuses %s, naming the leg", (_, result, field) => {
    expect(result).toMatchObject({ kind: "refused", refusal: { code: "spread.legs-contradict", field } });
  });
});

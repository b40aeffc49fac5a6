import { describe, expect, it } from "vitest";
import type { Micros } from "../../kernel/money.ts";
import { money } from "../../testing/fixtures.ts";
import { leg, shares, spread } from "../../testing/spread-arbitraries.ts";
import { annualised, fundsOf, returnOnMargin, rewardToRisk, type SpreadFunds } from "./returns.ts";
import type { Spread } from "./spread.ts";

const condor = spread(leg(1, "put", 740), leg(-1, "put", 745), leg(-1, "call", 760), leg(1, "call", 765));

function funds(of: Spread, price: number, marks: readonly number[]): SpreadFunds {
  const result = fundsOf(of, { price: money(price), marks: marks.map(money), spot: money(750) });
  if (result.kind === "refused") throw new Error(result.refusal.message);
  return result.funds;
}

describe("reward to risk", () => {
  it.each([
    [{ maxGain: money(1.5), maxLoss: money(3.5) }, 3 / 7],
    [{ maxGain: null, maxLoss: money(3.5) }, Infinity],
    [{ maxGain: money(1.5), maxLoss: null }, 0],
    [{ maxGain: money(1.5), maxLoss: money(0) }, Infinity],
    [{ maxGain: money(1.5), maxLoss: money(-0.1) }, Infinity],
  ])("of %j is %f", (outcome, ratio) => {
    expect(rewardToRisk(outcome)).toBeCloseTo(ratio, 12);
  });
});

describe("the funds that a spread ties up", () => {
  it("are the width less the credit of an iron condor", () => {
    expect(funds(condor, -1.5, [5, 6, 4.5, 4]).tiedUp).toBe(money(350));
  });

  it("are the debit of a vertical, and what is paid beyond its marks", () => {
    const vertical = spread(leg(1, "call", 740), leg(-1, "call", 745));
    expect(funds(vertical, 2.5, [14, 11.5]).tiedUp).toBe(money(250));
    expect(funds(vertical, 2.6, [14, 11.5]).tiedUp).toBe(money(260));
  });

  it("are the strike less the premium of a cash-secured put, in cash", () => {
    expect(funds(spread(leg(-1, "put", 730)), -8, [8])).toEqual({
      initial: money(72_200),
      maintenance: money(72_200),
      tiedUp: money(72_200),
    });
  });

  it("are half the shares' price less the premium of a covered call", () => {
    expect(funds(spread(shares(1), leg(-1, "call", 760)), 742, [750, 8]).tiedUp).toBe(money(36_700));
  });

  it("are refused without a mark for each leg, or with one that is none", () => {
    const ask = (marks: readonly number[]) =>
      fundsOf(condor, { price: money(-1.5), marks: marks as Micros[], spot: money(750) });
    expect(ask([1, 2, 3])).toMatchObject({
      kind: "refused",
      refusal: { code: "spread.marks", field: "marks" },
    });
    expect(ask([1, 2, 3, Number.NaN])).toMatchObject({ kind: "refused", refusal: { field: "legs[3].mark" } });
  });
});

describe("return on margin", () => {
  it("is the gain over what is tied up, simply annualised over 365 days", () => {
    const share = returnOnMargin(money(150), { tiedUp: money(350) });
    expect(share).toBeCloseTo(3 / 7, 12);
    expect(annualised(3 / 7, 22)).toBeCloseTo(((3 / 7) * 365) / 22, 12);
  });

  it("is none where nothing is tied up or no day is left, and infinite with an unlimited gain", () => {
    expect(returnOnMargin(money(150), { tiedUp: money(0) })).toBeNull();
    expect(returnOnMargin(null, { tiedUp: money(350) })).toBe(Infinity);
    expect(annualised(0.1, 0)).toBeNull();
    expect(annualised(0.1, -1)).toBeNull();
    expect(annualised(0.1, Number.NaN)).toBeNull();
  });
});

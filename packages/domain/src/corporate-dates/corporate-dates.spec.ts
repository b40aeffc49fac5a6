import { describe, expect, it } from "vitest";
import { isoDate } from "../kernel/time.ts";
import { money } from "../testing/fixtures.ts";
import { specification } from "../testing/given-when-then.ts";
import type { CorporateDatesCommand } from "./commands.ts";
import { CORPORATE_DATES_MAX, corporateDates } from "./decide.ts";
import type { CorporateDatesEvent } from "./events.ts";
import { hasEarningsBefore, hasExDividendBefore } from "./state.ts";

const CONTEXT = { today: isoDate("2015-12-24") };
const [JANUARY, FEBRUARY, APRIL] = ["2016-01-28", "2016-02-04", "2016-04-21"].map(isoDate) as [
  ReturnType<typeof isoDate>,
  ReturnType<typeof isoDate>,
  ReturnType<typeof isoDate>,
];
const GOOG = { symbol: "GOOG", actor: "user:ada" };

type Data = CorporateDatesCommand["data"];

function setting(changes: Partial<Data>): CorporateDatesCommand {
  return { type: "SetCorporateDates", data: { ...GOOG, earnings: [], exDividends: [], ...changes } };
}

function set(changes: Partial<Data>): CorporateDatesEvent {
  return { type: "CorporateDatesSet", data: { ...GOOG, earnings: [], exDividends: [], ...changes } };
}

const dividend = (date: typeof JANUARY, amount: number | null = 0.5) => ({
  date,
  amount: amount === null ? null : money(amount),
});

const dates = specification(corporateDates);

describe("corporate dates", () => {
  it("are kept in their order, whatever the order that they are given in", () => {
    dates
      .when(
        setting({ earnings: [APRIL, JANUARY], exDividends: [dividend(APRIL, null), dividend(FEBRUARY)] }),
        CONTEXT,
      )
      .then(set({ earnings: [JANUARY, APRIL], exDividends: [dividend(FEBRUARY), dividend(APRIL, null)] }));
  });

  it("replace all that were known, and go when nothing is given", () => {
    const given = dates.given(set({ earnings: [JANUARY] }));
    expect(
      given.when(setting({ earnings: [APRIL] }), CONTEXT).then(set({ earnings: [APRIL] })).earnings,
    ).toEqual([APRIL]);
    given.when(setting({}), CONTEXT).then(set({}));
  });

  it("that are known already change nothing, even once they have passed", () => {
    const given = dates.given(set({ earnings: [JANUARY], exDividends: [dividend(FEBRUARY)] }));
    given
      .when(setting({ earnings: [JANUARY], exDividends: [dividend(FEBRUARY)] }), { today: APRIL })
      .thenNothing();
    given
      .when(setting({ earnings: [JANUARY], exDividends: [dividend(FEBRUARY, 0.6)] }), CONTEXT)
      .then(set({ earnings: [JANUARY], exDividends: [dividend(FEBRUARY, 0.6)] }));
  });

  it.each([
    ["dates.past", "earnings[1]", { earnings: [JANUARY, isoDate("2015-12-23")] }],
    ["dates.past", "exDividends[0].date", { exDividends: [dividend(isoDate("2015-01-02"))] }],
    ["dates.too-far", "earnings[0]", { earnings: [isoDate("2116-01-28")] }],
    ["dates.duplicate", "earnings[2]", { earnings: [JANUARY, APRIL, JANUARY] }],
    ["dates.duplicate", "exDividends[1].date", { exDividends: [dividend(APRIL), dividend(APRIL, 1)] }],
    ["dates.amount-not-positive", "exDividends[0].amount", { exDividends: [dividend(APRIL, -0.5)] }],
    ["dates.amount-not-positive", "exDividends[0].amount", { exDividends: [dividend(APRIL, 0)] }],
    [
      "dates.amount-not-positive",
      "exDividends[0].amount",
      { exDividends: [{ date: APRIL, amount: Number.NaN as never }] },
    ],
  ] as const)("are refused as %s, which names %s", (code, field, changes) => {
    expect(dates.when(setting(changes), CONTEXT).thenRefused(code).field).toBe(field);
  });

  it("of today may still be given", () => {
    dates.when(setting({ earnings: [CONTEXT.today] }), CONTEXT).then(set({ earnings: [CONTEXT.today] }));
  });

  it("are a few, not any number", () => {
    const many = Array.from({ length: CORPORATE_DATES_MAX + 1 }, (_, index) =>
      isoDate(Temporal.PlainDate.from(JANUARY).add({ days: index }).toString()),
    );
    expect(dates.when(setting({ earnings: many }), CONTEXT).thenRefused("dates.too-many").field).toBe(
      "earnings",
    );
    dates.when(setting({ earnings: many.slice(1) }), CONTEXT).then(set({ earnings: many.slice(1) }));
  });
});

describe("what is open from one day to another", () => {
  const known = dates.given(set({ earnings: [JANUARY], exDividends: [dividend(FEBRUARY)] })).state;
  const goesEx = known.exDividends.map(({ date }) => date);

  it("meets earnings on either day and between", () => {
    expect(hasEarningsBefore(known.earnings, JANUARY, JANUARY)).toBe(true);
    expect(hasEarningsBefore(known.earnings, CONTEXT.today, JANUARY)).toBe(true);
    expect(hasEarningsBefore(known.earnings, CONTEXT.today, isoDate("2016-01-27"))).toBe(false);
    expect(hasEarningsBefore(known.earnings, isoDate("2016-01-29"), APRIL)).toBe(false);
  });

  it("meets a dividend that is still to come: on its day the share is without it already", () => {
    expect(hasExDividendBefore(goesEx, CONTEXT.today, FEBRUARY)).toBe(true);
    expect(hasExDividendBefore(goesEx, FEBRUARY, APRIL)).toBe(false);
    expect(hasExDividendBefore(goesEx, CONTEXT.today, isoDate("2015-12-25"))).toBe(false);
  });
});

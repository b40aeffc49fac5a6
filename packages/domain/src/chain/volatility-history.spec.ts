import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { epochMs, isoDate, type IsoDate } from "../kernel/time.ts";
import {
  type DailyVolatility,
  isVolatilityDue,
  VOLATILITY_DATES_MAX,
  volatilityAtMaturity,
  type VolatilityHistory,
  volatilityRank,
  withVolatility,
} from "./volatility-history.ts";

const TODAY = isoDate("2026-06-30");

function daysBefore(days: number): IsoDate {
  return isoDate(Temporal.PlainDate.from(TODAY).subtract({ days }).toString());
}

function daily(date: IsoDate, volatility: number, at = 0): DailyVolatility {
  return { date, volatility, at: epochMs(at) };
}

/** So many dates before today, the newest yesterday. */
function history(volatilities: readonly number[]): VolatilityHistory {
  return volatilities.map((volatility, index) => daily(daysBefore(volatilities.length - index), volatility));
}

describe("the volatility thirty days ahead", () => {
  it("lies between the expiries around it, linear in total variance", () => {
    const terms = [
      { days: 58, volatility: 0.3 },
      { days: 23, volatility: 0.2 },
      { days: 400, volatility: 0.9 },
    ];
    const [near, far] = [0.04 * 23, 0.09 * 58];
    const variance = near + ((30 - 23) / (58 - 23)) * (far - near);
    expect(volatilityAtMaturity(terms)).toBeCloseTo(Math.sqrt(variance / 30), 14);
  });

  it("is an expiry's own when it ends on that day, or when it stands alone and near enough", () => {
    expect(volatilityAtMaturity([{ days: 30, volatility: 0.25 }])).toBe(0.25);
    expect(volatilityAtMaturity([{ days: 16, volatility: 0.25 }])).toBe(0.25);
    expect(volatilityAtMaturity([{ days: 14, volatility: 0.25 }])).toBeNull();
    expect(volatilityAtMaturity([{ days: 61, volatility: 0.25 }])).toBeNull();
    expect(volatilityAtMaturity([])).toBeNull();
  });

  it("is never made of what is no volatility", () => {
    for (const volatility of [Number.NaN, 0, -0.2, Infinity]) {
      expect(volatilityAtMaturity([{ days: 30, volatility }])).toBeNull();
    }
    expect(volatilityAtMaturity([{ days: 0, volatility: 0.2 }])).toBeNull();
  });
});

describe("the history of a volatility", () => {
  it("keeps the last value of each trading date, in their order, and forgets the oldest", () => {
    const days = fc.array(fc.integer({ min: 1, max: 600 }), { maxLength: 700 });
    fc.assert(
      fc.property(days, (offsets) => {
        const last = new Map<string, number>();
        let kept: VolatilityHistory = [];
        for (const [index, offset] of offsets.entries()) {
          const date = daysBefore(offset);
          kept = withVolatility(kept, daily(date, index + 1));
          last.delete(date);
          last.set(date, index + 1);
        }
        expect(kept.length).toBeLessThanOrEqual(VOLATILITY_DATES_MAX);
        expect(kept.map(({ date }) => date)).toEqual(kept.map(({ date }) => date).toSorted());
        for (const { date, volatility } of kept) expect(volatility).toBe(last.get(date));
      }),
      { numRuns: 20 },
    );
  });

  it("takes a value of a date at most every quarter of an hour, and once more in the last minute", () => {
    const minute = 60_000;
    const kept = [daily(TODAY, 0.2, 10 * minute)];
    const due = (at: number, toClose: number) => isVolatilityDue(kept, TODAY, epochMs(at * minute), toClose);
    expect(isVolatilityDue([], TODAY, epochMs(0), 300)).toBe(true);
    expect(isVolatilityDue(kept, daysBefore(-1), epochMs(10 * minute), 300)).toBe(true);
    expect([due(11, 300), due(24, 200), due(25, 200)]).toEqual([false, false, true]);
    expect([due(10.5, 1), due(11, 1)]).toEqual([false, true]);
  });
});

describe("rank and percentile of a volatility", () => {
  const twenty = Array.from({ length: 20 }, (_, index) => 0.2 + index / 100);

  it("say where today's stands between the lowest and the highest, and above how many dates", () => {
    expect(volatilityRank(history(twenty), TODAY, 0.295)).toMatchObject({
      kind: "ranked",
      rank: expect.closeTo(0.5, 12),
      percentile: 0.5,
      lowest: 0.2,
      highest: expect.closeTo(0.39, 12),
      dates: 20,
      since: daysBefore(20),
    });
    expect(volatilityRank(history(twenty), TODAY, 0.5)).toMatchObject({ rank: 1, percentile: 1 });
    expect(volatilityRank(history(twenty), TODAY, 0.1)).toMatchObject({ rank: 0, percentile: 0 });
  });

  it("take the value recorded today when no other is given, and never count it among the earlier ones", () => {
    const recorded = withVolatility(history(twenty), daily(TODAY, 0.39));
    expect(volatilityRank(recorded, TODAY)).toMatchObject({
      current: 0.39,
      rank: 1,
      percentile: 0.95,
      dates: 20,
    });
  });

  it("have no rank where every date was the same", () => {
    expect(volatilityRank(history(twenty.map(() => 0.2)), TODAY, 0.2)).toMatchObject({
      rank: null,
      percentile: 0,
    });
  });

  it("are unknown with fewer than twenty earlier dates, and without a volatility of today", () => {
    expect(volatilityRank(history(twenty.slice(1)), TODAY, 0.3)).toEqual({
      kind: "unknown",
      reason: "tooFewDates",
      dates: 19,
      datesMin: 20,
    });
    for (const current of [null, Number.NaN, 0]) {
      expect(volatilityRank(history(twenty), TODAY, current)).toMatchObject({
        reason: "noCurrentVolatility",
      });
    }
  });

  it("look back one year and no farther", () => {
    const old = history(twenty).map((one) => daily(daysBefore(366), one.volatility));
    const kept = [daily(daysBefore(366), 9), ...history(twenty)];
    expect(volatilityRank(kept, TODAY, 0.3)).toMatchObject({ dates: 20, highest: expect.closeTo(0.39, 12) });
    expect(volatilityRank(old.slice(0, 1), TODAY, 0.3)).toMatchObject({ dates: 0 });
  });
});

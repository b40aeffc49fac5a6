import type { EpochMs, IsoDate } from "../kernel/time.ts";

/**
 * The volatility whose history is kept: at the money, thirty calendar days ahead, so that one day's can be compared with
 * another's whatever is listed. 1.0 is 100 % a year.
 */
export const VOLATILITY_MATURITY_DAYS = 30;
/** One expiry alone stands for that maturity only when it is neither nearer nor farther than this. */
const ALONE_DAYS = { min: 15, max: 60 } as const;
/** Trading dates that are remembered: a year of them and some, the oldest forgotten first. */
export const VOLATILITY_DATES_MAX = 366;
/** Rank and percentile look back this many calendar days. */
export const VOLATILITY_LOOKBACK_DAYS = 365;
/** Earlier trading dates without which nothing is said of rank and percentile: about a month of them. */
export const VOLATILITY_DATES_MIN = 20;
/** A date's value is recorded anew at most so often, and once more in the last minute of its session. */
export const VOLATILITY_RECORD_INTERVAL_MS = 15 * 60_000;

/** The last volatility that was recorded on a trading date. */
export interface DailyVolatility {
  readonly date: IsoDate;
  readonly volatility: number;
  readonly at: EpochMs;
}

/** Oldest first, one value a trading date, at most `VOLATILITY_DATES_MAX`. */
export type VolatilityHistory = readonly DailyVolatility[];

/** An expiry's volatility at the money, `days` calendar days ahead. */
export interface TermVolatility {
  readonly days: number;
  readonly volatility: number;
}

/**
 * The volatility thirty days ahead: total variance is linear in time between the two expiries around it, as in the VIX
 * (Cboe, VIX methodology). One expiry alone is taken as it is from 15 to 60 days; else null. Terms that are no positive
 * finite numbers are left out.
 */
export function volatilityAtMaturity(terms: readonly TermVolatility[]): number | null {
  const known = terms
    .filter(({ days, volatility }) => days > 0 && volatility > 0 && Number.isFinite(days * volatility))
    .toSorted((a, b) => a.days - b.days);
  const before = known.findLast(({ days }) => days <= VOLATILITY_MATURITY_DAYS);
  const after = known.find(({ days }) => days >= VOLATILITY_MATURITY_DAYS);
  if (before !== undefined && after !== undefined) {
    if (before.days === after.days) return before.volatility;
    const weight = (VOLATILITY_MATURITY_DAYS - before.days) / (after.days - before.days);
    const variance = (1 - weight) * varianceOf(before) + weight * varianceOf(after);
    return Math.sqrt(variance / VOLATILITY_MATURITY_DAYS);
  }
  const alone = before ?? after;
  return alone !== undefined && alone.days >= ALONE_DAYS.min && alone.days <= ALONE_DAYS.max
    ? alone.volatility
    : null;
}

function varianceOf({ days, volatility }: TermVolatility): number {
  return volatility * volatility * days;
}

/** The history with one more value: it takes the place of an earlier one of its date. */
export function withVolatility(history: VolatilityHistory, daily: DailyVolatility): VolatilityHistory {
  const others = history.filter(({ date }) => date !== daily.date);
  const at = others.findLastIndex(({ date }) => date < daily.date) + 1;
  return others.toSpliced(at, 0, daily).slice(-VOLATILITY_DATES_MAX);
}

/** Whether a value of `date` is worth recording: the first, one that is older, or the last of the session. */
export function isVolatilityDue(
  history: VolatilityHistory,
  date: IsoDate,
  at: EpochMs,
  minutesToClose: number,
): boolean {
  const last = history.findLast((daily) => daily.date === date);
  if (last === undefined || at - last.at >= VOLATILITY_RECORD_INTERVAL_MS) return true;
  return minutesToClose <= 1 && at - last.at >= 60_000;
}

/** Where a volatility stands in its own history. */
export type VolatilityRank =
  | {
      readonly kind: "ranked";
      readonly current: number;
      /** From 0 at the lowest to 1 at the highest of the lookback, the current one included; null when all are one. */
      readonly rank: number | null;
      /** Share of the earlier dates whose volatility was lower. */
      readonly percentile: number;
      readonly lowest: number;
      readonly highest: number;
      /** Earlier trading dates that both rest on, and the first of them. */
      readonly dates: number;
      readonly since: IsoDate;
    }
  | {
      readonly kind: "unknown";
      readonly reason: "noCurrentVolatility" | "tooFewDates";
      readonly dates: number;
      readonly datesMin: number;
    };

/**
 * Rank and percentile of `current` among the trading dates of the 365 days before `today`; the value recorded today
 * stands for a `current` of null. Unknown without either, and with fewer than 20 earlier dates.
 */
export function volatilityRank(
  history: VolatilityHistory,
  today: IsoDate,
  current: number | null = null,
): VolatilityRank {
  const from = Temporal.PlainDate.from(today).subtract({ days: VOLATILITY_LOOKBACK_DAYS }).toString();
  const earlier = history.filter(({ date }) => date >= from && date < today);
  const [first] = earlier;
  const now = current ?? history.findLast(({ date }) => date === today)?.volatility ?? null;
  const unknown = { kind: "unknown", dates: earlier.length, datesMin: VOLATILITY_DATES_MIN } as const;
  if (now === null || !(now > 0 && Number.isFinite(now)))
    return { ...unknown, reason: "noCurrentVolatility" };
  if (first === undefined || earlier.length < VOLATILITY_DATES_MIN)
    return { ...unknown, reason: "tooFewDates" };
  let [lowest, highest, lower] = [now, now, 0];
  for (const { volatility } of earlier) {
    lowest = Math.min(lowest, volatility);
    highest = Math.max(highest, volatility);
    if (volatility < now) lower += 1;
  }
  return {
    kind: "ranked",
    current: now,
    rank: highest === lowest ? null : (now - lowest) / (highest - lowest),
    percentile: lower / earlier.length,
    lowest,
    highest,
    dates: earlier.length,
    since: first.date,
  };
}

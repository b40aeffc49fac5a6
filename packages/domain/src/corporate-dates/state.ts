import type { IsoDate } from "../kernel/time.ts";
import type { ExDividend } from "./events.ts";

/** Dates of one underlying; those that have passed stay until others are set. */
export interface CorporateDatesState {
  /** Null before the first event. */
  readonly symbol: string | null;
  readonly earnings: readonly IsoDate[];
  readonly exDividends: readonly ExDividend[];
}

export const INITIAL_CORPORATE_DATES: CorporateDatesState = { symbol: null, earnings: [], exDividends: [] };

/** Whether earnings are published from `from` to `to`, both included: what is open over those days meets them. */
export function hasEarningsBefore(earnings: readonly IsoDate[], from: IsoDate, to: IsoDate): boolean {
  return earnings.some((date) => date >= from && date <= to);
}

/** Whether the share goes ex-dividend after `from` and no later than `to`: on its day it is without it already. */
export function hasExDividendBefore(dates: readonly IsoDate[], from: IsoDate, to: IsoDate): boolean {
  return dates.some((date) => date > from && date <= to);
}

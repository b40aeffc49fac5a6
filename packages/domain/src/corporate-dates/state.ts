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

type Earnings = Pick<CorporateDatesState, "earnings">;
type ExDividends = Pick<CorporateDatesState, "exDividends">;

/** Whether earnings are published from `from` to `to`, both included: what is open over those days meets them. */
export function hasEarningsBefore({ earnings }: Earnings, from: IsoDate, to: IsoDate): boolean {
  return earnings.some((date) => date >= from && date <= to);
}

/** Ex-dividend dates after `from` up to `to`, the earliest first: who holds the share on `from` gets these dividends. */
export function exDividendsBetween(
  { exDividends }: ExDividends,
  from: IsoDate,
  to: IsoDate,
): readonly ExDividend[] {
  return exDividends.filter(({ date }) => date > from && date <= to);
}

/** Whether the share goes ex-dividend after `from` and no later than `to`. */
export function hasExDividendBefore(dates: ExDividends, from: IsoDate, to: IsoDate): boolean {
  return exDividendsBetween(dates, from, to).length > 0;
}

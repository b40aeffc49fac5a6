import { type EpochMs, epochMs, type IsoDate, parseIsoDate } from "../kernel/time.ts";
import { lastTradingDay } from "./expiry.ts";
import {
  CALENDAR_FIRST_YEAR,
  nextTradingDay,
  type TradingSession,
  tradingSession,
} from "./trading-calendar.ts";

const MINUTE_MS = 60_000;
/** ACT/365: a year of pricing is 365 days of 24 hours, whatever the calendar says. */
export const YEAR_MS = 365 * 24 * 60 * MINUTE_MS;

/**
 * By which prices of its last session an option is settled: `pm` by those at its close (all options on shares and
 * funds, SPXW), `am` by those at its open (standard SPX, NDX and RUT), when it has not traded since the day before.
 */
export type Settlement = "pm" | "am";

/** How long an option lives still. Minutes are not rounded; `years` is ACT/365 by milliseconds. */
export interface RemainingTime {
  readonly kind: "remaining";
  readonly settlesAt: EpochMs;
  readonly minutes: number;
  readonly years: number;
}

export type TimeToSettlement =
  | RemainingTime
  | { readonly kind: "refused"; readonly field: "now"; readonly reason: "not-a-moment" }
  | {
      readonly kind: "refused";
      readonly field: "expiry";
      readonly reason: "not-a-date" | "before-calendar" | "expired";
    };

function lastSession(expiry: IsoDate): TradingSession {
  const session = tradingSession(lastTradingDay(expiry));
  if (session === null) throw new Error(`the last trading day of ${expiry} has no session`);
  return session;
}

/**
 * The moment that decides what an option is worth: the close of its expiry's session (13:00 on a half day), or its
 * open. `expiry` is the date of that session; a date without one (a Saturday, a holiday) means the session before it.
 * Throws `RangeError` for dates before the calendar's first year.
 */
export function settlementInstant(expiry: IsoDate, settlement: Settlement): EpochMs {
  const session = lastSession(expiry);
  return settlement === "pm" ? session.close : session.open;
}

/**
 * The expiry of an option that is settled at the open, from the last day on which it trades. The broker names such
 * series by that day: `SPX   200117P03205000` has 2020-01-16.
 */
export function openSettledExpiry(lastTradeDate: IsoDate): IsoDate {
  return nextTradingDay(lastTradeDate);
}

/** The moment at which an option that is settled by closing prices stops trading. Throws as `settlementInstant`. */
export function expiryInstant(expiry: IsoDate): EpochMs {
  return settlementInstant(expiry, "pm");
}

/** Time to `settlementInstant` in years (ACT/365, by milliseconds); 0 once it has passed. Throws as it does. */
export function yearsToExpiry(now: EpochMs, expiry: IsoDate, settlement: Settlement = "pm"): number {
  return Math.max(0, settlementInstant(expiry, settlement) - now) / YEAR_MS;
}

/** As `yearsToExpiry` for values from outside: what has no meaning, and what has expired, is refused by its field. */
export function timeToSettlement(input: {
  readonly now: number;
  readonly expiry: string;
  readonly settlement: Settlement;
}): TimeToSettlement {
  if (!Number.isSafeInteger(input.now)) return { kind: "refused", field: "now", reason: "not-a-moment" };
  const expiry = parseIsoDate(input.expiry);
  if (expiry === null) return { kind: "refused", field: "expiry", reason: "not-a-date" };
  // A first day without a session would need the last one of the year before.
  if (Number(expiry.slice(0, 4)) < CALENDAR_FIRST_YEAR || expiry === `${CALENDAR_FIRST_YEAR}-01-01`)
    return { kind: "refused", field: "expiry", reason: "before-calendar" };
  const settlesAt = settlementInstant(expiry, input.settlement);
  const left = settlesAt - epochMs(input.now);
  if (left <= 0) return { kind: "refused", field: "expiry", reason: "expired" };
  return { kind: "remaining", settlesAt, minutes: left / MINUTE_MS, years: left / YEAR_MS };
}

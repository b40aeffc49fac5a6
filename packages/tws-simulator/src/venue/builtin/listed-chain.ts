import { isMonthlyExpiry, monthlyExpiry, weeklyExpiries } from "../calendar.ts";
import type { Money } from "../money.ts";
import type { SeriesTerms } from "./instrument.ts";

const WEEKS = 6;
const MONTHS = 6;
/** Weekly expiries have the strikes near the money only. */
const NEAR = 0.15;
const FAR = 0.4;

/** How strikes lie around a price: fine steps near it, coarse ones on the wings. */
export interface StrikeLadder {
  readonly centre: Money;
  readonly step: Money;
  readonly wingStep: Money;
}

/** Fridays of the next weeks, or the trading days before them. */
export function weeklyExpiriesOn(date: string): readonly string[] {
  return weeklyExpiries(date, Temporal.PlainDate.from(date).add({ weeks: WEEKS }).toString());
}

/** The third Fridays of this month and the next ones. */
export function monthlyExpiriesOn(date: string, months = MONTHS): readonly string[] {
  const first = Temporal.PlainDate.from(date).with({ day: 1 });
  return Array.from({ length: months + 1 }, (_, index) => {
    const month = first.add({ months: index });
    return monthlyExpiry(month.year, month.month);
  }).filter((expiry) => expiry >= date);
}

/** The same on every day. */
export function strikesOf({ centre, step, wingStep }: StrikeLadder, wings: boolean): readonly Money[] {
  const steps = (size: Money, reach: number): Money[] => {
    const first = Math.ceil((centre * (1 - reach)) / size);
    const last = Math.floor((centre * (1 + reach)) / size);
    return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * size);
  };
  const near = steps(step, NEAR);
  const all = wings ? [...near, ...steps(wingStep, FAR)] : near;
  return [...new Set(all)].sort((a, b) => a - b);
}

/** All calls and puts of expiries and strikes. */
export function seriesOf(
  expiries: readonly string[],
  strikes: (expiry: string) => readonly Money[],
): SeriesTerms[] {
  return [...new Set(expiries)].sort().flatMap((expiry) =>
    strikes(expiry).flatMap((strike) =>
      (["call", "put"] as const).map((right): SeriesTerms => {
        return { expiry, strike, right };
      }),
    ),
  );
}

/** A share's chain: weekly and monthly expiries, with wings for the monthly ones. */
export function shareSeries(ladder: StrikeLadder, date: string): SeriesTerms[] {
  return seriesOf([...weeklyExpiriesOn(date), ...monthlyExpiriesOn(date)], (expiry) =>
    strikesOf(ladder, isMonthlyExpiry(expiry)),
  );
}

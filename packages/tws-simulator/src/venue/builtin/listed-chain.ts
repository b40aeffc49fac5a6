import { monthlyExpiry, weeklyExpiries } from "../calendar.ts";
import { occSymbol, type OptionListing, shareOption } from "../listing.ts";
import type { Money } from "../money.ts";
import type { Underlying } from "./underlyings.ts";

const WEEKS = 6;
const MONTHS = 6;
/** Weekly expiries have the strikes near the money only. */
const NEAR = 0.15;
const FAR = 0.4;

/** Expiries listed on a date: the next weeks' Fridays and the next months' third ones. */
function listedExpiries(date: string): readonly string[] {
  const day = Temporal.PlainDate.from(date);
  const weeklies = weeklyExpiries(date, day.add({ weeks: WEEKS }).toString());
  const monthlies = Array.from({ length: MONTHS + 1 }, (_, index) => {
    const month = day.with({ day: 1 }).add({ months: index });
    return monthlyExpiry(month.year, month.month);
  });
  return [...new Set([...weeklies, ...monthlies.filter((expiry) => expiry >= date)])].sort();
}

/** Strikes, the same on every day: fine steps around the start price, coarse ones on the wings. */
function listedStrikes(underlying: Underlying, wings: boolean): readonly Money[] {
  const { startPrice, strikeStep, wingStep } = underlying;
  const steps = (step: Money, reach: number): Money[] => {
    const first = Math.ceil((startPrice * (1 - reach)) / step);
    const last = Math.floor((startPrice * (1 + reach)) / step);
    return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  };
  const near = steps(strikeStep, NEAR);
  const all = wings ? [...near, ...steps(wingStep, FAR)] : near;
  return [...new Set(all)].sort((a, b) => a - b);
}

/** All series of a share that are listed on a date. */
export function listedSeries(
  underlying: Underlying,
  date: string,
  isMonthly: (expiry: string) => boolean,
): OptionListing[] {
  return listedExpiries(date).flatMap((expiry) =>
    listedStrikes(underlying, isMonthly(expiry)).flatMap((strike) =>
      (["call", "put"] as const).map((right): OptionListing => {
        const localSymbol = occSymbol(underlying.listing.symbol, expiry, right, strike);
        return shareOption(
          underlying.listing,
          { expiry, strike, right },
          { localSymbol, minTick: underlying.optionTick },
        );
      }),
    ),
  );
}

import type { PricingInput } from "../black-scholes.ts";

/** A dividend in cash: the share falls by `amount` at its ex-date. */
export interface CashDividend {
  /** From now to the ex-date; dividends after expiry do not matter. */
  readonly years: number;
  /** Currency units a share. A share that is worth less falls to 0. */
  readonly amount: number;
}

export type ExerciseStyle = "american" | "european";

/** Two moments nearer than this, in years (3 hundredths of a second), are one. */
const SAME_MOMENT = 1e-9;

/** Those that fall before expiry, in the order of time. Throws `RangeError` for negative or non-finite ones. */
export function dividendsUntil(dividends: readonly CashDividend[], years: number): readonly CashDividend[] {
  for (const dividend of dividends) {
    const sane =
      dividend.years >= 0 && dividend.amount >= 0 && Number.isFinite(dividend.years + dividend.amount);
    if (!sane) throw new RangeError(`not a dividend: ${JSON.stringify(dividend)}`);
  }
  return dividends
    .filter((dividend) => dividend.amount > 0 && dividend.years <= years)
    .toSorted((a, b) => a.years - b.years);
}

/**
 * What an option is worth `at` years from now, with the share at `spot` after the dividends up to then, if the share
 * only grew at its carry: exercise at once, around each ex-date or at expiry, whichever is best. Far in the money that
 * is the value to the last digits.
 */
export function certainDividendValue(
  input: PricingInput,
  dividends: readonly CashDividend[],
  style: ExerciseStyle,
  spot: number,
  at: number,
): number {
  const { right, strike, rate, dividendYield, years } = input;
  const sign = right === "call" ? 1 : -1;
  let shareValue = spot;
  let best = style === "american" ? sign * (spot - strike) : 0;
  const consider = (moment: number): void => {
    const span = moment - at;
    const value = sign * (shareValue * Math.exp(-dividendYield * span) - strike * Math.exp(-rate * span));
    if (style === "american" || moment === years) best = Math.max(best, value);
  };
  for (const dividend of dividends) {
    if (dividend.years <= at + SAME_MOMENT) continue;
    const span = dividend.years - at;
    consider(dividend.years);
    // Per unit of the share's continuous yield, so that the share cannot fall below 0.
    shareValue = Math.max(0, shareValue - dividend.amount * Math.exp((dividendYield - rate) * span));
    consider(dividend.years);
  }
  consider(years);
  return Math.max(0, best);
}

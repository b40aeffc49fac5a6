import { negativeLogMoneyness } from "./black-core.ts";
import { totalVolatility } from "./total-volatility.ts";

/** Why a price has no implied volatility. */
export type ImpliedVolatilityFailure =
  /** The price is below the discounted intrinsic value: an arbitrage, a stale quote or an American price. */
  | "below-intrinsic"
  /** The time value is 0 to the last digits of the price: every small volatility fits. */
  | "at-intrinsic"
  /** At or above the price at infinite volatility (the discounted forward of a call, strike of a put). */
  | "above-bound"
  /** No time left. */
  | "expired"
  /** An input is NaN or infinite. */
  | "non-finite"
  /** The price is below 0, or what it is a price of is not above 0. */
  | "negative"
  /** The iteration did not settle; never seen, kept so that it would not pass silently. */
  | "no-convergence";

/** By status: 0 is a volatility, all else the reason why there is none. */
export const IMPLIED_VOLATILITY_STATUS: readonly ["ok", ...ImpliedVolatilityFailure[]] = [
  "ok",
  "below-intrinsic",
  "at-intrinsic",
  "above-bound",
  "expired",
  "non-finite",
  "negative",
  "no-convergence",
];
const BELOW_INTRINSIC = -1;
const AT_INTRINSIC = -2;
const ABOVE_BOUND = -3;
const EXPIRED = -4;
const NON_FINITE = -5;
const NEGATIVE = -6;
const NO_CONVERGENCE = -7;

/**
 * The volatility of a price paid today, or minus the status that says why there is none. `sign` is +1 for a call, -1
 * for a put; `evaluations[0]` becomes the number of evaluations of Black's formula that a volatility took.
 */
export function volatilityOrFailure(
  sign: number,
  forward: number,
  strike: number,
  years: number,
  discount: number,
  price: number,
  evaluations: Uint8Array,
): number {
  if (!Number.isFinite(forward + strike + years + discount + price)) return NON_FINITE;
  if (price < 0 || forward <= 0 || strike <= 0 || discount <= 0) return NEGATIVE;
  if (years <= 0) return EXPIRED;
  const undiscounted = price / discount;
  const intrinsic = Math.max(0, sign * (forward - strike));
  const timeValue = undiscounted - intrinsic;
  const noise = intrinsic > 0 ? 4 * Number.EPSILON * Math.max(forward, strike) : 0;
  if (timeValue < -noise) return BELOW_INTRINSIC;
  if (timeValue <= noise) return AT_INTRINSIC;
  const lacking = (sign > 0 ? forward : strike) - undiscounted;
  if (lacking <= 0) return ABOVE_BOUND;
  const scale = Math.sqrt(forward) * Math.sqrt(strike);
  const solved = totalVolatility(
    negativeLogMoneyness(forward, strike),
    timeValue / scale,
    lacking / scale,
    Math.min(forward, strike) / scale,
    evaluations,
  );
  return solved > 0 ? solved / Math.sqrt(years) : NO_CONVERGENCE;
}

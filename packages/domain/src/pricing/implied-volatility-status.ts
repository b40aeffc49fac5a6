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

export function statusCode(status: (typeof IMPLIED_VOLATILITY_STATUS)[number]): number {
  return IMPLIED_VOLATILITY_STATUS.indexOf(status);
}

import type { Micros } from "@legbook/domain";

/** An amount with the currency that it is in. */
export interface Money {
  readonly amount: Micros;
  /** ISO 4217. */
  readonly currency: string;
}

/** `amount` in `currency`, or null when either is not known. */
export function money(amount: Micros | null, currency: string | null): Money | null {
  return amount === null || currency === null ? null : { amount, currency };
}

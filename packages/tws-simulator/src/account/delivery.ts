import type { OptionDelivery } from "../ledger/entry.ts";
import type { OptionListing } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";
import type { AccountState } from "./books.ts";

/** What an option would bring if it were exercised, a unit of its underlying. */
export function intrinsicValue({ right, strike }: OptionListing, price: Money): Money {
  return Math.max(0, right === "call" ? price - strike : strike - price);
}

/** So many contracts that end: exercised (assigned, when they are short) into what they stand for, or worthless. */
export function deliveryOf(
  account: AccountState,
  listing: OptionListing,
  quantity: number,
  isExercised: boolean,
): OptionDelivery {
  const { conId, underlyingConId, strike, right } = listing;
  const unitsEach = listing.underlyingKind === "future" ? 1 : listing.multiplier;
  const shares = isExercised ? (right === "call" ? 1 : -1) * quantity * unitsEach : 0;
  return { account: account.id, conId, quantity, shares, underlyingConId, strike };
}

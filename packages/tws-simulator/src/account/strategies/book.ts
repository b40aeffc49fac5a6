import type { OptionListing } from "../../venue/listing.ts";
import type { Money } from "../../venue/money.ts";

/** So many contracts of one option series, all long or all short. */
export interface OptionLine {
  readonly listing: OptionListing;
  /** What one unit of the underlying is worth in the option: its price as quoted. */
  readonly mark: Money;
  /** Contracts, above zero. */
  readonly count: number;
}

/** Everything that an account holds on one underlying. */
export interface Book {
  /** The underlying's price, which says how far an option is in or out of the money. */
  readonly spot: Money;
  readonly shorts: readonly OptionLine[];
  readonly longs: readonly OptionLine[];
  /** Shares held, negative when short; 0 when there are none. */
  readonly shares: number;
  readonly sharePrice: Money;
}

/** What a position has to be backed by when it is opened, and as long as it is held. */
export interface MarginRequirement {
  readonly initial: Money;
  readonly maintenance: Money;
}

export function inTheMoney({ right, strike }: OptionListing, spot: Money): Money {
  return Math.max(0, right === "call" ? spot - strike : strike - spot);
}

export function outOfTheMoney({ right, strike }: OptionListing, spot: Money): Money {
  return Math.max(0, right === "call" ? strike - spot : spot - strike);
}

/** Whether a long option lives at least as long as a short one. What settles by an opening ends before the close. */
export function livesAsLong(long: OptionListing, short: OptionListing): boolean {
  if (long.expiry !== short.expiry) return long.expiry > short.expiry;
  return long.settlement === short.settlement || long.settlement === "pm";
}

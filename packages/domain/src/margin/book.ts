import type { Right } from "../contract/contract.ts";

/** Micros that may have a fraction: rules take parts of prices, and only the whole requirement is rounded. */
export type Amount = number;

/** What margin depends on of an option series. */
export interface MarginSeries {
  /** The broker's contract id: holdings of one series are one. */
  readonly conId: number;
  readonly right: Right;
  /** Micros. */
  readonly strike: Amount;
  /** The day of its settlement, `YYYY-MM-DD`. */
  readonly expiry: string;
  /** Units of the underlying that one contract stands for. */
  readonly multiplier: number;
  readonly underlyingKind: "stock" | "index" | "future";
  readonly style: "american" | "european";
  /** `am` settles by the opening prices of its expiry's day. */
  readonly settlement: "pm" | "am";
  /** In money instead of in the underlying. */
  readonly cashSettled: boolean;
}

/** So many contracts of one option series, all long or all short. */
export interface OptionLine {
  readonly series: MarginSeries;
  /** What one unit of the underlying is worth in the option: its price as quoted. */
  readonly mark: Amount;
  /** Contracts, above zero. */
  readonly count: number;
}

/** Everything that an account holds on one underlying. */
export interface Book {
  /** The underlying's price, which says how far an option is in or out of the money. */
  readonly spot: Amount;
  readonly shorts: readonly OptionLine[];
  readonly longs: readonly OptionLine[];
  /** Shares held, negative when short; 0 when there are none. */
  readonly shares: number;
  readonly sharePrice: Amount;
}

/** What a position has to be backed by when it is opened, and as long as it is held. */
export interface MarginRequirement {
  readonly initial: Amount;
  readonly maintenance: Amount;
}

export function inTheMoney({ right, strike }: MarginSeries, spot: Amount): Amount {
  return Math.max(0, right === "call" ? spot - strike : strike - spot);
}

export function outOfTheMoney({ right, strike }: MarginSeries, spot: Amount): Amount {
  return Math.max(0, right === "call" ? strike - spot : spot - strike);
}

/** Whether a long option lives at least as long as a short one. What settles by an opening ends before the close. */
export function livesAsLong(long: MarginSeries, short: MarginSeries): boolean {
  if (long.expiry !== short.expiry) return long.expiry > short.expiry;
  return long.settlement === short.settlement || long.settlement === "pm";
}

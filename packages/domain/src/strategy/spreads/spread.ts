import type { OptionContract, StockContract } from "../../contract/contract.ts";
import type { Micros } from "../../kernel/money.ts";
import type { Refusal } from "../../kernel/outcome.ts";
import type { IsoDate } from "../../kernel/time.ts";
import type { PayoffShape } from "./payoff-shape.ts";

/** Kinds that `spreadOf` recognises, simplest first; `custom` is whatever fits none of them. */
export const STRATEGY_KINDS = [
  "vertical",
  "ironCondor",
  "ironButterfly",
  "butterfly",
  "brokenWing",
  "calendar",
  "diagonal",
  "straddle",
  "strangle",
  "ratio",
  "coveredCall",
  "cashSecuredPut",
  "custom",
] as const;
export type StrategyKind = (typeof STRATEGY_KINDS)[number];

/** Whether opening a spread costs (`debit`) or brings in (`credit`) money. */
export type SpreadSide = "debit" | "credit";

/** Legs that a spread may have, a combo's most at the broker too. */
export const SPREAD_LEGS_MAX = 4;

/** One option or share of a spread as it is bought: `ratio` is positive when bought, negative when sold. */
export interface SpreadLeg {
  readonly contract: OptionContract | StockContract;
  /** Contracts of an option; shares (a whole multiple of the options' multiplier) of a stock. */
  readonly ratio: number;
}

/** Prices, both included, that are possible at all; null where nothing bounds them. Signed micros a share. */
export interface PriceBounds {
  readonly from: Micros | null;
  readonly to: Micros | null;
}

/**
 * Up to four legs on one underlying, traded as one. Made by `spreadOf`, which keeps its invariants: legs in the order
 * shares, expiry, strike, put before call; no contract twice; ratios without a common divisor.
 *
 * Prices are signed micros a share everywhere: what the *buyer* of the legs as defined pays; a credit is negative. An
 * amount of money is a price times `multiplier`. A share leg counts in lots of `multiplier`: the price of a covered
 * call is the share's less the call's.
 */
export interface Spread {
  readonly kind: StrategyKind;
  readonly symbol: string;
  readonly underlyingConId: number;
  readonly currency: string;
  readonly multiplier: number;
  readonly legs: readonly SpreadLeg[];
  /** The front expiry, at which outcomes are stated. */
  readonly expiry: IsoDate;
  /** The last expiry of a spread over several, else null. */
  readonly backExpiry: IsoDate | null;
  /** `either` when the legs alone do not say it. */
  readonly side: SpreadSide | "either";
  /** What it can cost; see `priceBounds`. */
  readonly bounds: PriceBounds;
  /** What all legs pay at their one expiry; null for a spread over several expiries. */
  readonly payoff: PayoffShape | null;
}

export type SpreadResult =
  | { readonly kind: "spread"; readonly spread: Spread; readonly changes: SpreadChanges }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** What `spreadOf` did to the legs that it was given. */
export interface SpreadChanges {
  /** The common divisor that was taken out of the ratios: opening the legs as given is opening so many spreads. */
  readonly count: number;
  /** Contract ids that came more than once and were added up. */
  readonly merged: readonly number[];
  /** Contract ids whose legs cancelled each other. */
  readonly cancelled: readonly number[];
}

export function isOptionLeg(leg: SpreadLeg): leg is SpreadLeg & { readonly contract: OptionContract } {
  return leg.contract.kind === "option";
}

/** A leg's count in the spread's price a share: contracts of an option, lots of `multiplier` shares. */
export function legWeight({ multiplier }: Pick<Spread, "multiplier">, leg: SpreadLeg): number {
  return isOptionLeg(leg) ? leg.ratio : leg.ratio / multiplier;
}

/** Debit or credit at a price: the spread's own side, else by the price's sign (nothing paid is a debit). */
export function sideAt(spread: Pick<Spread, "side">, price: Micros): SpreadSide {
  if (spread.side !== "either") return spread.side;
  return price < 0 ? "credit" : "debit";
}

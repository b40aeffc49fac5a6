import type { LedgerFact } from "../ledger/entry.ts";
import { yearsToExpiry } from "../venue/calendar.ts";
import type { OptionListing } from "../venue/listing.ts";
import { markOf, type MarketSource } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { hashText, uniform } from "../venue/random.ts";
import type { AccountState } from "./books.ts";
import { deliveryOf, intrinsicValue } from "./delivery.ts";
import type { DividendSource } from "./dividends.ts";
import { markAt } from "./valuation.ts";

/** A night between two sessions. */
export interface Night {
  /** The last moment of trading before it. */
  readonly close: number;
  /** The day that it leads to. */
  readonly nextDate: string;
  readonly seed: string;
}

/**
 * Of the nights on which a short put is deep enough in the money for its holder to be better off with the strike, this
 * part brings an assignment [U]: holders wait, and an account is one of many that are short.
 */
const DEEP_PUT_CHANCE = 0.25;

/** American options that their holder wants exercised before they end. */
export function exercisedFacts(source: MarketSource, account: AccountState): readonly LedgerFact[] {
  return [...account.instructions].flatMap(([conId, { exercise }]): readonly LedgerFact[] => {
    const listing = source.book.get(conId);
    const quantity = Math.min(exercise, account.positions.get(conId)?.quantity ?? 0);
    if (listing?.kind !== "option" || listing.style !== "american" || quantity <= 0) return [];
    return [{ type: "OptionExercised", ...deliveryOf(account, listing, quantity, true) }];
  });
}

/** The option of the same expiry and strike with the other right: what is left of an option's time is its price. */
function counterpart(
  source: MarketSource,
  { underlyingConId, expiry, strike, right, multiplier }: OptionListing,
) {
  return source.book
    .options(underlyingConId)
    .find(
      (other) =>
        other.expiry === expiry &&
        other.strike === strike &&
        other.right !== right &&
        other.multiplier === multiplier,
    );
}

/** By put-call parity the counterpart's price, or what the option itself costs beyond its intrinsic value; null when unknown. */
function timeValue(source: MarketSource, listing: OptionListing, spot: Money, at: number): Money | null {
  const other = counterpart(source, listing);
  const price = other === undefined ? null : markOf(source.quote(other.conId, at));
  if (price !== null) return price;
  const own = markOf(source.quote(listing.conId, at));
  return own === null ? null : Math.max(0, own - intrinsicValue(listing, spot));
}

/**
 * Why a short American option is assigned before its end. A call in the money is exercised on the eve of an ex-date
 * when the dividend is worth more than the time that is left to it [D]. A put is worth exercising once interest on its
 * strike until its end exceeds the time that is left to it; some of those nights bring it [U].
 */
function assignedFor(
  source: MarketSource & DividendSource,
  account: AccountState,
  listing: OptionListing,
  night: Night,
) {
  const { close, nextDate, seed } = night;
  const spot = markAt(source, listing.underlyingConId, close);
  if (intrinsicValue(listing, spot) === 0) return null;
  const left = timeValue(source, listing, spot, close);
  if (left === null) return null;
  if (listing.right === "call") {
    const dividend = source.dividendOn?.(listing.underlyingConId, nextDate) ?? 0;
    return dividend > left ? "dividend" : null;
  }
  const interest = listing.strike * (1 - Math.exp(-source.rate * yearsToExpiry(close, listing.expiry)));
  if (interest <= left) return null;
  const keys = [hashText(seed), hashText(account.id), hashText(nextDate), listing.conId];
  return uniform(...keys) < DEEP_PUT_CHANCE ? "deep in the money" : null;
}

/** Short options that are assigned in a night before their end: all contracts of a series at once. */
export function assignedFacts(
  source: MarketSource & DividendSource,
  account: AccountState,
  night: Night,
): readonly LedgerFact[] {
  return [...account.positions.values()].flatMap(({ conId, quantity }): readonly LedgerFact[] => {
    const listing = source.book.get(conId);
    if (listing?.kind !== "option" || quantity >= 0) return [];
    if (listing.style !== "american" || listing.underlyingKind !== "stock" || listing.cashSettled) return [];
    const reason = assignedFor(source, account, listing, night);
    if (reason === null) return [];
    return [{ type: "OptionAssigned", reason, ...deliveryOf(account, listing, quantity, true) }];
  });
}

import type { LedgerFact } from "../ledger/entry.ts";
import { expiryInstant } from "../venue/calendar.ts";
import { settlementInstant } from "../venue/last-trade.ts";
import type { FutureListing, OptionListing } from "../venue/listing.ts";
import type { MarketSource } from "../venue/market.ts";
import { MONEY_PER_UNIT, type Money } from "../venue/money.ts";
import type { AccountState } from "./books.ts";
import { deliveryOf, intrinsicValue } from "./delivery.ts";
import { markAt } from "./valuation.ts";

/** The least that an option has to be in the money to be exercised without being asked for (OCC Rule 805) [D]. */
const EXERCISED_FROM: Money = MONEY_PER_UNIT / 100;

/** When a contract ends: with its day, or with that day's opening. */
function endOf(listing: OptionListing | FutureListing): number {
  return listing.kind === "option" ? settlementInstant(listing) : expiryInstant(listing.expiry);
}

/** What it is settled by: the underlying's opening price [D], or its last one. */
function settlementPrice(source: MarketSource, listing: OptionListing | FutureListing): Money {
  const settledBy = listing.underlyingConId ?? listing.conId;
  const end = endOf(listing);
  if (listing.kind === "future" || listing.settlement === "pm") return markAt(source, settledBy, end - 1);
  return source.quote(settledBy, end).open ?? markAt(source, settledBy, end);
}

/**
 * How an option ends that was held to its end. A long one is exercised by exception, or as its holder instructed; a
 * short one is assigned when its other side exercises by exception.
 */
function optionFacts(
  account: AccountState,
  listing: OptionListing,
  quantity: number,
  price: Money,
): readonly LedgerFact[] {
  const value = intrinsicValue(listing, price);
  if (listing.cashSettled) {
    return [{ type: "CashSettled", account: account.id, conId: listing.conId, quantity, price: value }];
  }
  const isByException = value >= EXERCISED_FROM;
  let exercised = isByException ? quantity : 0;
  const told = account.instructions.get(listing.conId);
  if (quantity > 0 && told !== undefined) {
    exercised = isByException ? Math.max(0, quantity - told.lapse) : Math.min(quantity, told.exercise);
  }
  const parts: readonly LedgerFact[] = [
    { type: "OptionSettled", ...deliveryOf(account, listing, exercised, true) },
    { type: "OptionSettled", ...deliveryOf(account, listing, quantity - exercised, false) },
  ];
  return parts.filter((fact) => fact.type === "OptionSettled" && fact.quantity !== 0);
}

/** What ended up to a moment: options are exercised, assigned, paid out or gone, futures are paid out. */
export function endedFacts(source: MarketSource, account: AccountState, upTo: number): readonly LedgerFact[] {
  return [...account.positions.values()].flatMap(({ conId, quantity }): readonly LedgerFact[] => {
    const listing = source.book.get(conId);
    if (quantity === 0 || (listing?.kind !== "option" && listing?.kind !== "future")) return [];
    if (endOf(listing) > upTo) return [];
    const price = settlementPrice(source, listing);
    return listing.kind === "option"
      ? optionFacts(account, listing, quantity, price)
      : [{ type: "CashSettled", account: account.id, conId, quantity, price }];
  });
}

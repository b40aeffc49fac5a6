import type { Listing } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";
import { type AccountState, bookTrade, heldIn, isPaidFor } from "./books.ts";

/** What a correction looks at of an execution. */
interface Corrected {
  readonly side: "BOT" | "SLD";
  readonly quantity: number;
  readonly price: Money;
  readonly commission: Money;
  readonly realisedProfit: Money | null;
}

/**
 * Books what a corrected execution changes of price and commission: in the cost of what the trade opened, or in what it
 * realised. A changed quantity is traded at the new price.
 */
export function bookCorrection(
  account: AccountState,
  listing: Listing,
  replaced: Corrected,
  execution: Corrected,
): void {
  const sign = execution.side === "BOT" ? 1 : -1;
  const more = execution.quantity - replaced.quantity;
  if (more !== 0) {
    bookTrade(account, listing, { quantity: sign * more, price: execution.price, commission: 0 });
  }
  const paid =
    sign * (execution.price - replaced.price) * replaced.quantity * listing.multiplier +
    (execution.commission - replaced.commission);
  const position = heldIn(account, listing.conId);
  const isOpen = replaced.realisedProfit === null && position.quantity !== 0;
  if (isOpen) {
    const { cost, paidToday } = position;
    account.positions.set(listing.conId, {
      ...position,
      cost: cost + paid,
      paidToday: paidToday + paid,
    });
    if (isPaidFor(listing)) account.cash -= paid;
    return;
  }
  const { realisedToday, paidToday } = position;
  account.positions.set(listing.conId, {
    ...position,
    realisedToday: realisedToday - paid,
    paidToday: paidToday + paid,
  });
  account.realisedToday -= paid;
  account.cash -= paid;
}

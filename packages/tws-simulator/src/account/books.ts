import type { Listing } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";
import { emptyPosition, type Position, startDay, trade } from "./positions.ts";

/** What the holder of an option wants done with it overnight. */
export interface ExerciseInstruction {
  readonly exercise: number;
  /** Contracts that are not to be exercised when they expire in the money. */
  readonly lapse: number;
}

/** One account as the ledger's entries made it. */
export interface AccountState {
  readonly id: string;
  cash: Money;
  readonly positions: Map<number, Position>;
  /** By contract; they end with the night that they were given for. */
  readonly instructions: Map<number, ExerciseInstruction>;
  /** Shares whose dividend of today is paid. */
  readonly dividendsPaid: Set<number>;
  realisedToday: Money;
  /** Net liquidation at the day's start, for the daily profit. */
  dayStart: Money;
}

export function openAccount(id: string, cash: Money): AccountState {
  return {
    id,
    cash,
    positions: new Map(),
    instructions: new Map(),
    dividendsPaid: new Set(),
    realisedToday: 0,
    dayStart: cash,
  };
}

export function heldIn(account: AccountState, conId: number): Position {
  return account.positions.get(conId) ?? emptyPosition(conId);
}

/** Futures are not paid for: their profits and losses are, when they are closed. */
export function isPaidFor(listing: Listing): boolean {
  return listing.kind !== "future";
}

/** A trade at a price, or what counts as one: settlement in money closes a position at its last price. */
export function bookTrade(
  account: AccountState,
  listing: Listing,
  fill: { readonly quantity: number; readonly price: Money; readonly commission: Money },
): void {
  const { quantity, price, commission } = fill;
  const value = price * quantity * listing.multiplier;
  const { position, realised } = trade(heldIn(account, listing.conId), { quantity, value, commission });
  account.positions.set(listing.conId, position);
  account.cash += isPaidFor(listing) ? -(value + commission) : (realised ?? 0);
  account.realisedToday += realised ?? 0;
}

/**
 * Contracts that become their underlying at the strike. What they cost is carried over into the underlying's cost [D];
 * without any units they end worthless.
 */
export function bookDelivery(
  account: AccountState,
  option: Listing,
  underlying: Listing,
  delivery: { readonly quantity: number; readonly units: number; readonly strike: Money },
): void {
  const { quantity, units, strike } = delivery;
  if (units === 0) {
    bookTrade(account, option, { quantity: -quantity, price: 0, commission: 0 });
    return;
  }
  const held = heldIn(account, option.conId);
  const carried = Math.round((held.cost * quantity) / held.quantity);
  account.positions.set(option.conId, {
    ...held,
    quantity: held.quantity - quantity,
    cost: held.cost - carried,
    paidToday: held.paidToday - carried,
  });
  const value = strike * units * underlying.multiplier;
  const { position, realised } = trade(heldIn(account, underlying.conId), {
    quantity: units,
    value: value + carried,
    commission: 0,
  });
  account.positions.set(underlying.conId, position);
  // A future's price is not paid, so the option's premium stays paid and nothing else is.
  account.cash += isPaidFor(underlying) ? -value : carried + (realised ?? 0);
  account.realisedToday += realised ?? 0;
}

export function bookDividend(account: AccountState, conId: number, paid: Money): void {
  account.cash += paid;
  account.dividendsPaid.add(conId);
}

/** Profits start anew from the last close; positions that were closed are forgotten. */
export function bookDayStart(
  account: AccountState,
  netLiquidation: Money,
  valueOf: (position: Position) => Money,
): void {
  account.dayStart = netLiquidation;
  account.realisedToday = 0;
  account.instructions.clear();
  account.dividendsPaid.clear();
  for (const [conId, position] of account.positions) {
    if (position.quantity === 0) account.positions.delete(conId);
    else account.positions.set(conId, startDay(position, valueOf(position)));
  }
}

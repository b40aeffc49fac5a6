import { emptyPosition, type Position, trade } from "../account/positions.ts";
import type { Execution } from "../orders/order.ts";
import type { ListingBook } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";
import type { LedgerEntry, LedgerEntryOf } from "./entry.ts";
import { OrderState } from "./order-state.ts";

/** One account as the ledger's entries made it. */
export interface AccountState {
  readonly id: string;
  cash: Money;
  readonly positions: Map<number, Position>;
  realisedToday: Money;
  /** Net liquidation at the day's start, for the daily profit. */
  dayStart: Money;
}

/**
 * The venue's books: a fold over the ledger, the same after a restart. Mutable, with `apply` as the only way in.
 */
export class VenueState extends OrderState {
  readonly accounts = new Map<string, AccountState>();
  date = "";
  readonly #book: ListingBook;

  constructor(book: ListingBook) {
    super();
    this.#book = book;
  }

  account(id: string): AccountState {
    const account = this.accounts.get(id);
    if (account === undefined) throw new RangeError(`no account ${id}`);
    return account;
  }

  override apply(entry: LedgerEntry): void {
    super.apply(entry);
    switch (entry.type) {
      case "SimulatorStarted":
        for (const { id, cash, positions } of entry.accounts) {
          const held = new Map<number, Position>();
          for (const position of positions) held.set(position.conId, { ...position, realisedToday: 0 });
          this.accounts.set(id, { id, cash, positions: held, realisedToday: 0, dayStart: cash });
        }
        return;
      case "OrderExecuted":
        for (const execution of entry.executions) this.#execute(execution);
        return;
      case "OptionSettled":
        this.#settle(entry);
        return;
      case "DayStarted":
        this.#startDay(entry);
        return;
      case "SimulatorResumed":
      case "FaultFired":
      case "ClientConnected":
      case "ClientDisconnected":
      case "OrderPlaced":
      case "OrderModified":
      case "OrderAccepted":
      case "OrderWorking":
      case "OrderCancelled":
      case "OrderRejected":
    }
  }

  #execute({ account, conId, side, quantity, price, commission }: Execution): void {
    if (conId === null) return;
    this.#trade(account, conId, side === "BOT" ? quantity : -quantity, price, commission);
  }

  #trade(accountId: string, conId: number, quantity: number, price: Money, commission: Money): void {
    const account = this.account(accountId);
    const listing = this.#book.get(conId);
    if (listing === undefined) throw new RangeError(`no contract ${conId}`);
    const value = price * quantity * listing.multiplier;
    const before = account.positions.get(conId) ?? emptyPosition(conId);
    const { position, realised } = trade(before, { quantity, value, commission });
    account.positions.set(conId, position);
    account.cash -= value + commission;
    account.realisedToday += realised ?? 0;
  }

  /** Exercise and assignment carry the option's cost over into the shares' [D]. */
  #settle(entry: LedgerEntryOf<"OptionSettled">): void {
    const account = this.account(entry.account);
    const option = account.positions.get(entry.conId) ?? emptyPosition(entry.conId);
    account.positions.delete(entry.conId);
    if (entry.shares === 0) {
      account.realisedToday -= option.cost;
      return;
    }
    const before = account.positions.get(entry.underlyingConId) ?? emptyPosition(entry.underlyingConId);
    const value = entry.strike * entry.shares;
    const { position, realised } = trade(before, {
      quantity: entry.shares,
      value: value + option.cost,
      commission: 0,
    });
    account.positions.set(entry.underlyingConId, position);
    account.cash -= value;
    account.realisedToday += realised ?? 0;
  }

  #startDay({ date, netLiquidation }: LedgerEntryOf<"DayStarted">): void {
    this.date = date;
    for (const { account: id, value } of netLiquidation) {
      const account = this.account(id);
      account.dayStart = value;
      account.realisedToday = 0;
      for (const [conId, position] of account.positions) {
        if (position.quantity === 0) account.positions.delete(conId);
        else account.positions.set(conId, { ...position, realisedToday: 0 });
      }
    }
  }
}

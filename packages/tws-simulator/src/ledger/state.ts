import { emptyPosition, type Position, trade } from "../account/positions.ts";
import type { Execution, Order } from "../orders/order.ts";
import type { ListingBook } from "../venue/listing.ts";
import type { Money } from "../venue/money.ts";
import type { LedgerEntry, LedgerEntryOf } from "./entry.ts";

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
export class VenueState {
  readonly orders = new Map<number, Order>();
  readonly accounts = new Map<string, AccountState>();
  /** Executions of the day, oldest first. */
  executions: Execution[] = [];
  /** The highest order id that each client used. */
  readonly highestOrderIds = new Map<number, number>();
  date = "";
  highestPermId = 0;
  fills = 0;
  readonly #book: ListingBook;
  readonly #byClient = new Map<string, number>();

  constructor(book: ListingBook) {
    this.#book = book;
  }

  /** The order that a client knows by this id: the newest, when there were several. */
  orderOf(clientId: number, orderId: number): Order | undefined {
    const permId = this.#byClient.get(`${clientId}/${orderId}`);
    return permId === undefined ? undefined : this.orders.get(permId);
  }

  nextOrderId(clientId: number): number {
    return (this.highestOrderIds.get(clientId) ?? 0) + 1;
  }

  account(id: string): AccountState {
    const account = this.accounts.get(id);
    if (account === undefined) throw new RangeError(`no account ${id}`);
    return account;
  }

  apply(entry: LedgerEntry): void {
    switch (entry.type) {
      case "SimulatorStarted":
        for (const { id, cash } of entry.accounts) {
          this.accounts.set(id, { id, cash, positions: new Map(), realisedToday: 0, dayStart: cash });
        }
        return;
      case "SimulatorResumed":
      case "ClientConnected":
      case "ClientDisconnected":
        return;
      case "OrderPlaced":
        this.#place(entry);
        return;
      case "OrderModified":
        this.#change(entry.permId, { terms: entry.terms });
        return;
      case "OrderAccepted":
        this.#change(entry.permId, { phase: "accepted" });
        return;
      case "OrderWorking":
        this.#change(entry.permId, { phase: "working" });
        return;
      case "OrderCancelled":
        this.#change(entry.permId, { phase: "cancelled" });
        return;
      case "OrderRejected":
        if (entry.permId !== 0) this.#change(entry.permId, { phase: "rejected" });
        return;
      case "OrderExecuted":
        this.#execute(entry);
        return;
      case "OptionSettled":
        this.#settle(entry);
        return;
      case "DayStarted":
        this.#startDay(entry);
    }
  }

  #place({ permId, clientId, orderId, terms, at }: LedgerEntryOf<"OrderPlaced">): void {
    this.orders.set(permId, {
      permId,
      clientId,
      orderId,
      terms,
      phase: terms.transmit ? "placed" : "held",
      filled: 0,
      filledValue: 0,
      lastPrice: 0,
      commission: 0,
      placedAt: at,
    });
    this.#byClient.set(`${clientId}/${orderId}`, permId);
    this.highestPermId = Math.max(this.highestPermId, permId);
    const highest = this.highestOrderIds.get(clientId) ?? 0;
    this.highestOrderIds.set(clientId, Math.max(highest, orderId));
  }

  #change(permId: number, change: Partial<Order>): void {
    const order = this.orders.get(permId);
    if (order === undefined) throw new RangeError(`no order ${permId}`);
    this.orders.set(permId, { ...order, ...change });
  }

  #execute({ permId, executions }: LedgerEntryOf<"OrderExecuted">): void {
    const order = this.orders.get(permId);
    const whole = executions[0];
    if (order === undefined || whole === undefined) throw new RangeError(`no order ${permId}`);
    const filled = order.filled + whole.quantity;
    this.#change(permId, {
      filled,
      filledValue: order.filledValue + whole.price * whole.quantity,
      lastPrice: whole.price,
      commission: executions.reduce((sum, { commission }) => sum + commission, order.commission),
      phase: filled >= order.terms.quantity ? "filled" : "working",
    });
    this.fills += 1;
    this.executions.push(...executions);
    for (const execution of executions) {
      if (execution.conId === null) continue;
      const quantity = execution.side === "BOT" ? execution.quantity : -execution.quantity;
      this.#trade(execution.account, execution.conId, quantity, execution.price, execution.commission);
    }
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
    this.executions = [];
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

import {
  type AccountState,
  bookDayStart,
  bookDelivery,
  bookDividend,
  bookTrade,
  openAccount,
} from "../account/books.ts";
import { bookCorrection } from "../account/corrections.ts";
import { emptyPosition } from "../account/positions.ts";
import type { Execution } from "../orders/order.ts";
import type { Listing } from "../venue/listing.ts";
import type { ListingBook } from "../venue/listing-book.ts";
import type { LedgerEntry, LedgerEntryOf, OptionDelivery } from "./entry.ts";
import { ORDER_FACTS, isOrderEntry, OrderState } from "./order-state.ts";

export type { AccountState } from "../account/books.ts";

/** Facts that leave accounts as they are. */
const LEAVE_BOOKS: ReadonlySet<LedgerEntry["type"]> = new Set([
  "SimulatorResumed",
  "FaultFired",
  "ClientConnected",
  "ClientDisconnected",
  ...ORDER_FACTS.filter((type) => type !== "OrderExecuted" && type !== "ExecutionCorrected"),
]);

/**
 * The venue's books: a fold over the ledger, the same after a restart. Mutable, with `apply` as the only way in.
 */
export class VenueState extends OrderState {
  readonly accounts = new Map<string, AccountState>();
  date = "";
  /** Rises with everything that may change an account: what was computed of one holds until then. */
  booksVersion = 0;
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

  apply(entry: LedgerEntry): void {
    if (!LEAVE_BOOKS.has(entry.type)) this.booksVersion += 1;
    if (isOrderEntry(entry)) this.applyToOrders(entry);
    switch (entry.type) {
      case "SimulatorStarted":
        for (const { id, cash, positions } of entry.accounts) {
          const account = openAccount(id, cash);
          for (const position of positions) {
            account.positions.set(position.conId, { ...emptyPosition(position.conId), ...position });
          }
          this.accounts.set(id, account);
        }
        return;
      case "OrderExecuted":
        for (const execution of entry.executions) this.#execute(execution);
        return;
      case "ExecutionCorrected":
        this.#correct(entry.replaced, entry.execution);
        return;
      case "OptionSettled":
      case "OptionAssigned":
      case "OptionExercised":
        this.#deliver(entry);
        return;
      case "CashSettled": {
        const { conId, quantity, price } = entry;
        const fill = { quantity: -quantity, price, commission: 0 };
        bookTrade(this.account(entry.account), this.#listing(conId), fill);
        return;
      }
      case "DividendPaid":
        bookDividend(this.account(entry.account), entry.conId, entry.quantity * entry.perShare);
        return;
      case "ExerciseInstructed": {
        const { conId, exercise, lapse } = entry;
        this.account(entry.account).instructions.set(conId, { exercise, lapse });
        return;
      }
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
      case "OrderTriggered":
      case "OrderStopMoved":
      case "OrderConditionsMet":
      case "OrderReduced":
      case "OrderBound":
      case "OrderCancelled":
      case "OrderRejected":
    }
  }

  #execute({ account, conId, side, quantity, price, commission }: Execution): void {
    if (conId === null) return;
    const signed = side === "BOT" ? quantity : -quantity;
    bookTrade(this.account(account), this.#listing(conId), { quantity: signed, price, commission });
  }

  #correct(replaced: Execution, execution: Execution): void {
    if (execution.conId === null) return;
    bookCorrection(this.account(execution.account), this.#listing(execution.conId), replaced, execution);
  }

  #listing(conId: number): Listing {
    const listing = this.#book.get(conId);
    if (listing === undefined) throw new RangeError(`no contract ${conId}`);
    return listing;
  }

  #deliver({ account, conId, underlyingConId, quantity, shares, strike }: OptionDelivery): void {
    const delivery = { quantity, units: shares, strike };
    bookDelivery(this.account(account), this.#listing(conId), this.#listing(underlyingConId), delivery);
  }

  #startDay({ date, netLiquidation, marks }: LedgerEntryOf<"DayStarted">): void {
    this.date = date;
    this.executions = [];
    const markOf = new Map(marks.map(({ conId, mark }) => [conId, mark]));
    for (const { account, value } of netLiquidation) {
      bookDayStart(this.account(account), value, ({ conId, quantity }) => {
        return (markOf.get(conId) ?? 0) * quantity * this.#listing(conId).multiplier;
      });
    }
  }
}

import type { ApiLibrary, OpenOrderState, ToldContract, ToldExecution } from "./api-library.ts";
import { NaiveBooks } from "./naive-books.ts";
import { type Intent, NaiveOrders } from "./naive-orders.ts";

/** Turns of its clock that it waits for an answer to an order. */
const PATIENCE = 20;

/** What it does beyond the usual; each was some project's way at some time. */
export interface NaiveHabits {
  /** Begins anew at every 1100: the advice of ib_insync#256, and what F17 makes of it. */
  readonly reconnectsOn1100?: boolean;
  /** Takes a broken data farm for a lost connection [F2: nautilus_trader#4412]. */
  readonly reconnectsOn2103?: boolean;
}

/**
 * An ordinary program on a TWS API library, with the ordinary assumptions: the library tells when the connection is
 * gone, what was subscribed stays subscribed, every fill is heard, an order id is one order, the next valid id is
 * valid, and whoever got no answer may ask again. Each assumption holds on a good day. Its clock is `turn`.
 */
export class NaiveClient {
  readonly api: ApiLibrary;
  readonly books = new NaiveBooks();
  readonly orders = new NaiveOrders();
  /** `code id` of everything that came as error or information. */
  readonly notes: string[] = [];
  /** Its own view: connected, and not told otherwise. */
  isOnline = false;
  /** How often it tried to connect. */
  attempts = 0;
  readonly #habits: NaiveHabits;
  #nextId = 0;
  #sawItLost = false;
  #nextRequestId = 1000;
  #watched: (readonly [requestId: number, contract: object])[] = [];
  readonly #previews = new Map<number, (margin: number) => void>();
  readonly #details = new Map<number, ToldContract[]>();
  readonly #finished = new Set<number>();

  constructor(api: ApiLibrary, habits: NaiveHabits = {}) {
    this.api = api;
    this.#habits = habits;
    this.#listen();
  }

  connect(): void {
    this.attempts += 1;
    this.api.connect();
  }

  /**
   * Its clock. A connection that is lost is made again at the next turn; an order without an answer is sent again
   * under a new id.
   */
  turn(): void {
    const isLost = this.attempts > 0 && !this.api.isConnected;
    if (isLost && this.#sawItLost) this.connect();
    this.#sawItLost = isLost && !this.#sawItLost;
    // The library keeps what is sent while there is no connection, so nobody looks whether there is one [F5].
    for (const { intent } of this.orders.overdue(PATIENCE)) this.place(intent);
  }

  /** The order's id. */
  place(intent: Intent): number {
    const orderId = this.#nextId;
    this.#nextId += 1;
    this.orders.add(orderId, intent);
    this.api.placeOrder(orderId, intent.contract, intent.order);
    return orderId;
  }

  /** Sends the order again under its id, with other terms. */
  change(orderId: number, order: object): void {
    const known = this.orders.byId.get(orderId);
    if (known !== undefined) this.api.placeOrder(orderId, known.intent.contract, order);
  }

  cancel(orderId: number): void {
    this.api.cancelOrder(orderId);
  }

  /** The request's id. Once is enough: who subscribed is subscribed [F1: ib_insync#256]. */
  watch(contract: object): number {
    const requestId = this.#requestId();
    this.#watched.push([requestId, contract]);
    this.api.reqMktData(requestId, contract, "", false, false);
    return requestId;
  }

  /** The change of initial margin in the first answer that comes [F7: ib_insync#380]; null while there is none. */
  preview(contract: object, order: object): { readonly margin: number | null } {
    const answer: { margin: number | null } = { margin: null };
    const orderId = this.#nextId;
    this.#nextId += 1;
    this.#previews.set(orderId, (margin) => {
      answer.margin = margin;
    });
    this.api.placeOrder(orderId, contract, { ...order, whatIf: true });
    return answer;
  }

  /** Contracts told so far, and whether that is all. */
  lookUp(contract: object): { readonly contracts: readonly ToldContract[]; readonly isWhole: () => boolean } {
    const requestId = this.#requestId();
    const contracts: ToldContract[] = [];
    this.#details.set(requestId, contracts);
    this.api.reqContractDetails(requestId, contract);
    return { contracts, isWhole: () => this.#finished.has(requestId) };
  }

  #requestId(): number {
    this.#nextRequestId += 1;
    return this.#nextRequestId;
  }

  #listen(): void {
    this.#on("nextValidId", (id: number) => this.#greeted(id));
    this.#on("disconnected", () => {
      this.isOnline = false;
    });
    this.#on("info", (_: string, code: number) => this.#told(code, -1));
    this.#on("error", (_: Error, code: number, id: number) => this.#told(code, id));
    this.#on("tickPrice", (id: number, field: number, price: number) =>
      this.books.tickPrice(id, field, price),
    );
    this.#on("tickOptionComputation", (id: number, field: number, _: number, delta: number | undefined) =>
      this.books.optionComputation(id, field, delta),
    );
    this.#on("openOrder", (id: number, _: object, order: { whatIf?: boolean }, state: OpenOrderState) =>
      this.#opened(id, order.whatIf === true, state),
    );
    this.#on("orderStatus", (id: number, status: string, filled: number, _: number, price: number) => {
      if (this.isOnline) this.orders.reported(id, status, filled, price);
    });
    this.#on("execDetails", (_: number, contract: ToldContract, execution: ToldExecution) => {
      // "Not connected; update dropped": between 1100 and 1102 nothing counts [F3: Lean.Brokerages#249].
      if (!this.isOnline) return;
      this.orders.executed(execution);
      this.books.executed(contract, execution);
    });
    this.#on("contractDetails", (id: number, { contract }: { contract: ToldContract }) => {
      this.#details.get(id)?.push(contract);
    });
    this.#on("contractDetailsEnd", (id: number) => this.#finished.add(id));
    this.#on(
      "updatePortfolio",
      ({ conId }: ToldContract, quantity: number, _: number, value?: number, cost?: number) =>
        this.books.portfolioLine(conId ?? 0, quantity, value, cost),
    );
  }

  #on(event: string, listener: (...args: never[]) => void): void {
    this.api.on(event, listener);
  }

  /** What the broker says is next is next, also below an id of its own [F6: Lean.Brokerages#242]. */
  #greeted(nextId: number): void {
    this.isOnline = true;
    this.#nextId = nextId;
  }

  #told(code: number, id: number): void {
    this.notes.push(`${code} ${id}`);
    if (code === 1100) this.isOnline = false;
    const { reconnectsOn1100, reconnectsOn2103 } = this.#habits;
    if ((code === 1100 && reconnectsOn1100 === true) || (code === 2103 && reconnectsOn2103 === true)) {
      this.api.disconnect();
    }
    // Both mean that all is well again [F1].
    if (code === 1101 || code === 1102) this.isOnline = true;
    if (id === -1) return;
    this.orders.failed(id, code);
    this.#finished.add(id);
  }

  #opened(orderId: number, whatIf: boolean, state: OpenOrderState): void {
    if (!whatIf) {
      if (this.isOnline) this.orders.opened(orderId, state);
      return;
    }
    this.#previews.get(orderId)?.(state.initMarginChange ?? 0);
    this.#previews.delete(orderId);
  }
}

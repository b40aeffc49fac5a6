import { isActive, type Order, type OrderTerms } from "../orders/order.ts";

/** Orders that count together for the rule on how many may be active. */
function crowdKey(terms: OrderTerms): string {
  return JSON.stringify([terms.account, terms.action, terms.contract]);
}

/**
 * The orders that are still alive, in the order of their placing, with the indexes by which they are looked up: what
 * has ended costs nothing any more.
 */
export class ActiveOrders implements Iterable<Order> {
  readonly #orders = new Map<number, Order>();
  /** Contract, account and action of an order never change. */
  readonly #crowdKeys = new Map<number, string>();
  readonly #crowds = new Map<string, number>();

  get size(): number {
    return this.#orders.size;
  }

  /** Safe against changes while it is walked: those orders that end meanwhile are left out. */
  [Symbol.iterator](): Iterator<Order> {
    return this.#orders.values();
  }

  get(permId: number): Order | undefined {
    return this.#orders.get(permId);
  }

  /** Takes in what became of an order. */
  update(order: Order): void {
    const { permId } = order;
    const known = this.#orders.has(permId);
    if (isActive(order)) {
      this.#orders.set(permId, order);
      if (!known) this.#enter(order);
    } else if (known) {
      this.#orders.delete(permId);
      this.#leave(permId);
    }
  }

  /** How many are active for the same contract, account and side. */
  crowd(terms: OrderTerms): number {
    return this.#crowds.get(crowdKey(terms)) ?? 0;
  }

  #enter({ permId, terms }: Order): void {
    const key = crowdKey(terms);
    this.#crowdKeys.set(permId, key);
    this.#crowds.set(key, (this.#crowds.get(key) ?? 0) + 1);
  }

  #leave(permId: number): void {
    const key = this.#crowdKeys.get(permId);
    if (key === undefined) return;
    this.#crowdKeys.delete(permId);
    const left = (this.#crowds.get(key) ?? 0) - 1;
    if (left > 0) this.#crowds.set(key, left);
    else this.#crowds.delete(key);
  }
}

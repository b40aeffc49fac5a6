import { isActive, ocaGroupOf, type Order, type OrderTerms } from "../orders/order.ts";

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
  readonly #children = new Map<number, Set<number>>();
  readonly #groups = new Map<string, Set<number>>();

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
      this.#leave(order);
    }
  }

  /** How many are active for the same contract, account and side. */
  crowd(terms: OrderTerms): number {
    return this.#crowds.get(crowdKey(terms)) ?? 0;
  }

  /** The active orders that wait for this one, or came with it. */
  children(permId: number): readonly Order[] {
    return this.#among(this.#children.get(permId));
  }

  /** The others of an order's OCA group, whichever client of the account placed them. */
  ocaPeers(order: Order): readonly Order[] {
    const group = ocaGroupOf(order);
    if (group === "") return [];
    const members = this.#among(this.#groups.get(`${order.terms.account}/${group}`));
    return members.filter(({ permId }) => permId !== order.permId);
  }

  #among(permIds: ReadonlySet<number> | undefined): readonly Order[] {
    if (permIds === undefined) return [];
    return [...permIds].flatMap((permId) => this.#orders.get(permId) ?? []);
  }

  #enter(order: Order): void {
    const { permId, terms, parentPermId } = order;
    const key = crowdKey(terms);
    this.#crowdKeys.set(permId, key);
    this.#crowds.set(key, (this.#crowds.get(key) ?? 0) + 1);
    if (parentPermId !== 0) addTo(this.#children, parentPermId, permId);
    const group = ocaGroupOf(order);
    if (group !== "") addTo(this.#groups, `${terms.account}/${group}`, permId);
  }

  #leave(order: Order): void {
    const { permId, terms, parentPermId } = order;
    const key = this.#crowdKeys.get(permId) ?? "";
    this.#crowdKeys.delete(permId);
    const left = (this.#crowds.get(key) ?? 0) - 1;
    if (left > 0) this.#crowds.set(key, left);
    else this.#crowds.delete(key);
    removeFrom(this.#children, parentPermId, permId);
    removeFrom(this.#groups, `${terms.account}/${ocaGroupOf(order)}`, permId);
  }
}

function addTo<Key>(index: Map<Key, Set<number>>, key: Key, permId: number): void {
  const known = index.get(key);
  if (known === undefined) index.set(key, new Set([permId]));
  else known.add(permId);
}

function removeFrom<Key>(index: Map<Key, Set<number>>, key: Key, permId: number): void {
  const known = index.get(key);
  if (known === undefined) return;
  known.delete(permId);
  if (known.size === 0) index.delete(key);
}

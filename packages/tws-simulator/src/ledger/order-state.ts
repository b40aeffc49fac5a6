import type { Execution, LegFill, Order } from "../orders/order.ts";
import { ActiveOrders } from "./active-orders.ts";
import type { LedgerEntry, LedgerEntryOf } from "./entry.ts";

/** What happens to orders. */
export const ORDER_FACTS = [
  "OrderPlaced",
  "OrderModified",
  "OrderAccepted",
  "OrderWorking",
  "OrderTriggered",
  "OrderStopMoved",
  "OrderConditionsMet",
  "OrderReduced",
  "OrderBound",
  "OrderCancelled",
  "OrderRejected",
  "OrderExecuted",
  "ExecutionCorrected",
] as const;
const orderFacts: ReadonlySet<string> = new Set(ORDER_FACTS);

export type OrderEntry = LedgerEntryOf<(typeof ORDER_FACTS)[number]>;

export function isOrderEntry(entry: LedgerEntry): entry is OrderEntry {
  return orderFacts.has(entry.type);
}

/** All orders and the day's executions: the part of the books that the facts on orders make. */
export class OrderState {
  readonly orders = new Map<number, Order>();
  readonly active = new ActiveOrders();
  /** Executions of the day, oldest first. */
  executions: Execution[] = [];
  /** The highest order id that each client used. */
  readonly highestOrderIds = new Map<number, number>();
  highestPermId = 0;
  /** The lowest id that was given to an order placed by hand, negative; 0 when none was. */
  lowestBoundId = 0;
  fills = 0;
  readonly #byClient = new Map<string, number>();

  /** The order that a client knows by this id: the newest, when there were several. */
  orderOf(clientId: number, orderId: number): Order | undefined {
    const permId = this.#byClient.get(`${clientId}/${orderId}`);
    return permId === undefined ? undefined : this.orders.get(permId);
  }

  nextOrderId(clientId: number): number {
    return (this.highestOrderIds.get(clientId) ?? 0) + 1;
  }

  /** Takes in what a fact says of an order. */
  applyToOrders(entry: OrderEntry): void {
    switch (entry.type) {
      case "OrderPlaced":
        this.#place(entry);
        return;
      case "OrderModified":
        this.#modify(entry);
        return;
      case "OrderAccepted":
        this.#change(entry.permId, { phase: "accepted" });
        return;
      case "OrderWorking":
        this.#change(entry.permId, { phase: "working" });
        return;
      case "OrderTriggered":
        this.#change(entry.permId, { triggered: true });
        return;
      case "OrderStopMoved":
        this.#change(entry.permId, { stopPrice: entry.stopPrice });
        return;
      case "OrderConditionsMet":
        this.#change(entry.permId, { conditionsMet: true });
        return;
      case "OrderReduced":
        this.#reduce(entry);
        return;
      case "OrderBound":
        this.#bind(entry);
        return;
      case "OrderCancelled":
        this.#change(entry.permId, { phase: "cancelled", endedAt: entry.at });
        return;
      case "OrderRejected":
        if (entry.permId !== 0) this.#change(entry.permId, { phase: "rejected", endedAt: entry.at });
        return;
      case "OrderExecuted":
        this.#execute(entry);
        return;
      case "ExecutionCorrected":
        this.#correct(entry);
    }
  }

  #place(entry: LedgerEntryOf<"OrderPlaced">): void {
    const { permId, clientId, orderId, terms, parentPermId, at } = entry;
    const order: Order = {
      permId,
      clientId,
      orderId,
      terms,
      phase: terms.transmit ? "placed" : "held",
      parentPermId,
      triggered: false,
      stopPrice: terms.stopPrice,
      conditionsMet: false,
      filled: 0,
      filledValue: 0,
      lastPrice: 0,
      legFills: [],
      commission: 0,
      placedAt: at,
      endedAt: null,
    };
    this.orders.set(permId, order);
    this.active.update(order);
    this.#name(order);
    this.highestPermId = Math.max(this.highestPermId, permId);
  }

  /** Orders placed by hand have id 0 until they are bound: no client can name them. */
  #name({ clientId, orderId, permId }: Order): void {
    if (orderId === 0) return;
    this.#byClient.set(`${clientId}/${orderId}`, permId);
    const highest = this.highestOrderIds.get(clientId) ?? 0;
    this.highestOrderIds.set(clientId, Math.max(highest, orderId));
    this.lowestBoundId = Math.min(this.lowestBoundId, orderId);
  }

  /** The stop that a change names counts; without one, a trailing stop stays where it is while its distance does. */
  #modify({ permId, terms }: LedgerEntryOf<"OrderModified">): void {
    const order = this.#orderOf(permId);
    const sameTrail = JSON.stringify(order.terms.trail) === JSON.stringify(terms.trail);
    const kept = terms.trail !== null && sameTrail ? order.stopPrice : null;
    const named = terms.trail === null || terms.stopPrice !== order.terms.stopPrice ? terms.stopPrice : null;
    const stays = terms.orderType === order.terms.orderType;
    this.#change(permId, {
      terms,
      stopPrice: named ?? kept ?? terms.stopPrice,
      triggered: order.triggered && stays,
      conditionsMet: order.conditionsMet && terms.conditions !== null,
    });
  }

  #reduce({ permId, quantity }: LedgerEntryOf<"OrderReduced">): void {
    const { terms } = this.#orderOf(permId);
    this.#change(permId, { terms: { ...terms, quantity } });
  }

  #bind({ permId, clientId, orderId }: LedgerEntryOf<"OrderBound">): void {
    this.#change(permId, { clientId, orderId });
    this.#name(this.#orderOf(permId));
  }

  #orderOf(permId: number): Order {
    const order = this.orders.get(permId);
    if (order === undefined) throw new RangeError(`no order ${permId}`);
    return order;
  }

  #change(permId: number, change: Partial<Order>): void {
    const changed = { ...this.#orderOf(permId), ...change };
    this.orders.set(permId, changed);
    this.active.update(changed);
  }

  /** Legs that are filled by themselves do not fill a unit of their combo: its own execution says when one is. */
  #execute({ permId, executions, at }: LedgerEntryOf<"OrderExecuted">): void {
    const order = this.#orderOf(permId);
    const whole = executions.filter(({ kind }) => kind !== "leg");
    const filled = whole.reduce((sum, { quantity }) => sum + quantity, order.filled);
    const phase = filled >= order.terms.quantity ? "filled" : "working";
    this.#change(permId, {
      filled,
      filledValue: whole.reduce((sum, { price, quantity }) => sum + price * quantity, order.filledValue),
      lastPrice: whole.at(-1)?.price ?? order.lastPrice,
      legFills: addLegFills(order.legFills, executions, 1),
      commission: executions.reduce((sum, { commission }) => sum + commission, order.commission),
      phase: order.phase === "cancelled" && phase === "working" ? "cancelled" : phase,
      endedAt: phase === "filled" ? at : order.endedAt,
    });
    this.fills += 1;
    this.executions.push(...executions);
  }

  #correct({ permId, replaced, execution }: LedgerEntryOf<"ExecutionCorrected">): void {
    const order = this.#orderOf(permId);
    const isLeg = execution.kind === "leg";
    const value = execution.price * execution.quantity - replaced.price * replaced.quantity;
    this.#change(permId, {
      filledValue: order.filledValue + (isLeg ? 0 : value),
      lastPrice: isLeg ? order.lastPrice : execution.price,
      legFills: addLegFills(addLegFills(order.legFills, [replaced], -1), [execution], 1),
      commission: order.commission + execution.commission - replaced.commission,
    });
    this.executions = this.executions.map((known) => (known.execId === replaced.execId ? execution : known));
  }
}

function addLegFills(
  before: readonly LegFill[],
  executions: readonly Execution[],
  sign: 1 | -1,
): readonly LegFill[] {
  const fills = new Map(before.map((fill) => [fill.conId, fill]));
  for (const { kind, conId, quantity, price } of executions) {
    if (kind !== "leg" || conId === null) continue;
    const known = fills.get(conId) ?? { conId, quantity: 0, value: 0 };
    fills.set(conId, {
      conId,
      quantity: known.quantity + sign * quantity,
      value: known.value + sign * price * quantity,
    });
  }
  return [...fills.values()];
}

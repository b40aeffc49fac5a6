import type { Execution, LegFill, Order } from "../orders/order.ts";
import { ActiveOrders } from "./active-orders.ts";
import type { LedgerEntry, LedgerEntryOf } from "./entry.ts";

/** All orders and the day's executions: the part of the books that the facts on orders make. */
export class OrderState {
  readonly orders = new Map<number, Order>();
  readonly active = new ActiveOrders();
  /** Executions of the day, oldest first. */
  executions: Execution[] = [];
  /** The highest order id that each client used. */
  readonly highestOrderIds = new Map<number, number>();
  highestPermId = 0;
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

  /** Takes in what a fact says of orders; facts on other things change nothing here. */
  apply(entry: LedgerEntry): void {
    if (entry.type === "OrderPlaced") this.#place(entry);
    else if (entry.type === "OrderModified") this.#change(entry.permId, { terms: entry.terms });
    else if (entry.type === "OrderAccepted") this.#change(entry.permId, { phase: "accepted" });
    else if (entry.type === "OrderWorking") this.#change(entry.permId, { phase: "working" });
    else if (entry.type === "OrderCancelled") this.#change(entry.permId, { phase: "cancelled" });
    else if (entry.type === "OrderRejected") {
      if (entry.permId !== 0) this.#change(entry.permId, { phase: "rejected" });
    } else if (entry.type === "OrderExecuted") this.#execute(entry);
    else if (entry.type === "DayStarted") this.executions = [];
  }

  #place({ permId, clientId, orderId, terms, at }: LedgerEntryOf<"OrderPlaced">): void {
    const order: Order = {
      permId,
      clientId,
      orderId,
      terms,
      phase: terms.transmit ? "placed" : "held",
      filled: 0,
      filledValue: 0,
      lastPrice: 0,
      legFills: [],
      commission: 0,
      placedAt: at,
    };
    this.orders.set(permId, order);
    this.active.update(order);
    this.#byClient.set(`${clientId}/${orderId}`, permId);
    this.highestPermId = Math.max(this.highestPermId, permId);
    const highest = this.highestOrderIds.get(clientId) ?? 0;
    this.highestOrderIds.set(clientId, Math.max(highest, orderId));
  }

  #change(permId: number, change: Partial<Order>): void {
    const order = this.orders.get(permId);
    if (order === undefined) throw new RangeError(`no order ${permId}`);
    const changed = { ...order, ...change };
    this.orders.set(permId, changed);
    this.active.update(changed);
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
      legFills: addLegFills(order.legFills, executions),
      commission: executions.reduce((sum, { commission }) => sum + commission, order.commission),
      phase: filled >= order.terms.quantity ? "filled" : "working",
    });
    this.fills += 1;
    this.executions.push(...executions);
  }
}

function addLegFills(before: readonly LegFill[], executions: readonly Execution[]): readonly LegFill[] {
  const fills = new Map(before.map((fill) => [fill.conId, fill]));
  for (const { kind, conId, quantity, price } of executions) {
    if (kind !== "leg" || conId === null) continue;
    const known = fills.get(conId) ?? { conId, quantity: 0, value: 0 };
    fills.set(conId, {
      conId,
      quantity: known.quantity + quantity,
      value: known.value + price * quantity,
    });
  }
  return [...fills.values()];
}

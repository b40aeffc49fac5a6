import type { OpenOrderState, ToldExecution } from "./api-library.ts";

/** Something that the program wants traded, once. */
export interface Intent {
  readonly name: string;
  readonly contract: object;
  readonly order: object;
}

/** An order id and what was last heard of it. */
export interface NaiveOrder {
  readonly orderId: number;
  readonly intent: Intent;
  /** As last heard under this id, whichever order it was about. */
  status: string;
  filled: number;
  price: number;
  /** Turns of the program's clock without any answer. */
  waited: number;
}

const DONE = new Set(["Filled", "Cancelled", "ApiCancelled", "Inactive"]);

/** Orders by order id, the last word winning [F4: nautilus_trader#4564, F6: nautilus_trader#4247]. */
export class NaiveOrders {
  readonly byId = new Map<number, NaiveOrder>();

  add(orderId: number, intent: Intent): void {
    this.byId.set(orderId, { orderId, intent, status: "", filled: 0, price: 0, waited: 0 });
  }

  opened(orderId: number, { status }: OpenOrderState): void {
    const order = this.byId.get(orderId);
    if (order !== undefined && status !== undefined) order.status = status;
  }

  reported(orderId: number, status: string, filled: number, price: number): void {
    const order = this.byId.get(orderId);
    if (order !== undefined) Object.assign(order, { status, filled, price });
  }

  executed({ orderId }: ToldExecution): void {
    const order = this.byId.get(orderId);
    if (order !== undefined && order.status === "") order.status = "Submitted";
  }

  /** An error about an order ends it below 2000; higher codes pass for notes, as in many an error handler [F9]. */
  failed(orderId: number, code: number): void {
    const order = this.byId.get(orderId);
    if (order === undefined || code >= 2000 || code === 399) return;
    order.status = code === 202 ? "Cancelled" : "Inactive";
  }

  /** Orders that it takes for live. */
  working(): readonly NaiveOrder[] {
    return [...this.byId.values()].filter(({ status }) => !DONE.has(status));
  }

  of(name: string): readonly NaiveOrder[] {
    return [...this.byId.values()].filter(({ intent }) => intent.name === name);
  }

  /** Orders without an answer for `patience` turns of the clock; each is named once. */
  overdue(patience: number): readonly NaiveOrder[] {
    const late: NaiveOrder[] = [];
    for (const order of this.byId.values()) {
      if (order.status !== "") continue;
      order.waited += 1;
      if (order.waited === patience) late.push(order);
    }
    return late;
  }
}

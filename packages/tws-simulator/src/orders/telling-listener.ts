import type { Execution, Order, OrderTerms } from "./order.ts";
import { statusOf } from "./order.ts";
import type { OrderFault } from "./order-fault.ts";
import type { OrderListener } from "./order-listener.ts";
import type { OrderPreview } from "./preview.ts";
import type { OrderQuirks } from "./quirks.ts";

/** The sessions as the desk's parts see them: messages on orders come as often as the quirks say. */
export class TellingListener implements OrderListener {
  readonly #sessions: OrderListener;
  readonly #quirks: OrderQuirks;

  constructor(sessions: OrderListener, quirks: OrderQuirks) {
    this.#sessions = sessions;
    this.#quirks = quirks;
  }

  orderReported(order: Order): void {
    this.#sessions.orderReported(order);
    this.#repeat(order, statusOf(order));
  }

  statusReported(order: Order, status: string): void {
    this.#sessions.statusReported(order, status);
    this.#repeat(order, status);
  }

  executed(order: Order, executions: readonly Execution[]): void {
    for (let time = 0; time <= this.#quirks.repeatExecutions; time += 1) {
      this.#sessions.executed(order, executions);
    }
  }

  commissioned(order: Order, executions: readonly Execution[]): void {
    this.#sessions.commissioned(order, executions);
  }

  previewed(
    clientId: number,
    orderId: number,
    terms: OrderTerms,
    preview: OrderPreview | null,
    warning: string,
  ): void {
    this.#sessions.previewed(clientId, orderId, terms, preview, warning);
  }

  orderFailed(clientId: number, orderId: number, fault: OrderFault): void {
    this.#sessions.orderFailed(clientId, orderId, fault);
  }

  orderWarned(clientId: number, orderId: number, warning: OrderFault): void {
    this.#sessions.orderWarned(clientId, orderId, warning);
  }

  orderBound(order: Order): void {
    this.#sessions.orderBound(order);
  }

  accountChanged(account: string): void {
    this.#sessions.accountChanged(account);
  }

  #repeat(order: Order, status: string): void {
    for (let time = 0; time < this.#quirks.repeatStatuses; time += 1) {
      this.#sessions.statusReported(order, status);
    }
  }
}

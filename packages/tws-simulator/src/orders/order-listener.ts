import type { Execution, Order, OrderTerms } from "./order.ts";
import type { OrderPreview } from "./preview.ts";
import type { OrderFault } from "./order-fault.ts";

/** Who is told of what happens to orders: the sessions. */
export interface OrderListener {
  /** The order as it is now: openOrder and orderStatus. */
  orderReported(order: Order): void;
  /** Its status alone, by a word that no phase has (`PendingCancel`) or its own. */
  statusReported(order: Order, status: string): void;
  executed(order: Order, executions: readonly Execution[]): void;
  commissioned(order: Order, executions: readonly Execution[]): void;
  /** The answer to a what-if; with a null preview, a first one with a warning and unset margins. */
  previewed(
    clientId: number,
    orderId: number,
    terms: OrderTerms,
    preview: OrderPreview | null,
    warning: string,
  ): void;
  orderFailed(clientId: number, orderId: number, fault: OrderFault): void;
  /** As an error on the wire, and the order goes on. */
  orderWarned(clientId: number, orderId: number, warning: OrderFault): void;
  /** An order that a person placed at TWS has an id of client 0 from now on. */
  orderBound(order: Order): void;
  accountChanged(account: string): void;
}

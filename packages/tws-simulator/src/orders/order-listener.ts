import type { Execution, Order, OrderTerms } from "./order.ts";
import type { OrderPreview } from "./preview.ts";
import type { OrderFault } from "./validation.ts";

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
  accountChanged(account: string): void;
}

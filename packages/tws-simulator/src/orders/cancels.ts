import { type DeskParts, orderNow } from "./desk-parts.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { isActive, type Order, statusOf } from "./order.ts";

/** Takes requests to cancel. */
export class Cancels {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #pending = new Set<number>();

  constructor(parts: DeskParts, life: LifeCycle) {
    this.#parts = parts;
    this.#life = life;
  }

  isPending(permId: number): boolean {
    return this.#pending.has(permId);
  }

  cancel(clientId: number, orderId: number): void {
    const { venue, listener } = this.#parts;
    const order = venue.state.orderOf(clientId, orderId);
    if (order === undefined) {
      const message = `OrderId ${orderId} that needs to be cancelled is not found.`;
      listener.orderFailed(clientId, orderId, { code: 10147, message });
    } else if (isActive(order)) this.#ask(order);
    else this.#tooLate(order);
  }

  /** Cancels every active order of every client. */
  cancelAll(): void {
    for (const order of this.#parts.venue.state.active) this.#ask(order);
  }

  #tooLate(order: Order): void {
    const { clientId, orderId } = order;
    const status = statusOf(order);
    const message = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${status}.`;
    this.#parts.listener.orderFailed(clientId, orderId, { code: 10148, message });
  }

  #ask(order: Order): void {
    const { venue, schedule, latency, listener, quirks } = this.#parts;
    const { permId } = order;
    if (this.#pending.has(permId)) return;
    this.#pending.add(permId);
    listener.statusReported(order, "PendingCancel");
    schedule.after(latency.acknowledgeMs + quirks.cancelExtraMs, () => {
      this.#pending.delete(permId);
      if (isActive(orderNow(venue, permId))) this.#life.end(permId, "");
    });
  }
}

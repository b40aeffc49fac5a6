import { parseClientTime } from "./client-time.ts";
import { type DeskParts, orderNow } from "./desk-parts.ts";
import type { FillDesk } from "./fill-desk.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { isActive, type Order, statusOf } from "./order.ts";
import { invalid } from "./order-fault.ts";
import { type CancelFate, takeNext } from "./quirks.ts";

/** Takes requests to cancel. */
export class Cancels {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #fills: FillDesk;
  readonly #pending = new Set<number>();

  constructor(parts: DeskParts, life: LifeCycle, fills: FillDesk) {
    this.#parts = parts;
    this.#life = life;
    this.#fills = fills;
  }

  isPending(permId: number): boolean {
    return this.#pending.has(permId);
  }

  /** `manualCancelTime` is when a person cancelled, for the records of those who must keep them; empty for none. */
  cancel(clientId: number, orderId: number, manualCancelTime: string): void {
    const { venue, listener } = this.#parts;
    if (manualCancelTime !== "" && parseClientTime(manualCancelTime) === null) {
      listener.orderFailed(clientId, orderId, invalid(`Invalid manual cancel time ${manualCancelTime}`));
      return;
    }
    const order = venue.state.orderOf(clientId, orderId);
    if (order === undefined) {
      const message = `OrderId ${orderId} that needs to be cancelled is not found.`;
      listener.orderFailed(clientId, orderId, { code: 10147, message });
    } else if (isActive(order)) this.#ask(order);
    else this.#tooLate(order);
  }

  /** Cancels every active order of every client, and those that were placed by hand. */
  cancelAll(): void {
    for (const order of this.#parts.venue.state.active) this.#ask(order);
  }

  #tooLate(order: Order): void {
    const { clientId, orderId } = order;
    const message = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${statusOf(order)}.`;
    this.#parts.listener.orderFailed(clientId, orderId, { code: 10148, message });
  }

  #fate(): CancelFate {
    const { quirks } = this.#parts;
    if (quirks.cancelFate === "normal") return "normal";
    return takeNext(quirks, "cancelsNext") ? quirks.cancelFate : "normal";
  }

  #ask(order: Order): void {
    const { schedule, latency, listener, quirks } = this.#parts;
    const { permId } = order;
    if (this.#pending.has(permId)) return;
    const fate = this.#fate();
    if (fate === "tooLate") {
      this.#tooLate(order);
      return;
    }
    listener.statusReported(order, "PendingCancel");
    if (fate === "lost") return;
    this.#pending.add(permId);
    schedule.after(latency.acknowledgeMs + quirks.cancelExtraMs, () => {
      this.#pending.delete(permId);
      this.#cancelNow(permId, fate);
    });
  }

  #cancelNow(permId: number, fate: CancelFate): void {
    const { venue, schedule, quirks } = this.#parts;
    const order = orderNow(venue, permId);
    if (!isActive(order)) return;
    if (fate === "fillFirst" && this.#fills.force(order)) {
      this.#tooLate(orderNow(venue, permId));
      return;
    }
    this.#life.end(permId, "");
    if (!takeNext(quirks, "fillsAfterCancel")) return;
    schedule.after(quirks.fillAfterCancelMs, () => this.#fills.force(orderNow(venue, permId)));
  }
}

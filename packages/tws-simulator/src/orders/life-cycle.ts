import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import { isActive, type Order } from "./order.ts";
import { takeNext } from "./quirks.ts";
import { closedMarketWarning, ignoresOutsideRth } from "./trading-hours.ts";
import type { OrderFault } from "./order-fault.ts";

/** The turns of an order's life, each recorded and then told. */
export class LifeCycle {
  readonly #parts: DeskParts;
  readonly #reserve: MarginReserve;
  /** When an order may next be filled, by the schedule. */
  readonly #fillableAt = new Map<number, number>();

  constructor(parts: DeskParts, reserve: MarginReserve) {
    this.#parts = parts;
    this.#reserve = reserve;
  }

  /** Whether the venue has had the order long enough to fill it. */
  mayFill(permId: number, real: number): boolean {
    return real >= (this.#fillableAt.get(permId) ?? 0);
  }

  holdFills(permId: number, until: number): void {
    this.#fillableAt.set(permId, until);
  }

  /** Runs a task once the venue would have answered a new or changed order. */
  afterAcknowledgement(task: () => void): void {
    const { schedule, latency, quirks } = this.#parts;
    schedule.after(latency.acknowledgeMs + quirks.acknowledgeExtraMs, task);
  }

  /** Tells the owner what became of a request of its own, unless acknowledgements get lost. */
  report(permId: number): void {
    const { venue, listener, quirks } = this.#parts;
    if (!takeNext(quirks, "acknowledgementsLost")) listener.orderReported(orderNow(venue, permId));
  }

  acknowledge(permId: number): void {
    const { venue, schedule, latency } = this.#parts;
    const order = orderNow(venue, permId);
    if (!isActive(order)) return;
    if (order.terms.transmit) {
      venue.record({ type: "OrderAccepted", ...identityOf(order) });
      this.holdFills(permId, schedule.now() + latency.fillMs);
    }
    this.report(permId);
    this.#warn(order);
  }

  /** What TWS remarks on an order that it takes all the same [D]. */
  #warn({ clientId, orderId, terms }: Order): void {
    const { venue, listener } = this.#parts;
    if (!terms.transmit) return;
    if (ignoresOutsideRth(venue.source, terms)) {
      const message =
        "Order Event Warning:Attribute 'Outside Regular Trading Hours' is ignored based on the order type and " +
        "destination. PlaceOrder is now being processed.";
      listener.orderWarned(clientId, orderId, { code: 2109, message });
    }
    const closed = closedMarketWarning(venue.source, terms, venue.clock.now());
    if (closed !== null) listener.orderWarned(clientId, orderId, { code: 399, message: closed });
  }

  /** After a restart an order goes on as if it had just been acknowledged. */
  resume(order: Order): void {
    if (order.parentPermId === 0 && order.terms.transmit) this.#reserve.keep(order);
    if (order.phase === "placed") {
      this.#parts.venue.record({ type: "OrderAccepted", ...identityOf(order) });
    }
  }

  work(permId: number): void {
    const { venue, listener } = this.#parts;
    venue.record({ type: "OrderWorking", ...identityOf(orderNow(venue, permId)) });
    listener.orderReported(orderNow(venue, permId));
  }

  /** Refuses an order that is there already: it becomes Inactive and the client hears why. */
  reject(permId: number, fault: OrderFault): void {
    const { venue, listener } = this.#parts;
    const { clientId, orderId } = orderNow(venue, permId);
    venue.record({ type: "OrderRejected", permId, clientId, orderId, ...fault });
    this.forget(permId);
    this.#endChildren(permId);
    this.afterAcknowledgement(() => {
      listener.orderReported(orderNow(venue, permId));
      listener.orderFailed(clientId, orderId, fault);
    });
  }

  /** Refuses a request that makes no order, or leaves one as it was. */
  refuse(clientId: number, orderId: number, fault: OrderFault): void {
    this.#parts.venue.record({ type: "OrderRejected", permId: 0, clientId, orderId, ...fault });
    this.#parts.listener.orderFailed(clientId, orderId, fault);
  }

  end(permId: number, reason: string): void {
    const { venue, listener } = this.#parts;
    const identity = identityOf(orderNow(venue, permId));
    venue.record({ type: "OrderCancelled", ...identity, reason });
    this.forget(permId);
    listener.statusReported(orderNow(venue, permId), "Cancelled");
    const message = `Order Canceled - reason:${reason}`;
    listener.orderFailed(identity.clientId, identity.orderId, { code: 202, message });
    this.#endChildren(permId);
  }

  /** Orders that waited for this one to be filled will never begin. */
  #endChildren(permId: number): void {
    for (const child of this.#parts.venue.state.active.children(permId)) this.end(child.permId, "");
  }

  forget(permId: number): void {
    this.#fillableAt.delete(permId);
    this.#reserve.release(permId);
  }
}

import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { isActive, type Order, remainingOf } from "./order.ts";
import type { MarginReserve } from "./margin-reserve.ts";

/**
 * Groups of which one fill ends or reduces the others [D]. With block (types 1 and 2) the others are dealt with before
 * anything else can be filled, so a group never fills twice; without it (type 3) they are reduced when the venue gets
 * to it, and may fill meanwhile.
 */
export class OcaGroups {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #reserve: MarginReserve;

  constructor(parts: DeskParts, life: LifeCycle, reserve: MarginReserve) {
    this.#parts = parts;
    this.#life = life;
    this.#reserve = reserve;
  }

  /** `quantity` of an order was filled just now. */
  filled(order: Order, quantity: number): void {
    const { venue, schedule, latency } = this.#parts;
    const peers = venue.state.active.ocaPeers(order);
    if (peers.length === 0) return;
    // Of its quantity before the fill, what is left.
    const left = remainingOf(order) / (remainingOf(order) + quantity);
    switch (order.terms.ocaType) {
      case 1:
        for (const { permId } of peers) this.#life.end(permId, "");
        return;
      case 2:
        for (const { permId } of peers) this.#reduce(permId, left);
        return;
      case 3:
        schedule.after(latency.acknowledgeMs, () => {
          for (const { permId } of peers) this.#reduce(permId, left);
        });
    }
  }

  /** What remains of an order shrinks to a part, and the order ends with nothing left. */
  #reduce(permId: number, left: number): void {
    const { venue, listener } = this.#parts;
    const order = orderNow(venue, permId);
    if (!isActive(order)) return;
    const remaining = Math.round(remainingOf(order) * left);
    if (remaining === 0) {
      this.#life.end(permId, "");
      return;
    }
    const quantity = order.filled + remaining;
    if (quantity === order.terms.quantity) return;
    venue.record({ type: "OrderReduced", ...identityOf(order), quantity });
    this.#reserve.adjust(orderNow(venue, permId));
    listener.orderReported(orderNow(venue, permId));
  }
}

import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import { isActive, type Order } from "./order.ts";
import { type Checked, failed, passed } from "./order-fault.ts";

/**
 * Orders and those attached to them [D]. A child waits until its parent is filled and ends when the parent is
 * cancelled. A family that was placed without `transmit` goes to the venue with the first child that has it, the
 * parent first.
 */
export class Families {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #reserve: MarginReserve;

  constructor(parts: DeskParts, life: LifeCycle, reserve: MarginReserve) {
    this.#parts = parts;
    this.#life = life;
    this.#reserve = reserve;
  }

  /** The permanent id of the parent that a client's order names: 0 without one. It has to be alive. */
  parentOf(clientId: number, parentId: number): Checked<number> {
    if (parentId === 0) return passed(0);
    const parent = this.#parts.venue.state.orderOf(clientId, parentId);
    if (parent !== undefined && isActive(parent)) return passed(parent.permId);
    return failed({ code: 135, message: `Can't find order with id =${parentId}` });
  }

  /** A child was transmitted: what was held of its family goes with it. */
  transmitWith(child: Order): void {
    if (child.parentPermId === 0) return;
    const { venue } = this.#parts;
    const parent = orderNow(venue, child.parentPermId);
    if (parent.phase !== "held" && !isActive(parent)) return;
    this.#transmit(parent);
    for (const sibling of venue.state.active.children(parent.permId)) this.#transmit(sibling);
  }

  #transmit(order: Order): void {
    if (order.phase !== "held") return;
    const { venue } = this.#parts;
    const terms = { ...order.terms, transmit: true };
    const fault = order.parentPermId === 0 ? this.#reserve.take(order.permId, terms) : null;
    if (fault !== null) {
      this.#life.reject(order.permId, fault);
      return;
    }
    venue.record({ type: "OrderModified", ...identityOf(order), terms });
    this.#life.afterAcknowledgement(() => this.#life.acknowledge(order.permId));
  }
}

import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { OrderIntake } from "./intake.ts";
import type { Order, OrderTerms } from "./order.ts";

/** The client to which TWS's own orders belong [D]. */
const MANUAL_CLIENT = 0;

/**
 * Orders that a person places at TWS itself [D]: client 0 owns them, and no client can name them until they are bound,
 * that is, have an order id. Bound ones count down from -1, as TWS does unless it is set otherwise.
 */
export class ManualOrders {
  readonly #parts: DeskParts;
  readonly #intake: OrderIntake;
  /** New ones are bound at once: client 0 asked for it. */
  bindsNew = false;

  constructor(parts: DeskParts, intake: OrderIntake) {
    this.#parts = parts;
    this.#intake = intake;
  }

  /** Its permanent id. */
  place(terms: OrderTerms): number {
    const permId = this.#intake.enter(MANUAL_CLIENT, 0, terms, 0);
    if (this.bindsNew) this.#bind(orderNow(this.#parts.venue, permId));
    return permId;
  }

  /** Gives every active one that has no id one. */
  bindAll(): void {
    for (const order of this.#parts.venue.state.active) {
      if (order.clientId === MANUAL_CLIENT && order.orderId === 0) this.#bind(order);
    }
  }

  #bind(order: Order): void {
    const { venue, listener } = this.#parts;
    const orderId = venue.state.lowestBoundId - 1;
    venue.record({ type: "OrderBound", ...identityOf(order), orderId });
    listener.orderBound(orderNow(venue, order.permId));
  }
}

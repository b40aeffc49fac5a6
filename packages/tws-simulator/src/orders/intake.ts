import { hashText } from "../venue/random.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import { isActive, type Order, type OrderTerms } from "./order.ts";
import { takeReject } from "./rejects.ts";
import { type OrderFault, orderTerms } from "./validation.ts";
import type { WhatIfs } from "./what-if.ts";

/** IB's rule: so many orders may be active for one contract, side and account [D]. */
const ACTIVE_ORDERS_MAX = 20;
const PERM_IDS = 900_000_000;
const PERM_ID_FIRST = 1_000_000_000;

/** Takes requests for orders: checks them, and places, changes or previews. */
export class OrderIntake {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #reserve: MarginReserve;
  readonly #whatIfs: WhatIfs;

  constructor(parts: DeskParts, life: LifeCycle, reserve: MarginReserve, whatIfs: WhatIfs) {
    this.#parts = parts;
    this.#life = life;
    this.#reserve = reserve;
    this.#whatIfs = whatIfs;
  }

  /** Places a new order, changes the client's order of this id, or previews one. */
  place(clientId: number, values: PlaceOrderValues): void {
    const { orderId, whatIf } = values;
    const { venue } = this.#parts;
    const result = orderTerms(values, venue.source, venue.accountIds, venue.clock.now());
    if (!result.ok) {
      const code = whatIf && result.fault.code === 200 ? 321 : result.fault.code;
      this.#life.refuse(clientId, orderId, { ...result.fault, code });
      return;
    }
    if (whatIf) {
      this.#whatIfs.answer(clientId, orderId, result.terms);
      return;
    }
    const existing = venue.state.orderOf(clientId, orderId);
    if (existing !== undefined && isActive(existing)) this.#modify(existing, result.terms);
    else if (existing?.phase === "filled") {
      this.#life.refuse(clientId, orderId, { code: 104, message: "Cannot modify a filled order." });
    } else if (orderId < venue.state.nextOrderId(clientId)) {
      this.#life.refuse(clientId, orderId, { code: 103, message: "Duplicate order id" });
    } else this.#placeNew(clientId, orderId, result.terms);
  }

  #placeNew(clientId: number, orderId: number, terms: OrderTerms): void {
    const { venue, quirks } = this.#parts;
    const fault =
      takeReject(quirks, venue.source.book, "request", clientId, terms) ?? this.#crowdFault(terms);
    if (fault !== null) {
      this.#life.refuse(clientId, orderId, fault);
      return;
    }
    const permId = this.#nextPermId();
    const poor = terms.transmit ? this.#reserve.take(permId, terms) : null;
    const refused = takeReject(quirks, venue.source.book, "order", clientId, terms) ?? poor;
    venue.record({ type: "OrderPlaced", permId, clientId, orderId, terms });
    if (refused === null) this.#life.afterAcknowledgement(() => this.#life.acknowledge(permId));
    else this.#life.reject(permId, refused);
  }

  #nextPermId(): number {
    const { venue, habits } = this.#parts;
    return Math.max(venue.state.highestPermId, PERM_ID_FIRST + (hashText(habits.seed) % PERM_IDS)) + 1;
  }

  #modify(order: Order, terms: OrderTerms): void {
    const { clientId, orderId, permId } = order;
    const { venue } = this.#parts;
    const fixed = (value: OrderTerms): string =>
      JSON.stringify([value.contract, value.account, value.action]);
    if (fixed(order.terms) !== fixed(terms)) {
      const message = "Order being modified does not match original order.";
      this.#life.refuse(clientId, orderId, { code: 105, message });
      return;
    }
    const fault =
      terms.quantity <= order.filled
        ? { code: 201, message: `Order rejected - reason:${order.filled} are filled already` }
        : this.#reserve.take(permId, terms);
    if (fault !== null) {
      this.#life.refuse(clientId, orderId, fault);
      return;
    }
    venue.record({ type: "OrderModified", ...identityOf(order), terms });
    this.#life.afterAcknowledgement(() => {
      const current = orderNow(venue, permId);
      if (current.phase === "held" && current.terms.transmit) this.#life.acknowledge(permId);
      else this.#life.report(permId);
    });
  }

  #crowdFault(terms: OrderTerms): OrderFault | null {
    if (this.#parts.venue.state.active.crowd(terms) < ACTIVE_ORDERS_MAX) return null;
    const message = `Order rejected - reason:at most ${ACTIVE_ORDERS_MAX} active orders for one contract, side and account`;
    return { code: 201, message };
  }
}

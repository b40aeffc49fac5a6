import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { type DeskParts, orderNow } from "./desk-parts.ts";
import type { Families } from "./families.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import type { Modifications } from "./modifications.ts";
import { isActive, isCloseType, type OrderTerms } from "./order.ts";
import { type OrderFault, rejected } from "./order-fault.ts";
import { nextPermId } from "./perm-ids.ts";
import { takeReject } from "./rejects.ts";
import { orderTerms } from "./validation.ts";
import type { WhatIfs } from "./what-if.ts";

/** IB's rule: so many orders may be active for one contract, side and account [D]. */
const ACTIVE_ORDERS_MAX = 20;

/** Takes requests for orders: checks them, and places, changes or previews. */
export class OrderIntake {
  readonly #parts: DeskParts;
  readonly #by: {
    readonly life: LifeCycle;
    readonly reserve: MarginReserve;
    readonly whatIfs: WhatIfs;
    readonly families: Families;
    readonly modifications: Modifications;
  };

  constructor(
    parts: DeskParts,
    by: {
      readonly life: LifeCycle;
      readonly reserve: MarginReserve;
      readonly whatIfs: WhatIfs;
      readonly families: Families;
      readonly modifications: Modifications;
    },
  ) {
    this.#parts = parts;
    this.#by = by;
  }

  /** Places a new order, changes the client's order of this id, or previews one. */
  place(clientId: number, values: PlaceOrderValues): void {
    const { orderId, whatIf } = values;
    const { venue } = this.#parts;
    const { life, whatIfs, modifications } = this.#by;
    const result = orderTerms(values, venue.source, venue.accountIds, venue.clock.now());
    if (!result.ok) {
      const code = whatIf && result.fault.code === 200 ? 321 : result.fault.code;
      life.refuse(clientId, orderId, { ...result.fault, code });
      return;
    }
    if (whatIf) {
      whatIfs.answer(clientId, orderId, result.value);
      return;
    }
    const existing = venue.state.orderOf(clientId, orderId);
    if (existing !== undefined && isActive(existing)) modifications.modify(existing, result.value);
    else if (existing?.phase === "filled") {
      life.refuse(clientId, orderId, { code: 104, message: "Cannot modify a filled order." });
    } else if (orderId === 0) {
      life.refuse(clientId, orderId, { code: 10149, message: `Invalid order id: ${orderId}` });
    } else if (orderId < venue.state.nextOrderId(clientId)) {
      life.refuse(clientId, orderId, { code: 103, message: "Duplicate order id" });
    } else this.#placeNew(clientId, orderId, result.value);
  }

  /** Takes an order that is checked already; id 0 is one that a person placed at TWS. Its permanent id. */
  enter(clientId: number, orderId: number, terms: OrderTerms, parentPermId: number): number {
    const { venue, quirks, habits } = this.#parts;
    const { life, reserve, families } = this.#by;
    const permId = nextPermId(venue.state, habits.seed);
    const needsMargin = terms.transmit && parentPermId === 0;
    const poor = needsMargin ? reserve.take(permId, terms) : null;
    const refused = takeReject(quirks, venue.source.book, "order", clientId, terms) ?? poor;
    venue.record({ type: "OrderPlaced", permId, clientId, orderId, terms, parentPermId });
    if (refused !== null) {
      life.reject(permId, refused);
      return permId;
    }
    if (terms.transmit) families.transmitWith(orderNow(venue, permId));
    life.afterAcknowledgement(() => life.acknowledge(permId));
    return permId;
  }

  #placeNew(clientId: number, orderId: number, terms: OrderTerms): void {
    const { venue, quirks } = this.#parts;
    const { life, families } = this.#by;
    const parent = families.parentOf(clientId, terms.parentId);
    const fault = parent.ok
      ? (takeReject(quirks, venue.source.book, "request", clientId, terms) ?? this.#ruleFault(terms))
      : parent.fault;
    if (parent.ok && fault === null) this.enter(clientId, orderId, terms, parent.value);
    else if (fault !== null) life.refuse(clientId, orderId, fault);
  }

  #ruleFault(terms: OrderTerms): OrderFault | null {
    const { venue } = this.#parts;
    if (venue.state.active.crowd(terms) >= ACTIVE_ORDERS_MAX) {
      return rejected(`at most ${ACTIVE_ORDERS_MAX} active orders for one contract, side and account`);
    }
    const { contract } = terms;
    const listing = contract.kind === "single" ? venue.source.book.get(contract.conId) : undefined;
    if (isCloseType(terms.orderType) && listing?.kind !== "stock") {
      return { code: 387, message: "Unsupported order type for this exchange and security type." };
    }
    return null;
  }
}

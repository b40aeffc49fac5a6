import type { Cancels } from "./cancels.ts";
import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { Families } from "./families.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import { isActive, isCloseType, type Order, type OrderTerms } from "./order.ts";
import { notOffered, type OrderFault, rejected } from "./order-fault.ts";
import { nextPermId } from "./perm-ids.ts";
import { takeNext } from "./quirks.ts";
import type { StopTriggers } from "./stop-triggers.ts";

/** Changes orders that are placed already: the same id comes again with other terms [D]. */
export class Modifications {
  readonly #parts: DeskParts;
  readonly #by: {
    readonly life: LifeCycle;
    readonly reserve: MarginReserve;
    readonly cancels: Cancels;
    readonly families: Families;
    readonly stops: StopTriggers;
  };

  constructor(
    parts: DeskParts,
    by: {
      readonly life: LifeCycle;
      readonly reserve: MarginReserve;
      readonly cancels: Cancels;
      readonly families: Families;
      readonly stops: StopTriggers;
    },
  ) {
    this.#parts = parts;
    this.#by = by;
  }

  modify(order: Order, terms: OrderTerms): void {
    const { clientId, orderId, permId } = order;
    const { venue, quirks } = this.#parts;
    const { life, reserve, families, stops } = this.#by;
    const margin = (): OrderFault | null =>
      order.parentPermId === 0 && terms.transmit ? reserve.take(permId, terms) : null;
    const fault = this.#fault(order, terms) ?? margin();
    if (fault !== null) {
      life.refuse(clientId, orderId, fault);
      return;
    }
    if (order.phase === "working" && takeNext(quirks, "duplicateModifications")) {
      this.#placeTwin(order, terms);
      return;
    }
    venue.record({ type: "OrderModified", ...identityOf(order), terms });
    stops.forget(permId);
    const isSent = order.phase === "held" && terms.transmit;
    if (isSent) families.transmitWith(orderNow(venue, permId));
    life.afterAcknowledgement(() => {
      const current = orderNow(venue, permId);
      if (current.phase === "held" && current.terms.transmit) life.acknowledge(permId);
      else if (isActive(current)) life.report(permId);
    });
  }

  /** What may not be changed, or not now. */
  #fault(order: Order, terms: OrderTerms): OrderFault | null {
    const { terms: before } = order;
    const fixed = (value: OrderTerms): string =>
      JSON.stringify([value.contract, value.account, value.action, value.parentId]);
    if (fixed(before) !== fixed(terms)) {
      return { code: 105, message: "Order being modified does not match original order." };
    }
    if (before.ocaGroup !== terms.ocaGroup || (terms.ocaGroup !== "" && before.ocaType !== terms.ocaType)) {
      return { code: 10326, message: "OCA group revision is not allowed." };
    }
    if (!mayBecome(before, terms)) {
      return { code: 329, message: "Order modify failed. Cannot change to the new order type." };
    }
    if (order.phase !== "held" && !terms.transmit) return notOffered("a change that is not transmitted");
    if (this.#by.cancels.isPending(order.permId)) return rejected("The order is being cancelled");
    if (terms.quantity <= order.filled) return rejected(`${order.filled} are filled already`);
    return null;
  }

  /**
   * One modification becomes two live orders (F4): the first works on with its old terms under its own permanent id,
   * the second has the new terms and is the one that the client's id now means.
   */
  #placeTwin(order: Order, terms: OrderTerms): void {
    const { venue, habits } = this.#parts;
    const { clientId, orderId, parentPermId } = order;
    const permId = nextPermId(venue.state, habits.seed);
    const twin = { ...terms, quantity: terms.quantity - order.filled };
    venue.record({ type: "OrderPlaced", permId, clientId, orderId, terms: twin, parentPermId });
    this.#by.life.afterAcknowledgement(() => this.#by.life.acknowledge(permId));
  }
}

/** Types may change among those that rest in the market or wait for a price; not to or from the close or a trail [U]. */
function mayBecome(before: OrderTerms, after: OrderTerms): boolean {
  if (before.orderType === after.orderType) return true;
  return [before, after].every(({ orderType, trail }) => !isCloseType(orderType) && trail === null);
}

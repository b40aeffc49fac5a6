import { formatCents, type Money } from "../venue/money.ts";
import type { Venue } from "../venue/venue.ts";
import { type Order, type OrderTerms, remainingOf } from "./order.ts";
import { type OrderPreview, previewOrder } from "./preview.ts";
import type { OrderFault } from "./order-fault.ts";

export function previewNow(venue: Venue, terms: OrderTerms): OrderPreview {
  return previewOrder(venue.source, venue.valuation(terms.account), terms, {
    at: venue.clock.now(),
    manner: venue.marginManner,
  });
}

interface Reserve {
  readonly account: string;
  readonly whole: Money;
  /** Of the part that is not filled yet. */
  readonly held: Money;
}

/** What the active orders' margin would take, held back from other orders. */
export class MarginReserve {
  readonly #venue: Venue;
  readonly #reserves = new Map<number, Reserve>();
  readonly #held = new Map<string, Money>();

  constructor(venue: Venue) {
    this.#venue = venue;
  }

  /** Reserves what the order needs, or says that it is not there. An order that needs no margin passes. */
  take(permId: number, terms: OrderTerms): OrderFault | null {
    const preview = previewNow(this.#venue, terms);
    const needed = Math.max(0, preview.initialAfter - preview.initialBefore);
    const own = this.#reserves.get(permId)?.held ?? 0;
    const others = (this.#held.get(terms.account) ?? 0) - own;
    if (needed > 0 && preview.equityAfter < preview.initialAfter + others) {
      const equity = formatCents(preview.equityAfter);
      const margin = formatCents(preview.initialAfter + others);
      const message =
        "Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR " +
        `EQUITY WITH LOAN VALUE [${equity} USD] MUST EXCEED THE INITIAL MARGIN [${margin} USD]`;
      return { code: 201, message };
    }
    this.#set(permId, { account: terms.account, whole: needed, held: needed });
    return null;
  }

  /** Reserves for an order that was accepted before, whatever the account has now. */
  keep(order: Order): void {
    const preview = previewNow(this.#venue, order.terms);
    const whole = Math.max(0, preview.initialAfter - preview.initialBefore);
    this.#set(order.permId, { account: order.terms.account, whole, held: whole });
    this.adjust(order);
  }

  /** After a fill: only what remains is held back. */
  adjust(order: Order): void {
    const reserve = this.#reserves.get(order.permId);
    if (reserve === undefined) return;
    const held = Math.round((reserve.whole * remainingOf(order)) / order.terms.quantity);
    this.#set(order.permId, { ...reserve, held });
  }

  release(permId: number): void {
    const reserve = this.#reserves.get(permId);
    if (reserve === undefined) return;
    this.#reserves.delete(permId);
    this.#add(reserve.account, -reserve.held);
  }

  #set(permId: number, reserve: Reserve): void {
    this.release(permId);
    this.#reserves.set(permId, reserve);
    this.#add(reserve.account, reserve.held);
  }

  #add(account: string, amount: Money): void {
    this.#held.set(account, (this.#held.get(account) ?? 0) + amount);
  }
}

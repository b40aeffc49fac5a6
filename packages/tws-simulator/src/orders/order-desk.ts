import type { LedgerFact, OrderIdentity } from "../ledger/entry.ts";
import type { Latency } from "../venue/latency.ts";
import type { Listing } from "../venue/listing.ts";
import type { Quote } from "../venue/market.ts";
import { formatCents, type Money } from "../venue/money.ts";
import { hashText } from "../venue/random.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { fillExecutions, fillQuantity, type FillHabits } from "./fills.ts";
import { match, type Match } from "./matching.ts";
import {
  type Execution,
  isActive,
  type Order,
  type OrderTerms,
  remainingOf,
  signedLegs,
  statusOf,
} from "./order.ts";
import { type OrderPreview, previewOrder } from "./preview.ts";
import { type OrderFault, orderTerms } from "./validation.ts";

/** Who is told of what happens to orders: the sessions. */
export interface OrderListener {
  /** The order as it is now: openOrder and orderStatus. */
  orderReported(order: Order): void;
  /** Its status alone, by a word that no phase has (`PendingCancel`) or its own. */
  statusReported(order: Order, status: string): void;
  executed(order: Order, executions: readonly Execution[]): void;
  commissioned(order: Order, executions: readonly Execution[]): void;
  previewed(clientId: number, orderId: number, terms: OrderTerms, preview: OrderPreview): void;
  orderFailed(clientId: number, orderId: number, fault: OrderFault): void;
  accountChanged(account: string): void;
}

/** IB's rule: so many orders may be active for one contract, side and account [D]. */
const ACTIVE_ORDERS_MAX = 20;
/** Quote changes that one step looks at for one order; in a faster market the oldest are passed over. */
const STATES_A_STEP_MAX = 64;
const PERM_IDS = 900_000_000;

/** Takes, changes, matches and ends orders. */
export class OrderDesk {
  readonly #venue: Venue;
  readonly #latency: Latency;
  readonly #habits: FillHabits;
  readonly #schedule: Schedule;
  readonly #listener: OrderListener;
  /** When an order may next be filled, by the schedule. */
  readonly #fillableAt = new Map<number, number>();
  readonly #cancelling = new Set<number>();
  /** What an active order's margin would take, held back from other orders. */
  readonly #reserved = new Map<number, Money>();
  #steppedTo: number;

  constructor(parts: {
    readonly venue: Venue;
    readonly latency: Latency;
    readonly habits: FillHabits;
    readonly schedule: Schedule;
    readonly listener: OrderListener;
  }) {
    this.#venue = parts.venue;
    this.#latency = parts.latency;
    this.#habits = parts.habits;
    this.#schedule = parts.schedule;
    this.#listener = parts.listener;
    this.#steppedTo = this.#venue.clock.now();
    for (const order of this.#active()) this.#resume(order);
  }

  /** Places a new order, changes the client's order of this id, or previews one. */
  place(clientId: number, values: PlaceOrderValues): void {
    const { orderId, whatIf } = values;
    const now = this.#venue.clock.now();
    const result = orderTerms(values, this.#venue.source, this.#venue.accountIds, now);
    if (!result.ok) {
      const code = whatIf && result.fault.code === 200 ? 321 : result.fault.code;
      this.#fail(clientId, orderId, { ...result.fault, code });
      return;
    }
    if (whatIf) {
      this.#schedule.after(this.#latency.acknowledgeMs, () => {
        this.#listener.previewed(clientId, orderId, result.terms, this.#preview(result.terms));
      });
      return;
    }
    const existing = this.#venue.state.orderOf(clientId, orderId);
    if (existing !== undefined && isActive(existing)) this.#modify(existing, result.terms);
    else if (existing?.phase === "filled") {
      this.#fail(clientId, orderId, { code: 104, message: "Cannot modify a filled order." });
    } else if (orderId < this.#venue.state.nextOrderId(clientId)) {
      this.#fail(clientId, orderId, { code: 103, message: "Duplicate order id" });
    } else this.#placeNew(clientId, orderId, result.terms);
  }

  cancel(clientId: number, orderId: number): void {
    const order = this.#venue.state.orderOf(clientId, orderId);
    if (order === undefined) {
      const message = `OrderId ${orderId} that needs to be cancelled is not found.`;
      this.#listener.orderFailed(clientId, orderId, { code: 10147, message });
    } else if (!isActive(order)) {
      const message = `OrderId ${orderId} that needs to be cancelled cannot be cancelled, state: ${statusOf(order)}.`;
      this.#listener.orderFailed(clientId, orderId, { code: 10148, message });
    } else this.#cancel(order);
  }

  /** Cancels every active order of every client. */
  cancelAll(): void {
    for (const order of this.#active()) this.#cancel(order);
  }

  /** Day orders end with the day. */
  endDay(): void {
    for (const order of this.#active()) {
      if (order.terms.tif !== "GTC") this.#end(order.permId, "day order at the close");
    }
  }

  /** Matches what may be filled by the quotes since the last step. */
  step(): void {
    const now = this.#venue.clock.now();
    const real = this.#schedule.now();
    if (this.#venue.clock.isOpen(now)) {
      for (const order of this.#active()) {
        if (order.phase !== "accepted" && order.phase !== "working") continue;
        if (real < (this.#fillableAt.get(order.permId) ?? 0)) continue;
        this.#tryFill(order, now, real);
      }
    }
    this.#steppedTo = now;
  }

  #active(): Order[] {
    return [...this.#venue.state.orders.values()].filter(isActive);
  }

  #identity(order: Order): OrderIdentity {
    return { permId: order.permId, clientId: order.clientId, orderId: order.orderId };
  }

  #order(permId: number): Order {
    const order = this.#venue.state.orders.get(permId);
    if (order === undefined) throw new RangeError(`no order ${permId}`);
    return order;
  }

  #fail(clientId: number, orderId: number, fault: OrderFault): void {
    this.#venue.record({ type: "OrderRejected", permId: 0, clientId, orderId, ...fault });
    this.#listener.orderFailed(clientId, orderId, fault);
  }

  #preview(terms: OrderTerms): OrderPreview {
    const venue = this.#venue;
    return previewOrder(venue.source, venue.valuation(terms.account), terms, venue.clock.now());
  }

  #placeNew(clientId: number, orderId: number, terms: OrderTerms): void {
    const crowd = this.#crowdFault(terms);
    if (crowd !== null) {
      this.#fail(clientId, orderId, crowd);
      return;
    }
    const { state } = this.#venue;
    const permId =
      Math.max(state.highestPermId, 1_000_000_000 + (hashText(this.#habits.seed) % PERM_IDS)) + 1;
    const poor = terms.transmit ? this.#marginFault(permId, terms) : null;
    this.#venue.record({ type: "OrderPlaced", permId, clientId, orderId, terms });
    if (poor !== null) {
      this.#venue.record({ type: "OrderRejected", permId, clientId, orderId, ...poor });
      this.#reserved.delete(permId);
      this.#schedule.after(this.#latency.acknowledgeMs, () => {
        this.#listener.orderReported(this.#order(permId));
        this.#listener.orderFailed(clientId, orderId, poor);
      });
      return;
    }
    this.#schedule.after(this.#latency.acknowledgeMs, () => this.#acknowledge(permId));
  }

  #modify(order: Order, terms: OrderTerms): void {
    const { clientId, orderId, permId } = order;
    const fixed = (value: OrderTerms): string =>
      JSON.stringify([value.contract, value.account, value.action]);
    if (fixed(order.terms) !== fixed(terms)) {
      const message = "Order being modified does not match original order.";
      this.#fail(clientId, orderId, { code: 105, message });
      return;
    }
    const fault =
      terms.quantity <= order.filled
        ? { code: 201, message: `Order rejected - reason:${order.filled} are filled already` }
        : this.#marginFault(permId, terms);
    if (fault !== null) {
      this.#fail(clientId, orderId, fault);
      return;
    }
    this.#venue.record({ type: "OrderModified", ...this.#identity(order), terms });
    this.#schedule.after(this.#latency.acknowledgeMs, () => {
      const current = this.#order(permId);
      if (current.phase === "held" && current.terms.transmit) this.#acknowledge(permId);
      else this.#listener.orderReported(current);
    });
  }

  #acknowledge(permId: number): void {
    const order = this.#order(permId);
    if (!isActive(order)) return;
    if (order.terms.transmit) {
      this.#venue.record({ type: "OrderAccepted", ...this.#identity(order) });
      this.#fillableAt.set(permId, this.#schedule.now() + this.#latency.fillMs);
    }
    this.#listener.orderReported(this.#order(permId));
  }

  /** After a restart an order goes on as if it had just been acknowledged. */
  #resume(order: Order): void {
    const preview = this.#preview(order.terms);
    this.#reserved.set(order.permId, Math.max(0, preview.initialAfter - preview.initialBefore));
    if (order.phase === "placed") {
      this.#venue.record({ type: "OrderAccepted", ...this.#identity(order) });
    }
  }

  #crowdFault(terms: OrderTerms): OrderFault | null {
    const same = this.#active().filter(
      (order) =>
        order.terms.account === terms.account &&
        order.terms.action === terms.action &&
        JSON.stringify(order.terms.contract) === JSON.stringify(terms.contract),
    );
    if (same.length < ACTIVE_ORDERS_MAX) return null;
    const message = `Order rejected - reason:at most ${ACTIVE_ORDERS_MAX} active orders for one contract, side and account`;
    return { code: 201, message };
  }

  /** Reserves what the order needs, or says that it is not there. An order that needs no more than before passes. */
  #marginFault(permId: number, terms: OrderTerms): OrderFault | null {
    const preview = this.#preview(terms);
    const needed = Math.max(0, preview.initialAfter - preview.initialBefore);
    let others = 0;
    for (const [other, reserved] of this.#reserved) {
      const order = this.#venue.state.orders.get(other);
      if (other === permId || order?.terms.account !== terms.account) continue;
      others += Math.round((reserved * remainingOf(order)) / order.terms.quantity);
    }
    if (needed > 0 && preview.equityAfter < preview.initialAfter + others) {
      const equity = formatCents(preview.equityAfter);
      const margin = formatCents(preview.initialAfter + others);
      const message =
        "Order rejected - reason:YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR " +
        `EQUITY WITH LOAN VALUE [${equity} USD] MUST EXCEED THE INITIAL MARGIN [${margin} USD]`;
      return { code: 201, message };
    }
    this.#reserved.set(permId, needed);
    return null;
  }

  #cancel(order: Order): void {
    if (this.#cancelling.has(order.permId)) return;
    this.#cancelling.add(order.permId);
    this.#listener.statusReported(order, "PendingCancel");
    this.#schedule.after(this.#latency.acknowledgeMs, () => {
      this.#cancelling.delete(order.permId);
      if (isActive(this.#order(order.permId))) this.#end(order.permId, "");
    });
  }

  #end(permId: number, reason: string): void {
    const identity = this.#identity(this.#order(permId));
    this.#venue.record({ type: "OrderCancelled", ...identity, reason });
    this.#forget(permId);
    this.#listener.statusReported(this.#order(permId), "Cancelled");
    const message = `Order Canceled - reason:${reason}`;
    this.#listener.orderFailed(identity.clientId, identity.orderId, { code: 202, message });
  }

  #forget(permId: number): void {
    this.#fillableAt.delete(permId);
    this.#reserved.delete(permId);
  }

  /** The first match at any change of its contracts' quotes since the last step. */
  #findMatch(order: Order, now: number): Match | null {
    const { source } = this.#venue;
    const moments = new Set([now]);
    for (const { conId } of signedLegs(order.terms)) {
      const states = source.states(conId, this.#steppedTo, now, STATES_A_STEP_MAX);
      for (const { at } of states) moments.add(at);
    }
    for (const at of [...moments].toSorted((a, b) => a - b)) {
      const found = match(order, (conId): Quote => source.quote(conId, at));
      if (found !== null) return found;
    }
    return null;
  }

  #tryFill(order: Order, now: number, real: number): void {
    const matched = this.#findMatch(order, now);
    if (matched === null) {
      if (order.terms.tif === "IOC") this.#end(order.permId, "immediate or cancel");
      else if (order.phase === "accepted") {
        this.#venue.record({ type: "OrderWorking", ...this.#identity(order) });
        this.#listener.orderReported(this.#order(order.permId));
      }
      return;
    }
    this.#fill(order, matched, now);
    const after = this.#order(order.permId);
    if (remainingOf(after) > 0) {
      this.#fillableAt.set(order.permId, real + this.#latency.fillMs);
      if (after.terms.tif === "IOC") this.#end(order.permId, "immediate or cancel");
    } else this.#forget(order.permId);
  }

  #fill(order: Order, matched: Match, now: number): void {
    const { state, source } = this.#venue;
    const executions = fillExecutions({
      order,
      matched,
      quantity: fillQuantity(order, matched, this.#habits),
      at: now,
      fills: state.fills,
      seed: this.#habits.seed,
      account: state.account(order.terms.account),
      executions: state.executions,
      listingOf: (conId): Listing => {
        const listing = source.book.get(conId);
        if (listing === undefined) throw new RangeError(`no contract ${conId}`);
        return listing;
      },
    });
    const fact: LedgerFact = { type: "OrderExecuted", ...this.#identity(order), executions };
    this.#venue.record(fact);
    const after = this.#order(order.permId);
    this.#listener.executed(after, executions);
    this.#listener.orderReported(after);
    // TWS repeats the final status [R].
    if (after.phase === "filled") this.#listener.statusReported(after, "Filled");
    this.#listener.accountChanged(after.terms.account);
    this.#schedule.after(this.#latency.commissionMs, () => this.#listener.commissioned(after, executions));
  }
}

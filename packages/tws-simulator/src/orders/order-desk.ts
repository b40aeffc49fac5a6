import type { Latency } from "../venue/latency.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { Cancels } from "./cancels.ts";
import { Corrections } from "./corrections.ts";
import { CloseWatch, DayEnd } from "./day-end.ts";
import type { DeskParts } from "./desk-parts.ts";
import { Families } from "./families.ts";
import { FillDesk } from "./fill-desk.ts";
import type { FillHabits } from "./fills.ts";
import { OrderIntake } from "./intake.ts";
import { type HandOrder, handOrderValues } from "./hand-order.ts";
import { LifeCycle } from "./life-cycle.ts";
import { ManualOrders } from "./manual-orders.ts";
import { MarginReserve } from "./margin-reserve.ts";
import { MatchingStep } from "./matching-step.ts";
import { Modifications } from "./modifications.ts";
import { OcaGroups } from "./oca.ts";
import { type Checked, passed } from "./order-fault.ts";
import { isActive, remainingOf } from "./order.ts";
import type { OrderListener } from "./order-listener.ts";
import { defaultQuirks, type OrderQuirks } from "./quirks.ts";
import { StopTriggers } from "./stop-triggers.ts";
import { TellingListener } from "./telling-listener.ts";
import { orderTerms } from "./validation.ts";
import { WhatIfs } from "./what-if.ts";

/** Takes, changes, matches and ends orders. */
export class OrderDesk {
  /** What it does otherwise than a good day's broker: faults set its fields at any time. */
  readonly quirks: OrderQuirks;
  readonly manual: ManualOrders;
  readonly #venue: Venue;
  readonly #intake: OrderIntake;
  readonly #cancels: Cancels;
  readonly #matching: MatchingStep;
  readonly #closes: CloseWatch;
  readonly #fills: FillDesk;

  constructor(given: {
    readonly venue: Venue;
    readonly latency: Latency;
    readonly habits: FillHabits;
    readonly schedule: Schedule;
    readonly listener: OrderListener;
  }) {
    this.quirks = defaultQuirks();
    const listener = new TellingListener(given.listener, this.quirks);
    const parts: DeskParts = { ...given, listener, quirks: this.quirks };
    this.#venue = parts.venue;
    const reserve = new MarginReserve(parts.venue);
    const life = new LifeCycle(parts, reserve);
    const oca = new OcaGroups(parts, life, reserve);
    const corrections = new Corrections(parts);
    const fills = new FillDesk(parts, { life, reserve, oca, corrections });
    const families = new Families(parts, life, reserve);
    const stops = new StopTriggers(parts, life);
    this.#fills = fills;
    this.#cancels = new Cancels(parts, life, fills);
    const cancels = this.#cancels;
    const modifications = new Modifications(parts, { life, reserve, cancels, families, stops });
    const whatIfs = new WhatIfs(parts);
    this.#intake = new OrderIntake(parts, { life, reserve, whatIfs, families, modifications });
    this.manual = new ManualOrders(parts, this.#intake);
    this.#matching = new MatchingStep(parts, life, fills, stops);
    this.#closes = new CloseWatch(new DayEnd(parts, life, fills), parts.venue.clock.now());
    for (const order of this.#venue.state.active) life.resume(order);
  }

  /** Places a new order, changes the client's order of this id, or previews one. */
  place(clientId: number, values: PlaceOrderValues): void {
    this.#intake.place(clientId, values);
  }

  /**
   * A person places an order at TWS itself: client 0 owns it, and it has no order id until it is bound. Its permanent
   * id, or the refusal.
   */
  placeByHand(order: HandOrder): Checked<number> {
    const { source, accountIds, clock } = this.#venue;
    const checked = orderTerms(handOrderValues(order), source, accountIds, clock.now());
    return checked.ok ? passed(this.manual.place(checked.value)) : checked;
  }

  /**
   * Fills an active order at once, by so much or wholly: at the market's price when its limit is reached, else at its
   * limit. Throws `RangeError` when there is nothing to fill.
   */
  fillNow(permId: number, quantity?: number): void {
    const order = this.#venue.state.orders.get(permId);
    if (order === undefined || !isActive(order)) throw new RangeError(`no active order ${permId}`);
    const most = remainingOf(order);
    if (quantity !== undefined && !(quantity > 0 && quantity <= most)) {
      throw new RangeError(`order ${permId} has ${most} to fill, not ${quantity}`);
    }
    if (!this.#fills.force(order, quantity)) throw new RangeError(`order ${permId} has no price to fill at`);
  }

  cancel(clientId: number, orderId: number, manualCancelTime = ""): void {
    this.#cancels.cancel(clientId, orderId, manualCancelTime);
  }

  /** Cancels every active order of every client. */
  cancelAll(): void {
    this.#cancels.cancelAll();
  }

  /** The id that a client is told to go on from. */
  nextOrderId(clientId: number): number {
    return Math.max(1, this.#venue.state.nextOrderId(clientId) - this.quirks.orderIdRollback);
  }

  /** Day orders end with the day. */
  endDay(): void {
    this.#closes.step(this.#venue.clock.now());
  }

  /** Matches what may be filled by the quotes since the last step. */
  step(): void {
    this.#closes.step(this.#venue.clock.now());
    this.#matching.step();
  }
}

import type { Latency } from "../venue/latency.ts";
import type { Schedule } from "../venue/schedule.ts";
import type { Venue } from "../venue/venue.ts";
import type { PlaceOrderValues } from "../wire/place-order-layout.ts";
import { Cancels } from "./cancels.ts";
import type { DeskParts } from "./desk-parts.ts";
import type { FillHabits } from "./fills.ts";
import { OrderIntake } from "./intake.ts";
import { LifeCycle } from "./life-cycle.ts";
import { MarginReserve } from "./margin-reserve.ts";
import { MatchingStep } from "./matching-step.ts";
import type { OrderListener } from "./order-listener.ts";
import { defaultQuirks, type OrderQuirks } from "./quirks.ts";
import { WhatIfs } from "./what-if.ts";

/** Takes, changes, matches and ends orders. */
export class OrderDesk {
  /** What it does otherwise than a good day's broker: faults set its fields at any time. */
  readonly quirks: OrderQuirks;
  readonly #venue: Venue;
  readonly #life: LifeCycle;
  readonly #intake: OrderIntake;
  readonly #cancels: Cancels;
  readonly #matching: MatchingStep;

  constructor(given: {
    readonly venue: Venue;
    readonly latency: Latency;
    readonly habits: FillHabits;
    readonly schedule: Schedule;
    readonly listener: OrderListener;
  }) {
    const parts: DeskParts = { ...given, quirks: defaultQuirks() };
    this.quirks = parts.quirks;
    this.#venue = parts.venue;
    const reserve = new MarginReserve(parts.venue);
    this.#life = new LifeCycle(parts, reserve);
    this.#intake = new OrderIntake(parts, this.#life, reserve, new WhatIfs(parts));
    this.#cancels = new Cancels(parts, this.#life);
    this.#matching = new MatchingStep(parts, this.#life, reserve);
    for (const order of this.#venue.state.active) this.#life.resume(order);
  }

  /** Places a new order, changes the client's order of this id, or previews one. */
  place(clientId: number, values: PlaceOrderValues): void {
    this.#intake.place(clientId, values);
  }

  cancel(clientId: number, orderId: number): void {
    this.#cancels.cancel(clientId, orderId);
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
    for (const order of this.#venue.state.active) {
      if (order.terms.tif !== "GTC") this.#life.end(order.permId, "day order at the close");
    }
  }

  /** Matches what may be filled by the quotes since the last step. */
  step(): void {
    this.#matching.step();
  }
}

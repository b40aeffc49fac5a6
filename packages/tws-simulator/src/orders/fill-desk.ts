import type { Listing } from "../venue/listing.ts";
import { hashText, hashNumbers } from "../venue/random.ts";
import type { Corrections } from "./corrections.ts";
import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import { type Fill, fillExecutions, type LegTrade, wholeTrades } from "./fills.ts";
import { completedUnits } from "./leg-fills.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import { forcedMatch, type Match } from "./matching.ts";
import type { OcaGroups } from "./oca.ts";
import { type Execution, type Order, remainingOf } from "./order.ts";
import { takeNext } from "./quirks.ts";

/** Books fills and tells of them, in the order that a good broker keeps or that the quirks want. */
export class FillDesk {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #reserve: MarginReserve;
  readonly #oca: OcaGroups;
  readonly #corrections: Corrections;

  constructor(
    parts: DeskParts,
    by: {
      readonly life: LifeCycle;
      readonly reserve: MarginReserve;
      readonly oca: OcaGroups;
      readonly corrections: Corrections;
    },
  ) {
    this.#parts = parts;
    this.#life = by.life;
    this.#reserve = by.reserve;
    this.#oca = by.oca;
    this.#corrections = by.corrections;
  }

  /** Fills so many units of an order at a match's prices. */
  fill(order: Order, matched: Match, quantity: number, at: number): Order {
    const legs = wholeTrades(order, matched, quantity);
    return this.#fill({ order, legs, units: quantity, price: matched.price, at });
  }

  /** Fills legs of a combo by themselves; the units that are complete by that are filled. */
  fillLegs(order: Order, legs: readonly LegTrade[], at: number): Order {
    return this.#fill({ order, legs, ...completedUnits(order, legs), at });
  }

  #fill(what: Pick<Fill, "order" | "legs" | "units" | "price" | "at">): Order {
    const { venue, habits } = this.#parts;
    const { state, source } = venue;
    const executions = fillExecutions({
      ...what,
      fills: state.fills,
      seed: habits.seed,
      account: state.account(what.order.terms.account),
      listingOf: (conId): Listing => {
        const listing = source.book.get(conId);
        if (listing === undefined) throw new RangeError(`no contract ${conId}`);
        return listing;
      },
    });
    return this.#book(what.order, executions);
  }

  /** Fills so much, or all that remains, at once, whatever the market says; false when it has no price at all. */
  force(order: Order, quantity = remainingOf(order)): boolean {
    const { venue } = this.#parts;
    const now = venue.clock.now();
    const matched = forcedMatch(order, (conId) => venue.source.quote(conId, now));
    if (matched === null) return false;
    this.fill(order, matched, quantity, now);
    return true;
  }

  /** Records executions of one fill, tells of them, and lets the order's OCA group know. */
  #book(order: Order, executions: readonly Execution[]): Order {
    const { venue } = this.#parts;
    venue.record({ type: "OrderExecuted", ...identityOf(order), executions });
    const after = orderNow(venue, order.permId);
    if (remainingOf(after) > 0) this.#reserve.adjust(after);
    else this.#life.forget(after.permId);
    this.#tell(after, executions);
    const quantity = after.filled - order.filled;
    if (quantity > 0) this.#oca.filled(after, quantity);
    return after;
  }

  /** Executions, then the order, then commission reports [R]. */
  #tell(order: Order, executions: readonly Execution[]): void {
    const { listener, schedule, latency, quirks } = this.#parts;
    if (takeNext(quirks, "fillsUntold")) {
      listener.accountChanged(order.terms.account);
      return;
    }
    this.#tellExecutions(order, executions);
    listener.orderReported(order);
    // TWS repeats the final status [R].
    if (order.phase === "filled") listener.statusReported(order, "Filled");
    listener.accountChanged(order.terms.account);
    const reported = executions.filter(
      ({ kind }) => kind === "combo" || !takeNext(quirks, "commissionsLost"),
    );
    const late = executions.some(({ kind }) => kind === "leg") ? quirks.lateLegsMs : 0;
    schedule.after(latency.commissionMs + quirks.commissionExtraMs + late, () =>
      listener.commissioned(order, reported),
    );
    this.#corrections.plan(order, executions);
    if (order.phase === "filled" && takeNext(quirks, "cancelsAfterFill")) this.#callCancelled(order);
  }

  #tellExecutions(order: Order, executions: readonly Execution[]): void {
    const { listener, schedule, quirks } = this.#parts;
    const ordered = this.#ordered(executions);
    if (quirks.lateLegsMs <= 0) {
      listener.executed(order, ordered);
      return;
    }
    const legs = ordered.filter(({ kind }) => kind === "leg");
    listener.executed(
      order,
      ordered.filter(({ kind }) => kind !== "leg"),
    );
    if (legs.length > 0) schedule.after(quirks.lateLegsMs, () => listener.executed(order, legs));
  }

  #ordered(executions: readonly Execution[]): readonly Execution[] {
    const { quirks, habits } = this.#parts;
    const place = (execution: Execution): number => {
      switch (quirks.executionOrder) {
        case "comboFirst":
          return execution.kind === "combo" ? 0 : 1;
        case "legsFirst":
          return execution.kind === "combo" ? 1 : 0;
        case "shuffled":
          return hashNumbers(hashText(habits.seed), hashText(execution.execId));
      }
    };
    return executions.toSorted((a, b) => place(a) - place(b));
  }

  /** A cancel that the broker reports of an order that is filled: the fill stands. */
  #callCancelled(order: Order): void {
    const { listener, schedule, quirks } = this.#parts;
    const { clientId, orderId } = order;
    schedule.after(quirks.cancelAfterFillMs, () => {
      listener.statusReported(order, "Cancelled");
      listener.orderFailed(clientId, orderId, { code: 202, message: "Order Canceled - reason:" });
    });
  }
}

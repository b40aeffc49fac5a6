import type { Listing } from "../venue/listing.ts";
import type { Quote } from "../venue/market.ts";
import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import { fillExecutions, fillQuantity } from "./fills.ts";
import type { LifeCycle } from "./life-cycle.ts";
import type { MarginReserve } from "./margin-reserve.ts";
import { match, type Match } from "./matching.ts";
import { type Order, remainingOf, signedLegs } from "./order.ts";
import { StepQuotes } from "./step-quotes.ts";

/** Matches active orders against the quotes of the time since the last step. */
export class MatchingStep {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #reserve: MarginReserve;
  #steppedTo: number;

  constructor(parts: DeskParts, life: LifeCycle, reserve: MarginReserve) {
    this.#parts = parts;
    this.#life = life;
    this.#reserve = reserve;
    this.#steppedTo = parts.venue.clock.now();
  }

  step(): void {
    const { venue, schedule } = this.#parts;
    const now = venue.clock.now();
    const real = schedule.now();
    if (venue.clock.isOpen(now)) {
      const quotes = new StepQuotes(venue.source, this.#steppedTo, now);
      for (const order of venue.state.active) {
        if (order.phase !== "accepted" && order.phase !== "working") continue;
        if (this.#life.mayFill(order.permId, real)) this.#tryFill(order, quotes, real);
      }
    }
    this.#steppedTo = now;
  }

  /** The first match at any change of its contracts' quotes since the last step. */
  #findMatch(order: Order, quotes: StepQuotes): Match | null {
    for (const at of quotes.moments(signedLegs(order.terms))) {
      const found = match(order, (conId): Quote => quotes.at(conId, at));
      if (found !== null) return found;
    }
    return null;
  }

  #tryFill(order: Order, quotes: StepQuotes, real: number): void {
    const { venue, latency } = this.#parts;
    const { permId } = order;
    const matched = this.#findMatch(order, quotes);
    if (matched === null) {
      if (order.terms.tif === "IOC") this.#life.end(permId, "immediate or cancel");
      else if (order.phase === "accepted") this.#life.work(permId);
      return;
    }
    this.#fill(order, matched, quotes.now);
    const after = orderNow(venue, permId);
    if (remainingOf(after) > 0) {
      this.#life.holdFills(permId, real + latency.fillMs);
      if (after.terms.tif === "IOC") this.#life.end(permId, "immediate or cancel");
    } else this.#life.forget(permId);
  }

  #fill(order: Order, matched: Match, now: number): void {
    const { venue, habits, listener, schedule, latency } = this.#parts;
    const { state, source } = venue;
    const executions = fillExecutions({
      order,
      matched,
      quantity: fillQuantity(order, matched, habits),
      at: now,
      fills: state.fills,
      seed: habits.seed,
      account: state.account(order.terms.account),
      listingOf: (conId): Listing => {
        const listing = source.book.get(conId);
        if (listing === undefined) throw new RangeError(`no contract ${conId}`);
        return listing;
      },
    });
    venue.record({ type: "OrderExecuted", ...identityOf(order), executions });
    const after = orderNow(venue, order.permId);
    this.#reserve.adjust(after);
    listener.executed(after, executions);
    listener.orderReported(after);
    // TWS repeats the final status [R].
    if (after.phase === "filled") listener.statusReported(after, "Filled");
    listener.accountChanged(after.terms.account);
    schedule.after(latency.commissionMs, () => listener.commissioned(after, executions));
  }
}

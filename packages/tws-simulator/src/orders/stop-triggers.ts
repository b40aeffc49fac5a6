import { type DeskParts, identityOf } from "./desk-parts.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { type Order, signedLegs } from "./order.ts";
import type { StepQuotes } from "./step-quotes.ts";
import { trailedStop, triggerDirection, triggerMethod, TriggerWatch, watchedQuote } from "./triggers.ts";

/** What was seen is kept for so many orders before those that ended are looked for. */
const WATCHES_MAX = 1024;

/** Watches the orders that wait for a price: stops, trailing stops and if-touched orders. */
export class StopTriggers {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #watches = new Map<number, TriggerWatch>();

  constructor(parts: DeskParts, life: LifeCycle) {
    this.#parts = parts;
    this.#life = life;
  }

  /** Follows the market with one order's stop, and lets the order go when it is reached. */
  look(order: Order, quotes: StepQuotes, real: number): void {
    const { venue, latency } = this.#parts;
    const { terms, permId } = order;
    const { contract } = terms;
    const listing = contract.kind === "single" ? venue.source.book.get(contract.conId) : undefined;
    const method = triggerMethod(terms.triggerMethod, listing);
    const direction = triggerDirection(terms);
    const watch = this.#watchOf(permId);
    let stop = order.stopPrice;
    let triggered = false;
    for (const at of quotes.moments(signedLegs(terms))) {
      const watched = watchedQuote(terms, (conId) => quotes.at(conId, at));
      triggered = watch.see(method, direction, stop, watched);
      if (triggered) break;
      if (watch.price !== null) stop = trailedStop({ ...order, stopPrice: stop }, watch.price);
    }
    if (stop !== null && stop !== order.stopPrice) {
      venue.record({ type: "OrderStopMoved", ...identityOf(order), stopPrice: stop });
    }
    if (!triggered) return;
    this.#watches.delete(permId);
    venue.record({ type: "OrderTriggered", ...identityOf(order) });
    this.#life.work(permId);
    this.#life.holdFills(permId, real + latency.fillMs);
  }

  /** Forgets what was seen: the order ended or has other terms. */
  forget(permId: number): void {
    this.#watches.delete(permId);
  }

  #watchOf(permId: number): TriggerWatch {
    const known = this.#watches.get(permId);
    if (known !== undefined) return known;
    if (this.#watches.size >= WATCHES_MAX) this.#dropEnded();
    const watch = new TriggerWatch();
    this.#watches.set(permId, watch);
    return watch;
  }

  #dropEnded(): void {
    const { active } = this.#parts.venue.state;
    for (const permId of this.#watches.keys()) {
      if (active.get(permId) === undefined) this.#watches.delete(permId);
    }
  }
}

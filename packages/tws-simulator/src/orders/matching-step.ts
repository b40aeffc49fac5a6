import type { Quote } from "../venue/market.ts";
import { areConditionsMet } from "./condition-watch.ts";
import { type DeskParts, identityOf, orderNow } from "./desk-parts.ts";
import type { FillDesk } from "./fill-desk.ts";
import { fillQuantity } from "./fills.ts";
import { hiddenMatch } from "./hidden-interest.ts";
import { areLegsEven, legTrades } from "./leg-fills.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { match, type Match } from "./matching.ts";
import { isNonGuaranteed, type Order, remainingOf, signedLegs } from "./order.ts";
import { StepQuotes } from "./step-quotes.ts";
import type { StopTriggers } from "./stop-triggers.ts";
import { isOpenFor } from "./trading-hours.ts";
import { holdsOf } from "./waiting.ts";

/** Looks at every active order once a step, against the quotes of the time since the last one. */
export class MatchingStep {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #fills: FillDesk;
  readonly #stops: StopTriggers;
  #steppedTo: number;

  constructor(parts: DeskParts, life: LifeCycle, fills: FillDesk, stops: StopTriggers) {
    this.#parts = parts;
    this.#life = life;
    this.#fills = fills;
    this.#stops = stops;
    this.#steppedTo = parts.venue.clock.now();
  }

  step(): void {
    const { venue, schedule } = this.#parts;
    const now = venue.clock.now();
    const real = schedule.now();
    const isOpen = venue.clock.isOpen(now);
    const quotes = new StepQuotes(venue.source, this.#steppedTo, now);
    for (const order of venue.state.active) {
      if (order.phase !== "accepted" && order.phase !== "working") continue;
      const { terms } = order;
      if (terms.goodTill !== null && terms.goodTill.at <= now) {
        this.#life.end(order.permId, "good till date");
        continue;
      }
      const isOpenNow = terms.outsideRth ? isOpenFor(venue.source, terms, now) : isOpen;
      if (!this.#watchConditions(order, quotes, isOpenNow) && isOpenNow) {
        this.#look(orderNow(venue, order.permId), quotes, real);
      }
    }
    this.#steppedTo = now;
  }

  /** True when the order's conditions ended it. */
  #watchConditions(order: Order, quotes: StepQuotes, isOpen: boolean): boolean {
    const { conditions } = order.terms;
    if (conditions === null || order.conditionsMet || (!isOpen && !conditions.ignoreRth)) return false;
    const { venue } = this.#parts;
    const met = areConditionsMet(venue, order, quotes.now, (conId) => quotes.at(conId, quotes.now));
    if (!met) return false;
    if (conditions.cancelOrder) {
      this.#life.end(order.permId, "conditions are met");
      return true;
    }
    venue.record({ type: "OrderConditionsMet", ...identityOf(order) });
    return false;
  }

  #look(order: Order, quotes: StepQuotes, real: number): void {
    const { venue } = this.#parts;
    const parent = order.parentPermId === 0 ? undefined : orderNow(venue, order.parentPermId);
    const [hold] = holdsOf(order, parent, quotes.now);
    if (hold === "trigger") this.#stops.look(order, quotes, real);
    else if (hold === undefined && this.#life.mayFill(order.permId, real)) {
      if (isNonGuaranteed(order.terms)) this.#tryLegs(order, quotes, real);
      else this.#tryFill(order, quotes, real);
    }
  }

  /** The first match at any change of its contracts' quotes since the last step. */
  #findMatch(order: Order, quotes: StepQuotes): Match | null {
    const needsAll = order.terms.allOrNone || order.terms.tif === "FOK";
    for (const at of quotes.moments(signedLegs(order.terms))) {
      const found = match(order, (conId): Quote => quotes.at(conId, at));
      if (found !== null && !(needsAll && found.quantityMax < remainingOf(order))) return found;
    }
    const { now } = quotes;
    const hidden = hiddenMatch(order, (conId) => quotes.at(conId, now), now, this.#parts.habits);
    return hidden !== null && needsAll && hidden.quantityMax < remainingOf(order) ? null : hidden;
  }

  /** Trades legs of a combo that may be filled apart; what then rests in the market is told once. */
  #tryLegs(order: Order, quotes: StepQuotes, real: number): void {
    const { latency, habits } = this.#parts;
    const { permId } = order;
    const trades = legTrades(order, (conId) => quotes.at(conId, quotes.now), habits);
    if (trades.length === 0) {
      if (!(areLegsEven(order) && this.#endImmediate(order)) && order.phase === "accepted") {
        this.#life.work(permId);
      }
      return;
    }
    const after = this.#fills.fillLegs(order, trades, quotes.now);
    if (remainingOf(after) === 0) return;
    this.#life.holdFills(permId, real + latency.fillMs);
    if (areLegsEven(after)) this.#endImmediate(after);
  }

  #tryFill(order: Order, quotes: StepQuotes, real: number): void {
    const { latency, habits } = this.#parts;
    const { permId } = order;
    const matched = this.#findMatch(order, quotes);
    if (matched === null) {
      if (!this.#endImmediate(order) && order.phase === "accepted") this.#life.work(permId);
      return;
    }
    const after = this.#fills.fill(order, matched, fillQuantity(order, matched, habits), quotes.now);
    if (remainingOf(after) === 0) return;
    this.#life.holdFills(permId, real + latency.fillMs);
    this.#endImmediate(after);
  }

  /** What may not rest in the market ends when it has taken what there was. */
  #endImmediate({ permId, terms }: Order): boolean {
    if (terms.tif !== "IOC" && terms.tif !== "FOK") return false;
    this.#life.end(permId, terms.tif === "IOC" ? "immediate or cancel" : "fill or kill");
    return true;
  }
}

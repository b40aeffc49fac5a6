import { exchangeDate, isTradingDay } from "../venue/calendar.ts";
import { lastTradeInstant } from "../venue/last-trade.ts";
import { markOf } from "../venue/market.ts";
import { type DeskParts, orderNow } from "./desk-parts.ts";
import type { FillDesk } from "./fill-desk.ts";
import type { LifeCycle } from "./life-cycle.ts";
import { isWithinLimit } from "./matching.ts";
import { isActive, isCloseType, type Order, remainingOf, signedLegs } from "./order.ts";
import { closesOf, hoursOf } from "./trading-hours.ts";

/** What a day's close does to orders: the closing trade, and the end of day orders. */
export class DayEnd {
  readonly #parts: DeskParts;
  readonly #life: LifeCycle;
  readonly #fills: FillDesk;

  constructor(parts: DeskParts, life: LifeCycle, fills: FillDesk) {
    this.#parts = parts;
    this.#life = life;
    this.#fills = fills;
  }

  /** Ends what was placed before a close that has passed by now; `date` is the last day on which it may lie. */
  passClose(date: string, now: number): void {
    if (!isTradingDay(date)) return;
    const { venue } = this.#parts;
    for (const order of venue.state.active) {
      const { close } = hoursOf(venue.source, order.terms, date);
      if (close > now || order.placedAt >= close) continue;
      if (isCloseType(order.terms.orderType)) this.#tradeAtClose(order, close);
      const after = orderNow(venue, order.permId);
      if (!isActive(after)) continue;
      if (this.#isOver(after, close)) this.#life.end(after.permId, "the contract has expired");
      else if (this.#endsAt(after, close)) this.#life.end(after.permId, "day order at the close");
    }
  }

  /** Whether a contract of the order has traded for the last time by then. */
  #isOver({ terms }: Order, close: number): boolean {
    const { book } = this.#parts.venue.source;
    return signedLegs(terms).some(({ conId }) => {
      const listing = book.get(conId);
      return listing !== undefined && lastTradeInstant(listing) <= close;
    });
  }

  /** Good-till-cancelled orders stay, and so do those whose date has not come. */
  #endsAt({ terms }: Order, close: number): boolean {
    switch (terms.tif) {
      case "GTC":
        return false;
      case "GTD":
        return terms.goodTill !== null && terms.goodTill.at <= close;
      case "DAY":
      case "IOC":
      case "FOK":
        return true;
    }
  }

  /** The whole order at the day's last price, if its limit allows [U: the closing auction is not modelled]. */
  #tradeAtClose(order: Order, close: number): void {
    const { venue } = this.#parts;
    const { contract } = order.terms;
    if (contract.kind !== "single" || order.phase === "held") return;
    const quote = venue.source.quote(contract.conId, close - 1);
    const price = quote.last?.price ?? markOf(quote);
    if (price === null || !isWithinLimit(order, price)) return;
    const matched = { price, quantityMax: remainingOf(order), legPrices: [price] };
    this.#fills.fill(order, matched, remainingOf(order), Math.min(close - 1, venue.clock.now()));
  }
}

/** Watches for closes as the market's time goes on. */
export class CloseWatch {
  readonly #dayEnd: DayEnd;
  #now: number;

  constructor(dayEnd: DayEnd, now: number) {
    this.#dayEnd = dayEnd;
    this.#now = now;
  }

  /** Passes the closes between the last look and now: of the day that it was, and of the day that it is. */
  step(now: number): void {
    const before = this.#now;
    this.#now = now;
    for (const date of new Set([exchangeDate(before), exchangeDate(now)])) {
      if (closesOf(date).some((close) => before < close && close <= now)) this.#dayEnd.passClose(date, now);
    }
  }
}

import type { Listing } from "../venue/listing.ts";
import type { Quote } from "../venue/market.ts";
import type { Money } from "../venue/money.ts";
import { comboQuote } from "./matching.ts";
import type { Order, OrderTerms } from "./order.ts";

/** What a trigger looks at: a contract's quote, or a combo's as its legs can be traded. */
export type Watched = Pick<Quote, "bid" | "ask" | "last">;

export function watchedQuote(terms: OrderTerms, quoteOf: (conId: number) => Quote): Watched {
  if (terms.contract.kind === "single") return quoteOf(terms.contract.conId);
  return { ...comboQuote(terms.contract.legs, quoteOf), last: null };
}

/** The order is triggered by a price at or above its stop ("up"), or at or below it. */
type Direction = "up" | "down";

export function triggerDirection(terms: OrderTerms): Direction {
  const touched = terms.orderType === "MIT" || terms.orderType === "LIT";
  return (terms.action === "BUY") === touched ? "down" : "up";
}

type PriceOf = "last" | "side" | "either" | "midpoint";

interface Method {
  readonly price: PriceOf;
  /** Two in a row, or one with a larger size than the one before. */
  readonly double: boolean;
}

const LAST: Method = { price: "last", double: false };
const SIDE: Method = { price: "side", double: false };
const DOUBLE_SIDE: Method = { price: "side", double: true };

const METHODS: ReadonlyMap<number, Method> = new Map([
  [1, DOUBLE_SIDE],
  [2, LAST],
  [3, { price: "last", double: true }],
  [4, SIDE],
  [7, { price: "either", double: false }],
  [8, { price: "midpoint", double: false }],
]);

/** Shares by last, options by double bid/ask, combos and currencies by bid/ask, everything else by last [D]. */
function defaultMethod(listing: Listing | undefined): Method {
  if (listing === undefined || listing.kind === "forex") return SIDE;
  return listing.kind === "option" ? DOUBLE_SIDE : LAST;
}

/** `listing` is undefined for a combo. */
export function triggerMethod(method: number, listing: Listing | undefined): Method {
  return METHODS.get(method) ?? defaultMethod(listing);
}

interface Observation {
  readonly price: Money;
  readonly size: number;
  /** Tells one trade from the next at the same price; 0 for quotes. */
  readonly at: number;
}

/** Up is watched on the bid and down on the ask: the market itself has to have moved there [D]. */
function observe(price: PriceOf, direction: Direction, watched: Watched): Observation | null {
  const side = direction === "up" ? watched.bid : watched.ask;
  const { last, bid, ask } = watched;
  switch (price) {
    case "last":
      return last;
    case "side":
      return side === null ? null : { ...side, at: 0 };
    case "midpoint":
      return bid === null || ask === null ? null : { price: (bid.price + ask.price) / 2, size: 0, at: 0 };
    case "either": {
      const seen = [last, side === null ? null : { ...side, at: 0 }].filter((one) => one !== null);
      const [first = null, second] = seen;
      if (first === null || second === undefined) return first;
      return (direction === "up") === first.price >= second.price ? first : second;
    }
  }
}

/** What one order's trigger saw so far. */
export class TriggerWatch {
  #last: Observation | null = null;
  /** The price that the trigger watches, as it was seen last. */
  get price(): Money | null {
    return this.#last?.price ?? null;
  }

  /** Looks at a quote; true when the stop is reached. A quote that says nothing new is no second one. */
  see(method: Method, direction: Direction, stop: Money | null, watched: Watched): boolean {
    const seen = observe(method.price, direction, watched);
    const before = this.#last;
    if (seen === null || (before !== null && isSame(before, seen))) return false;
    this.#last = seen;
    if (stop === null) return false;
    const reaches = ({ price }: Observation): boolean => (direction === "up" ? price >= stop : price <= stop);
    if (!reaches(seen)) return false;
    if (!method.double) return true;
    return before !== null && (reaches(before) || seen.size > before.size);
  }
}

function isSame(a: Observation, b: Observation): boolean {
  return a.price === b.price && a.size === b.size && a.at === b.at;
}

/** Where a trailing stop belongs when the market is at a price: never further away than it was. */
export function trailedStop(order: Order, price: Money): Money | null {
  const { trail, action } = order.terms;
  if (trail === null) return order.stopPrice;
  const distance =
    trail.kind === "amount" ? trail.amount : Math.round((Math.abs(price) * trail.percent) / 100);
  if (action === "SELL") return Math.max(order.stopPrice ?? -Infinity, price - distance);
  return Math.min(order.stopPrice ?? Infinity, price + distance);
}

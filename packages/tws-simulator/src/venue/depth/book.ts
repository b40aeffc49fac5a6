import type { Listing } from "../listing.ts";
import type { Quote, QuoteSide } from "../market.ts";
import type { Money } from "../money.ts";
import { incrementAt, roundToIncrement, ruleOf } from "../price-increment.ts";
import { between, hashNumbers, uniform } from "../random.ts";

/** One row of a book: what is wanted or offered at a price, and by whom. */
export interface DepthRow {
  readonly price: Money;
  readonly size: number;
  /** An exchange or a market maker; blank in a book that names none. */
  readonly maker: string;
}

/** Both sides, the best row first. */
export interface DepthBook {
  readonly bids: readonly DepthRow[];
  readonly asks: readonly DepthRow[];
}

export const EMPTY_BOOK: DepthBook = { bids: [], asks: [] };

/** Prices with orders on one side at the most, and what sizes are multiples of. */
const SHAPES: Readonly<Record<Listing["kind"], { readonly prices: number; readonly unit: number }>> = {
  stock: { prices: 20, unit: 100 },
  index: { prices: 0, unit: 1 },
  option: { prices: 5, unit: 1 },
  future: { prices: 10, unit: 10 },
  forex: { prices: 10, unit: 100_000 },
  crypto: { prices: 10, unit: 1 },
  bond: { prices: 1, unit: 10 },
};

/** A price without orders for a while, and the while: each price has its own turn. */
const GAP = 0.12;
const HOLD_MS = 4000;
/** At one price this many have orders at the most. */
const MAKERS_MAX = 3;

/** Most wait some increments away from the best price, and fewer and fewer farther out. */
function mean(distance: number): number {
  return 4 * (1 + distance) * Math.exp(-distance / 5);
}

/** The next price that may be quoted beyond another. */
function beyond(listing: Listing, price: Money, isBid: boolean): Money {
  const rule = ruleOf(listing);
  if (!isBid) return roundToIncrement(rule, price + incrementAt(rule, price), "up");
  return roundToIncrement(rule, price - incrementAt(rule, price - 1), "down");
}

/** Shares a size out, in units, among some of those who may have it; the largest first. */
function shared(
  price: Money,
  units: number,
  unit: number,
  makers: readonly string[],
  key: number,
): DepthRow[] {
  if (makers.length === 0) return [{ price, size: units * unit, maker: "" }];
  const count = Math.min(between(1, MAKERS_MAX, key, 1), makers.length, units);
  const first = between(0, makers.length - 1, key, 2);
  return Array.from({ length: count }, (_, index) => ({
    price,
    size: unit * (Math.floor(units / count) + (index === 0 ? units % count : 0)),
    maker: makers[(first + index) % makers.length] as string,
  }));
}

/** What decides about a book besides the quote and the moment. */
export interface DepthTerms {
  readonly seed: number;
  readonly listing: Listing;
  /** Who may be named; empty for a book that names nobody. */
  readonly makers: readonly string[];
  readonly rowsMax: number;
}

function sideRows(
  { seed, listing, makers, rowsMax }: DepthTerms,
  best: QuoteSide | null,
  isBid: boolean,
  at: number,
): DepthRow[] {
  const { prices, unit } = SHAPES[listing.kind];
  if (best === null || prices === 0) return [];
  const keyOf = (price: Money): number => hashNumbers(seed, listing.conId, isBid ? 1 : 0, price);
  const maker = makers.length === 0 ? "" : makers[keyOf(best.price) % makers.length];
  const rows: DepthRow[] = [{ ...best, maker: maker as string }];
  let price = beyond(listing, best.price, isBid);
  for (let distance = 1; distance < prices && rows.length < rowsMax && price > 0; distance += 1) {
    const key = keyOf(price);
    const held = Math.floor((at + between(0, HOLD_MS - 1, key)) / HOLD_MS);
    if (uniform(key, held, 1) >= GAP) {
      const units = Math.max(1, Math.round(mean(distance) * (0.5 + uniform(key, held, 2))));
      rows.push(...shared(price, units, unit, makers, hashNumbers(key, held)));
    }
    price = beyond(listing, price, isBid);
  }
  return rows.slice(0, rowsMax);
}

/**
 * A contract's book at a moment: its best row on either side is the quote's, an empty side stays empty, and what lies
 * behind is a function of seed, contract, price and time [U: no two books are alike].
 */
export function depthBook(terms: DepthTerms, quote: Quote, at: number): DepthBook {
  return { bids: sideRows(terms, quote.bid, true, at), asks: sideRows(terms, quote.ask, false, at) };
}

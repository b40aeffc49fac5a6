import { exchangeDate, sessionOf } from "../calendar.ts";
import { isListedAt } from "../last-trade.ts";
import { EMPTY_QUOTE, type Quote } from "../market.ts";
import type { MarketRule } from "../market-rule.ts";
import { MONEY_PER_UNIT, type Money } from "../money.ts";
import { roundToIncrement, ruleOf } from "../price-increment.ts";
import { between, uniform } from "../random.ts";
import type { PricedListing } from "./instrument.ts";
import { type PriceSource, SPOT_STEP_MS } from "./spot-path.ts";

/** Quotes hold for half a second; trades happen once in each of these. */
const QUOTE_MS = 2 * SPOT_STEP_MS;
export const TRADE_MS = 1000;
/** In tens of the size unit's tenth: a share's mean trade is 220 shares. */
export const MEAN_TRADE = 2.2;
const CENT = MONEY_PER_UNIT / 100;

/** What quoted sizes and volumes are multiples of. */
const SIZE_UNIT: Readonly<Record<PricedListing["kind"], number>> = {
  stock: 100,
  index: 0,
  future: 10,
  forex: 100_000,
  crypto: 1,
  bond: 10,
};

interface Sides {
  readonly bid: Money;
  readonly ask: Money;
}

/** Quotes of what has a path of its own: one to three ticks wide around it, the last trade at one of its sides. */
export class PathQuotes {
  readonly #listing: PricedListing;
  readonly #path: PriceSource;
  readonly #rule: MarketRule;
  #keptSlot = -1;
  #kept: Quote = EMPTY_QUOTE;

  constructor(listing: PricedListing, path: PriceSource) {
    this.#listing = listing;
    this.#path = path;
    this.#rule = ruleOf(listing);
  }

  /** Moments with the same slot have the same quote. */
  slot(at: number): number {
    return Math.floor(at / QUOTE_MS);
  }

  quote(at: number): Quote {
    const slot = this.slot(at);
    if (slot === this.#keptSlot) return this.#kept;
    this.#kept = isListedAt(this.#listing, at) ? this.#compute(at) : EMPTY_QUOTE;
    this.#keptSlot = slot;
    return this.#kept;
  }

  /** A price of the path on the grid of the listing's smallest tick. */
  grid(price: number): Money {
    const { minTick } = this.#listing;
    return Math.round(price * (MONEY_PER_UNIT / minTick)) * minTick;
  }

  #sides(when: number): Sides {
    const { conId, minTick } = this.#listing;
    const width = (0.005 + 0.01 * uniform(conId, Math.floor(when / QUOTE_MS), 1)) * MONEY_PER_UNIT;
    const half = width * (minTick / CENT);
    const price = this.#path.priceAt(when) * MONEY_PER_UNIT;
    const bid = roundToIncrement(this.#rule, price - half, "down");
    return { bid, ask: Math.max(bid + minTick, roundToIncrement(this.#rule, price + half, "up")) };
  }

  #compute(at: number): Quote {
    const { conId, kind } = this.#listing;
    const { open, close } = sessionOf(exchangeDate(at));
    const within = Math.min(Math.max(at, open), close - 1);
    const moment = this.slot(within) * QUOTE_MS;
    const spot = this.#path.at(moment);
    const trades = Math.floor((moment - open) / TRADE_MS);
    const tradedAt = open + trades * TRADE_MS;
    const ofDay = {
      open: this.grid(spot.open),
      high: this.grid(spot.high),
      low: this.grid(spot.low),
      previousClose: this.grid(spot.previousClose),
    };
    // Nobody trades an index: it has a value and neither sides nor sizes.
    if (kind === "index") {
      const last = { price: this.grid(this.#path.priceAt(tradedAt)), size: 0, at: tradedAt };
      return { ...EMPTY_QUOTE, ...ofDay, last };
    }
    const unit = SIZE_UNIT[kind];
    const { bid, ask } = this.#sides(moment);
    const traded = this.#sides(this.slot(tradedAt) * QUOTE_MS);
    const slot = this.slot(moment);
    return {
      bid: { price: bid, size: unit * between(1, 9, conId, slot, 2) },
      ask: { price: ask, size: unit * between(1, 9, conId, slot, 3) },
      last: {
        price: uniform(conId, trades, 4) < 0.5 ? traded.bid : traded.ask,
        size: Math.max(1, (unit / 10) * between(1, 40, conId, trades, 5)),
        at: tradedAt,
      },
      volume: Math.round((trades + 1) * MEAN_TRADE * unit),
      ...ofDay,
    };
  }
}

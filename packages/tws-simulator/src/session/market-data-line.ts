import { comboQuote } from "../orders/matching.ts";
import type { Leg } from "../orders/order.ts";
import type { Listing } from "../venue/listing.ts";
import { EMPTY_QUOTE, type MarketSource, type Quote, type QuoteState } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";
import type { ReplyName } from "../wire/message-ids.ts";
import type { ReplyValues } from "../wire/reply-layouts.ts";
import { type ComputationValues, computeQuote } from "./option-computation.ts";

export type Send = <Name extends ReplyName>(name: Name, values: ReplyValues<Name>) => void;

/** What a line shows: a contract, or a combo as its legs' quotes make it. */
export type LineSubject =
  | { readonly kind: "listing"; readonly listing: Listing }
  | { readonly kind: "combo"; readonly legs: readonly Leg[] };

/** Tick types [D]. */
const TICK = {
  bidSize: 0,
  bid: 1,
  ask: 2,
  askSize: 3,
  last: 4,
  lastSize: 5,
  high: 6,
  low: 7,
  volume: 8,
  close: 9,
  open: 14,
  callOpenInterest: 27,
  putOpenInterest: 28,
  lastTimestamp: 45,
} as const;

/** Asked for by this number in the generic tick list. */
const OPEN_INTEREST_REQUEST = "101";
/** States of one line that one push sends; in a faster market the oldest are passed over. */
const STATES_A_PUSH_MAX = 32;
/** Computations of one line follow each other at this distance in real time at least. */
const COMPUTATION_GAP_MS = 500;
/** A side that nobody quotes is sent with this price and no size [D]. */
const NO_PRICE = -1;

/** One subscription: what was sent last, so that only changes follow. */
export class MarketDataLine {
  readonly requestId: number;
  readonly subject: LineSubject;
  readonly #source: MarketSource;
  readonly #send: Send;
  readonly #genericTicks: readonly string[];
  #sent: Quote | null = null;
  #sentAt = 0;
  #computedAt = -Infinity;
  #computations = new Map<number, ComputationValues>();
  #openInterest: number | null = null;

  constructor(parts: {
    readonly requestId: number;
    readonly subject: LineSubject;
    readonly source: MarketSource;
    readonly send: Send;
    readonly genericTicks: string;
  }) {
    this.requestId = parts.requestId;
    this.subject = parts.subject;
    this.#source = parts.source;
    this.#send = parts.send;
    this.#genericTicks = parts.genericTicks.split(",").map((tick) => tick.trim());
  }

  /** Everything as it is now. */
  start(at: number, real: number): void {
    this.#sendQuote(this.#quoteAt(at));
    this.#sentAt = at;
    this.#sendOpenInterest(at);
    this.#sendComputations(at, real);
  }

  /** What changed since the last push. */
  push(at: number, real: number): void {
    const states = this.#statesAfter(this.#sentAt, at);
    this.#sentAt = at;
    for (const { quote } of states) this.#sendQuote(quote);
    this.#sendOpenInterest(at);
    if (real - this.#computedAt >= COMPUTATION_GAP_MS) this.#sendComputations(at, real);
  }

  #quoteAt(at: number): Quote {
    if (this.subject.kind === "listing") return this.#source.quote(this.subject.listing.conId, at);
    const sides = comboQuote(this.subject.legs, (conId) => this.#source.quote(conId, at));
    return { ...EMPTY_QUOTE, ...sides };
  }

  #statesAfter(after: number, upTo: number): readonly QuoteState[] {
    if (this.subject.kind === "listing") {
      return this.#source.states(this.subject.listing.conId, after, upTo, STATES_A_PUSH_MAX);
    }
    const moments = new Set(
      this.subject.legs.flatMap(({ conId }) =>
        this.#source.states(conId, after, upTo, STATES_A_PUSH_MAX).map(({ at }) => at),
      ),
    );
    return [...moments].toSorted((a, b) => a - b).map((at) => ({ at, quote: this.#quoteAt(at) }));
  }

  #sendQuote(quote: Quote): void {
    const before = this.#sent;
    this.#sent = quote;
    this.#side(TICK.bid, TICK.bidSize, before?.bid, quote.bid);
    this.#side(TICK.ask, TICK.askSize, before?.ask, quote.ask);
    if (quote.last !== null && quote.last.at !== before?.last?.at) {
      const { price, size, at } = quote.last;
      this.#price(TICK.last, price, size);
      this.#size(TICK.lastSize, size);
      this.#string(TICK.lastTimestamp, String(Math.floor(at / 1000)));
    }
    if (quote.volume !== (before?.volume ?? -1) && quote.last !== null) this.#size(TICK.volume, quote.volume);
    this.#ofDay(TICK.high, before?.high, quote.high);
    this.#ofDay(TICK.low, before?.low, quote.low);
    this.#ofDay(TICK.close, before?.previousClose, quote.previousClose);
    this.#ofDay(TICK.open, before?.open, quote.open);
  }

  /** The size comes again by itself: a client is known that loses it inside the price's message [M]. */
  #side(priceType: number, sizeType: number, before: Quote["bid"] | undefined, now: Quote["bid"]): void {
    const first = before === undefined;
    if (first || before?.price !== now?.price) {
      this.#price(priceType, now?.price ?? null, now?.size ?? 0);
      this.#size(sizeType, now?.size ?? 0);
    } else if (before?.size !== now?.size) this.#size(sizeType, now?.size ?? 0);
  }

  #ofDay(tickType: number, before: Money | null | undefined, now: Money | null): void {
    if (now !== null && now !== before) this.#price(tickType, now, 0);
  }

  #price(tickType: number, price: Money | null, size: number): void {
    const { requestId } = this;
    const value = price === null ? NO_PRICE : moneyToUnits(price);
    this.#send("tickPrice", { requestId, tickType, price: value, size, attributes: 1 });
  }

  #size(tickType: number, size: number): void {
    this.#send("tickSize", { requestId: this.requestId, tickType, size });
  }

  #string(tickType: number, value: string): void {
    this.#send("tickString", { requestId: this.requestId, tickType, value });
  }

  #sendOpenInterest(at: number): void {
    if (this.subject.kind !== "listing" || this.subject.listing.kind !== "option") return;
    if (!this.#genericTicks.includes(OPEN_INTEREST_REQUEST)) return;
    const { conId, right } = this.subject.listing;
    const openInterest = this.#source.openInterest(conId, at);
    if (openInterest === null || openInterest === this.#openInterest) return;
    this.#openInterest = openInterest;
    this.#size(right === "call" ? TICK.callOpenInterest : TICK.putOpenInterest, openInterest);
    this.#size(right === "call" ? TICK.putOpenInterest : TICK.callOpenInterest, 0);
  }

  #sendComputations(at: number, real: number): void {
    if (this.subject.kind !== "listing" || this.subject.listing.kind !== "option" || this.#sent === null)
      return;
    this.#computedAt = real;
    for (const [tickType, values] of computeQuote(this.#source, this.subject.listing, this.#sent, at)) {
      const before = this.#computations.get(tickType);
      if (
        before?.impliedVolatility === values.impliedVolatility &&
        before.price === values.price &&
        before.underlyingPrice === values.underlyingPrice
      ) {
        continue;
      }
      this.#computations.set(tickType, values);
      this.#send("tickOptionComputation", { requestId: this.requestId, tickType, attribute: 1, ...values });
    }
  }
}

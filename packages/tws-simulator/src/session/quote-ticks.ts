import type { Quote } from "../venue/market.ts";
import { type Money, moneyToUnits } from "../venue/money.ts";
import type { Send } from "./send.ts";
import type { TickTypes } from "./tick-types.ts";

/** A side that nobody quotes is sent with this price and no size [D]. */
const NO_PRICE = -1;

/** Bits of a price's attributes [D]. Nothing here is past a price limit. */
const CAN_AUTO_EXECUTE = 1;
const PRE_OPEN = 4;

/** Sends what differs between one quote and the next as ticks. */
export class QuoteTicks {
  readonly #requestId: number;
  readonly #send: Send;
  readonly #types: TickTypes;
  #sent: Quote | null = null;
  /** Of bids and asks: whether they can be traded on now. */
  #sideAttributes = CAN_AUTO_EXECUTE;

  constructor(requestId: number, send: Send, types: TickTypes) {
    this.#requestId = requestId;
    this.#send = send;
    this.#types = types;
  }

  get sent(): Quote | null {
    return this.#sent;
  }

  /** Before the open quotes are known and not tradable; after the close they are neither. */
  phase(phase: "open" | "before" | "closed"): void {
    this.#sideAttributes = phase === "open" ? CAN_AUTO_EXECUTE : phase === "before" ? PRE_OPEN : 0;
  }

  send(quote: Quote): void {
    const before = this.#sent;
    this.#sent = quote;
    const types = this.#types;
    this.#side(types.bid, types.bidSize, before?.bid, quote.bid);
    this.#side(types.ask, types.askSize, before?.ask, quote.ask);
    if (quote.last !== null && quote.last.at !== before?.last?.at) {
      const { price, size, at } = quote.last;
      this.#price(types.last, price, size, 0);
      this.#size(types.lastSize, size);
      this.#send("tickString", {
        requestId: this.#requestId,
        tickType: types.lastTimestamp,
        value: String(Math.floor(at / 1000)),
      });
    }
    if (quote.volume !== (before?.volume ?? -1) && quote.last !== null) {
      this.#size(types.volume, quote.volume);
    }
    this.#ofDay(types.high, before?.high, quote.high);
    this.#ofDay(types.low, before?.low, quote.low);
    this.#ofDay(types.close, before?.previousClose, quote.previousClose);
    this.#ofDay(types.open, before?.open, quote.open);
  }

  /** The size comes again by itself: a client is known that loses it inside the price's message [M]. */
  #side(priceType: number, sizeType: number, before: Quote["bid"] | undefined, now: Quote["bid"]): void {
    const first = before === undefined;
    if (first || before?.price !== now?.price) {
      this.#price(priceType, now?.price ?? null, now?.size ?? 0, this.#sideAttributes);
      this.#size(sizeType, now?.size ?? 0);
    } else if (before?.size !== now?.size) this.#size(sizeType, now?.size ?? 0);
  }

  #ofDay(tickType: number, before: Money | null | undefined, now: Money | null): void {
    if (now !== null && now !== before) this.#price(tickType, now, 0, 0);
  }

  #price(tickType: number, price: Money | null, size: number, attributes: number): void {
    const value = price === null ? NO_PRICE : moneyToUnits(price);
    this.#send("tickPrice", { requestId: this.#requestId, tickType, price: value, size, attributes });
  }

  #size(tickType: number, size: number): void {
    this.#send("tickSize", { requestId: this.#requestId, tickType, size });
  }
}

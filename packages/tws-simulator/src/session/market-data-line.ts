import { comboQuote } from "../orders/matching.ts";
import type { Leg } from "../orders/order.ts";
import { exchangeDate, isTradingDay, previousTradingDay, sessionOf } from "../venue/calendar.ts";
import type { Listing } from "../venue/listing.ts";
import { EMPTY_QUOTE, type Quote, type QuoteState } from "../venue/market.ts";
import type { Send } from "./send.ts";
import { GenericTicks } from "./generic-ticks.ts";
import type { MarketFeed } from "./market-feed.ts";
import type { Computation, Computations } from "./option-computation.ts";
import type { Work } from "./sliced-work.ts";
import { QuoteTicks } from "./quote-ticks.ts";
import { DELAYED_TICKS, LIVE_TICKS, type TickTypes } from "./tick-types.ts";

export type { Send } from "./send.ts";

/** What a line shows: a contract, or a combo as its legs' quotes make it. */
export type LineSubject =
  | { readonly kind: "listing"; readonly listing: Listing }
  | { readonly kind: "combo"; readonly legs: readonly Leg[] };

/** Delayed data is this old, in market time [D: fifteen to twenty minutes]. */
const DELAY_MS = 15 * 60_000;

/** The moment whose prices a delayed line shows: before the open's have aged, those of the session before. */
export function delayedMoment(at: number): number {
  const moment = at - DELAY_MS;
  const date = exchangeDate(at);
  if (!isTradingDay(date)) return moment;
  const { open } = sessionOf(date);
  return moment >= open ? moment : Math.min(moment, sessionOf(previousTradingDay(date)).close - 1);
}

const COMPUTATIONS: readonly (readonly [Computation, keyof TickTypes])[] = [
  ["bid", "bidComputation"],
  ["ask", "askComputation"],
  ["last", "lastComputation"],
  ["model", "modelComputation"],
];

/** A moment of the market's time and of real time. */
export interface LineMoment {
  readonly at: number;
  readonly real: number;
  readonly isOpen: boolean;
  /** Whether the client wants quotes kept after the close: without that they are gone then [D]. */
  readonly isFrozen: boolean;
}

/** One subscription: what was sent last, so that only changes follow. */
export class MarketDataLine {
  readonly requestId: number;
  readonly subject: LineSubject;
  readonly isDelayed: boolean;
  /** States that were passed over because the client was too slow to be told them. */
  passedOver = 0;
  readonly #feed: MarketFeed;
  readonly #send: Send;
  readonly #types: TickTypes;
  readonly #ticks: QuoteTicks;
  readonly #generic: GenericTicks | null;
  #sentUpTo = 0;
  #computations: Computations = {};
  #turn = -1;
  #isShut = false;

  constructor(parts: {
    readonly requestId: number;
    readonly subject: LineSubject;
    readonly feed: MarketFeed;
    readonly send: Send;
    readonly work: Work;
    readonly genericTicks: string;
    readonly isDelayed: boolean;
  }) {
    const { requestId, subject, feed, send, work, genericTicks } = parts;
    this.requestId = requestId;
    this.subject = subject;
    this.isDelayed = parts.isDelayed;
    this.#feed = feed;
    this.#send = send;
    this.#types = this.isDelayed ? DELAYED_TICKS : LIVE_TICKS;
    this.#ticks = new QuoteTicks(requestId, send, this.#types);
    this.#generic =
      subject.kind === "combo" || genericTicks === ""
        ? null
        : new GenericTicks({ requestId, listing: subject.listing, feed, send, work, genericTicks });
  }

  /** Whether everything that such a contract has was sent: what a snapshot waits for. */
  get isComplete(): boolean {
    const { sent } = this.#ticks;
    if (sent === null) return false;
    if (this.subject.kind === "listing" && this.subject.listing.kind === "index") return sent.last !== null;
    return sent.bid !== null && sent.ask !== null;
  }

  /** Nothing more is to be sent. */
  end(): void {
    this.#generic?.end();
  }

  /** Everything as it is now. */
  start(moment: LineMoment): void {
    const at = this.#moment(moment);
    this.#ticks.phase(moment.isOpen ? "open" : moment.isFrozen ? "closed" : "before");
    this.#isShut = !moment.isOpen && !moment.isFrozen;
    this.#state(this.#shown(this.#quoteAt(at)));
    this.#sentUpTo = at;
    this.#generic?.push(at, moment.real);
    this.#sendComputations(at, moment.real);
  }

  /** What changed since the last push, every state of it; of a client that fell behind the last one only. */
  push(moment: LineMoment, isBehind: boolean): void {
    const at = this.#moment(moment);
    const states = this.#statesAfter(this.#sentUpTo, at);
    this.#sentUpTo = at;
    const shut = !moment.isOpen && !moment.isFrozen;
    if (isBehind && states.length > 1) {
      this.passedOver += states.length - 1;
      this.#state(this.#shown((states.at(-1) as QuoteState).quote));
    } else for (const { quote } of states) this.#state(this.#shown(quote));
    if (shut !== this.#isShut) this.#open(!shut, at);
    this.#generic?.push(at, moment.real);
    this.#sendComputations(at, moment.real);
  }

  #moment({ at }: LineMoment): number {
    return this.isDelayed ? delayedMoment(at) : at;
  }

  /** The market has closed, or opened again. */
  #open(isOpen: boolean, at: number): void {
    this.#isShut = !isOpen;
    this.#ticks.phase(isOpen ? "open" : "closed");
    this.#state(this.#shown(this.#quoteAt(at)));
  }

  #shown(quote: Quote): Quote {
    return this.#isShut ? { ...quote, bid: null, ask: null } : quote;
  }

  #state(quote: Quote): void {
    this.#ticks.send(quote);
    this.#generic?.state(quote);
  }

  #quoteAt(at: number): Quote {
    const { source } = this.#feed;
    if (this.subject.kind === "listing") return source.quote(this.subject.listing.conId, at);
    const sides = comboQuote(this.subject.legs, (conId) => source.quote(conId, at));
    return { ...EMPTY_QUOTE, ...sides };
  }

  #statesAfter(after: number, upTo: number): readonly QuoteState[] {
    if (this.subject.kind === "listing") return this.#feed.states(this.subject.listing.conId, after, upTo);
    const moments = new Set(
      this.subject.legs.flatMap(({ conId }) => this.#feed.states(conId, after, upTo).map(({ at }) => at)),
    );
    return [...moments].toSorted((a, b) => a - b).map((at) => ({ at, quote: this.#quoteAt(at) }));
  }

  #sendComputations(at: number, real: number): void {
    if (this.subject.kind !== "listing" || this.subject.listing.kind !== "option" || this.#isShut) return;
    const turn = this.#feed.turnOf(this.subject.listing, real);
    if (turn === this.#turn) return;
    this.#turn = turn;
    const computations = this.#feed.computations(this.subject.listing, at, turn);
    const before = this.#computations;
    if (computations === before) return;
    this.#computations = computations;
    for (const [name, type] of COMPUTATIONS) {
      const values = computations[name];
      const old = before[name];
      if (
        values === undefined ||
        (old?.impliedVolatility === values.impliedVolatility &&
          old.price === values.price &&
          old.underlyingPrice === values.underlyingPrice)
      ) {
        continue;
      }
      const tickType = this.#types[type];
      this.#send("tickOptionComputation", { requestId: this.requestId, tickType, attribute: 1, ...values });
    }
  }
}

import type { MarketSource, Quote, QuoteState } from "../venue/market.ts";

/** Quote changes that one step looks at for one contract; in a faster market the oldest are passed over. */
const STATES_A_STEP_MAX = 64;

/** The quotes of one step's time, each asked of the market once however many orders look at it. */
export class StepQuotes {
  readonly #source: MarketSource;
  readonly #after: number;
  readonly now: number;
  readonly #states = new Map<number, readonly QuoteState[]>();
  readonly #quotes = new Map<number, Map<number, Quote>>();

  constructor(source: MarketSource, after: number, now: number) {
    this.#source = source;
    this.#after = after;
    this.now = now;
  }

  /** When any of the contracts changed, oldest first, and now. */
  moments(legs: readonly { readonly conId: number }[]): readonly number[] {
    const [only] = legs;
    if (legs.length === 1 && only !== undefined) {
      const times = this.states(only.conId).map(({ at }) => at);
      return times.at(-1) === this.now ? times : [...times, this.now];
    }
    const moments = new Set([this.now]);
    for (const { conId } of legs) for (const { at } of this.states(conId)) moments.add(at);
    return [...moments].toSorted((a, b) => a - b);
  }

  states(conId: number): readonly QuoteState[] {
    let states = this.#states.get(conId);
    if (states === undefined) {
      states = this.#source.states(conId, this.#after, this.now, STATES_A_STEP_MAX);
      this.#states.set(conId, states);
    }
    return states;
  }

  at(conId: number, at: number): Quote {
    let ofContract = this.#quotes.get(conId);
    if (ofContract === undefined) {
      ofContract = new Map();
      this.#quotes.set(conId, ofContract);
    }
    let quote = ofContract.get(at);
    if (quote === undefined) {
      quote = this.#source.quote(conId, at);
      ofContract.set(at, quote);
    }
    return quote;
  }
}

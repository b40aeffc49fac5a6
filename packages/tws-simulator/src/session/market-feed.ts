import type { Listing, OptionListing } from "../venue/listing.ts";
import type { MarketSource, Quote, QuoteState } from "../venue/market.ts";
import { type Computations, computeQuote } from "./option-computation.ts";

/** Computations of one option follow each other at this distance in real time at least. */
const COMPUTATION_GAP_MS = 500;
/** Totals over a chain are made anew this often in real time. */
const TOTAL_GAP_MS = 30_000;
const KEPT_MAX = 20_000;

interface KeptStates {
  readonly after: number;
  readonly upTo: number;
  readonly states: readonly QuoteState[];
}

interface KeptComputations {
  readonly turn: number;
  readonly quote: Quote;
  readonly underlying: Quote;
  readonly computations: Computations;
}

interface KeptTotal {
  readonly real: number;
  readonly total: ChainTotal;
}

/** Of all options on a contract. */
export interface ChainTotal {
  readonly callVolume: number;
  readonly putVolume: number;
  readonly callOpenInterest: number;
  readonly putOpenInterest: number;
}

function put<Value>(kept: Map<number, Value>, conId: number, value: Value): Value {
  if (kept.size >= KEPT_MAX) kept.clear();
  kept.set(conId, value);
  return value;
}

/** What many lines ask of the market at the same moment, worked out once for all of them. */
export class MarketFeed {
  readonly source: MarketSource;
  readonly #states = new Map<number, KeptStates>();
  readonly #computations = new Map<number, KeptComputations>();
  readonly #totals = new Map<number, KeptTotal>();

  constructor(source: MarketSource) {
    this.source = source;
  }

  /** All states of a contract in a time, in order. */
  states(conId: number, after: number, upTo: number): readonly QuoteState[] {
    const kept = this.#states.get(conId);
    if (kept !== undefined && kept.after === after && kept.upTo === upTo) return kept.states;
    const states = this.source.states(conId, after, upTo, Number.MAX_SAFE_INTEGER);
    return put(this.#states, conId, { after, upTo, states }).states;
  }

  /** Counts the times at which an option's computations are due; different options' come at different moments. */
  turnOf({ conId }: OptionListing, real: number): number {
    return Math.floor((real + (conId % COMPUTATION_GAP_MS)) / COMPUTATION_GAP_MS);
  }

  /** The computations of an option's quote, at most once a turn: the same object while nothing has changed. */
  computations(option: OptionListing, at: number, turn: number): Computations {
    const kept = this.#computations.get(option.conId);
    if (kept?.turn === turn) return kept.computations;
    const quote = this.source.quote(option.conId, at);
    const underlying = this.source.quote(option.underlyingConId, at);
    if (kept !== undefined && kept.quote === quote && kept.underlying === underlying) {
      return put(this.#computations, option.conId, { ...kept, turn }).computations;
    }
    const computations = computeQuote(this.source, option, quote, underlying, at);
    return put(this.#computations, option.conId, { turn, quote, underlying, computations }).computations;
  }

  chainTotal(listing: Listing, date: string, at: number, real: number): ChainTotal {
    const kept = this.#totals.get(listing.conId);
    if (kept !== undefined && real - kept.real < TOTAL_GAP_MS && real >= kept.real) return kept.total;
    const total = { callVolume: 0, putVolume: 0, callOpenInterest: 0, putOpenInterest: 0 };
    for (const option of this.source.chain(listing, date)) {
      const { volume } = this.source.quote(option.conId, at);
      const openInterest = this.source.openInterest(option.conId, at) ?? 0;
      if (option.right === "call") {
        total.callVolume += volume;
        total.callOpenInterest += openInterest;
      } else {
        total.putVolume += volume;
        total.putOpenInterest += openInterest;
      }
    }
    return put(this.#totals, listing.conId, { real, total }).total;
  }
}

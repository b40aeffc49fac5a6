import {
  comboMarketView,
  type EpochMs,
  exchangeDate,
  type Micros,
  micros,
  type OrderRequest,
  type QuoteTable,
  toTick,
} from "@legbook/domain";

/** One price of the ladder, and whether recorded quotes came to it: for the order's buyer, the combo's ask fell to it. */
export interface LadderStep {
  /** 0 is the mid of the decision, 1 the natural price. */
  readonly share: number;
  readonly price: Micros;
  /** From the decision; null when no recorded quote came to it while the order would have worked. */
  readonly crossedAfterMs: number | null;
}

export interface MarketSeen {
  /** Null without a two-sided market at the decision. */
  readonly ladder: readonly LadderStep[] | null;
  /** When the combo's ask was first at or below the order's limit. */
  readonly crossedAfterMs: number | null;
  /** The lowest bid while the order would have worked: nobody sold for less. */
  readonly bidLowest: Micros | null;
  /** The last two-sided market that was recorded, to the end of the log. */
  readonly last: { readonly bid: Micros; readonly ask: Micros; readonly at: EpochMs } | null;
}

const SHARES = [0, 0.25, 0.5, 0.75, 1] as const;

/** What of an order its market depends on. */
export type WatchedOrder = Pick<OrderRequest, "legs" | "tick" | "timeInForce">;

/** Follows the recorded market of an order's legs from its decision on. */
export class MarketWatch {
  readonly #request: WatchedOrder;
  readonly #limitPrice: Micros;
  readonly #from: EpochMs;
  #steps: { readonly share: number; readonly price: Micros; crossedAfterMs: number | null }[] | null = null;
  #crossedAfterMs: number | null = null;
  #bidLowest: Micros | null = null;
  #last: MarketSeen["last"] = null;

  constructor(request: WatchedOrder, limitPrice: Micros, from: EpochMs) {
    this.#request = request;
    this.#limitPrice = limitPrice;
    this.#from = from;
  }

  get legs(): OrderRequest["legs"] {
    return this.#request.legs;
  }

  get conIds(): readonly number[] {
    return this.#request.legs.map((leg) => leg.contract.conId);
  }

  /** The market as it is now. The first look, at the decision, sets the ladder. */
  look(quotes: QuoteTable, at: EpochMs): void {
    const { bid, ask } = comboMarketView(quotes, this.#request.legs, null, at);
    if (bid === null || ask === null || bid > ask) return;
    this.#steps ??= this.#ladder(bid, ask);
    this.#last = { bid, ask, at };
    if (!this.#isWorking(at)) return;
    const afterMs = at - this.#from;
    if (ask <= this.#limitPrice) this.#crossedAfterMs ??= afterMs;
    if (this.#bidLowest === null || bid < this.#bidLowest) this.#bidLowest = bid;
    for (const step of this.#steps) if (ask <= step.price) step.crossedAfterMs ??= afterMs;
  }

  seen(): MarketSeen {
    return {
      ladder: this.#steps,
      crossedAfterMs: this.#crossedAfterMs,
      bidLowest: this.#bidLowest,
      last: this.#last,
    };
  }

  #ladder(bid: Micros, ask: Micros) {
    const mid = (bid + ask) / 2;
    return SHARES.map((share) => ({
      share,
      price: toTick(
        micros(Math.floor(mid + share * (ask - mid))),
        this.#request.tick,
        share === 1 ? "up" : "down",
      ),
      crossedAfterMs: null,
    }));
  }

  #isWorking(at: EpochMs): boolean {
    return this.#request.timeInForce === "gtc" || exchangeDate(at) === exchangeDate(this.#from);
  }
}

import { epochMs, type EpochMs, micros, type Micros, NO_PRICE, type OptionContract } from "@legbook/domain";
import { ChainTable } from "../scanner/table/index.ts";
import type { LeanDay } from "./lean-day.ts";

const NO_MODEL = { volatility: null, delta: null, gamma: null, vega: null, theta: null };

/** Federal funds of the files' years lay between 0 and 0.5 %. */
const RATE = 0.003;
/** A side that was not repeated for longer is stale. */
const QUOTE_AGE_MAX_MS = 120_000;

interface Sides {
  bid: Micros | null;
  ask: Micros | null;
  bidSize: number | null;
  askSize: number | null;
  bidAt: EpochMs | null;
  askAt: EpochMs | null;
  volume: number | null;
  last: Micros | null;
}

/**
 * A recorded day played into a chain table, minute by minute: every row of the files is one `apply`. Each side is carried
 * forward with its own time.
 */
export class LeanChain {
  readonly table: ChainTable;
  readonly day: LeanDay;
  readonly #sides: readonly Sides[];
  readonly #underlying: { bid: Micros | null; ask: Micros | null; last: null } = {
    bid: null,
    ask: null,
    last: null,
  };
  #quote = 0;
  #trade = 0;
  #share = 0;

  /** `listed`: the contracts that the table has, of the day's. */
  constructor(day: LeanDay, listed: readonly OptionContract[] = day.contracts) {
    this.day = day;
    this.table = new ChainTable({
      symbol: day.symbol,
      rate: RATE,
      dividendYield: 0,
      quoteAgeMaxMs: QUOTE_AGE_MAX_MS,
    });
    this.table.setContracts(listed);
    this.#sides = day.contracts.map(() => ({
      bid: null,
      ask: null,
      bidSize: null,
      askSize: null,
      bidAt: null,
      askAt: null,
      volume: 0,
      last: null,
    }));
  }

  /** Minutes of the day at which anything was quoted, rising. */
  minutes(): readonly EpochMs[] {
    return [...new Set(this.day.quotes.at)].map(epochMs);
  }

  /** Applies everything up to and with `at`; `changed` is told the table's row of each change. */
  playTo(at: EpochMs, changed: (row: number) => void = () => undefined): void {
    const { quotes, trades, underlyingQuotes: shares } = this.day;
    for (; this.#share < shares.length && (shares.at[this.#share] as number) <= at; this.#share += 1) {
      const [bid, ask] = [shares.bid[this.#share] as number, shares.ask[this.#share] as number];
      if (bid !== NO_PRICE) this.#underlying.bid = micros(bid);
      if (ask !== NO_PRICE) this.#underlying.ask = micros(ask);
    }
    this.table.setUnderlying({ ...this.#underlying });
    for (; this.#trade < trades.length && (trades.at[this.#trade] as number) <= at; this.#trade += 1) {
      const sides = this.#sides[trades.row[this.#trade] as number] as Sides;
      sides.volume = (sides.volume ?? 0) + (trades.volume[this.#trade] as number);
      sides.last = micros(trades.price[this.#trade] as number);
    }
    for (; this.#quote < quotes.length && (quotes.at[this.#quote] as number) <= at; this.#quote += 1) {
      const row = this.applyQuote(this.#quote);
      if (row >= 0) changed(row);
    }
  }

  /** Applies one row of the day's quotes; the table's row, -1 when nothing changed. */
  applyQuote(index: number): number {
    const { quotes, contracts, openInterest } = this.day;
    const row = quotes.row[index] as number;
    const at = epochMs(quotes.at[index] as number);
    const sides = this.#sides[row] as Sides;
    if (quotes.bid[index] !== NO_PRICE) {
      sides.bid = micros(quotes.bid[index] as number);
      sides.bidSize = quotes.bidSize[index] as number;
      sides.bidAt = at;
    }
    if (quotes.ask[index] !== NO_PRICE) {
      sides.ask = micros(quotes.ask[index] as number);
      sides.askSize = quotes.askSize[index] as number;
      sides.askAt = at;
    }
    const interest = openInterest[row] as number;
    return this.table.apply((contracts[row] as { conId: number }).conId, {
      ...sides,
      openInterest: interest < 0 ? null : interest,
      halted: false,
      model: NO_MODEL,
    });
  }
}

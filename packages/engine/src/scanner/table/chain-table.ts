import {
  type EpochMs,
  greeks,
  impliedVolatility,
  MICROS_PER_UNIT,
  type ModelRow,
  type OptionContract,
  type QuoteRow,
} from "@legbook/domain";
import { type ChainColumns, copyRow, createColumns, GREEKS_SOURCES, UNKNOWN_COUNT } from "./columns.ts";
import { MIDLESS_FLAGS, NO_SIDE, QUOTE_FLAGS, sidesFlags } from "./flags.ts";
import { compareContracts, type SeriesRange, seriesRanges } from "./order.ts";
import { spotOf, type UnderlyingView } from "./underlying.ts";
import { type ExpiryWorld, withLognormal, worldOfSpot } from "./world.ts";

export interface ChainTableSettings {
  readonly symbol: string;
  /** Risk-free, continuously compounded, where the options themselves do not tell. */
  readonly rate: number;
  readonly dividendYield: number;
  /** A side that was confirmed longer ago makes its quote stale. */
  readonly quoteAgeMaxMs: number;
}

/** What a row takes of a contract's market: a `QuoteRow` is one. */
export type TableQuote = Pick<
  QuoteRow,
  "bid" | "ask" | "bidSize" | "askSize" | "bidAt" | "askAt" | "last" | "openInterest" | "volume" | "halted"
> & { readonly model: Pick<ModelRow, "volatility" | "delta" | "gamma" | "vega" | "theta"> };

/**
 * One underlying's options as columns: rows by series, right and strike. A tick changes one row (`apply`); what all
 * options of a series share (forward, smile, distribution, the clock of the ages) is frozen between calls of `anchor`,
 * so that the columns depend on the quotes and the last anchor, never on the order in which the ticks came.
 */
export class ChainTable {
  readonly settings: ChainTableSettings;
  contracts: readonly OptionContract[] = [];
  columns: ChainColumns = createColumns(0);
  expiries: readonly ExpiryWorld[] = [];
  /** Of the last anchor; null before the first: nothing has greeks then, and every quote counts as stale. */
  anchoredAt: EpochMs | null = null;
  #underlying: UnderlyingView = { bid: null, ask: null, last: null };
  #rowOf = new Map<number, number>();
  #ranges: readonly SeriesRange[] = [];
  /** The index of a row's series. */
  #series = new Uint16Array(0);

  constructor(settings: ChainTableSettings) {
    this.settings = settings;
  }

  /**
   * Replaces the contracts; quotes of those that stay are kept. Worlds are gone until the next `anchor`. Throws
   * `RangeError` for a contract of another symbol or one that comes twice.
   */
  setContracts(contracts: readonly OptionContract[]): void {
    const sorted = [...contracts].sort(compareContracts);
    const columns = createColumns(sorted.length);
    const rowOf = new Map<number, number>();
    for (const [row, { conId, symbol }] of sorted.entries()) {
      if (symbol !== this.settings.symbol)
        throw new RangeError(`symbol: ${symbol} in ${this.settings.symbol}`);
      if (rowOf.has(conId)) throw new RangeError(`conId: ${conId} comes twice`);
      rowOf.set(conId, row);
      const before = this.#rowOf.get(conId);
      if (before !== undefined) copyRow(this.columns, before, columns, row);
    }
    this.contracts = sorted;
    this.columns = columns;
    this.expiries = [];
    this.anchoredAt = null;
    this.#rowOf = rowOf;
    this.#ranges = seriesRanges(sorted);
    this.#series = new Uint16Array(sorted.length);
    for (const [index, { from, to }] of this.#ranges.entries()) this.#series.fill(index, from, to);
  }

  /** The row of a contract, or -1 when it is not in the table. */
  rowOf(conId: number): number {
    return this.#rowOf.get(conId) ?? -1;
  }

  /** Takes effect at the next `anchor`. */
  setUnderlying(view: UnderlyingView): void {
    this.#underlying = view;
  }

  /** Puts a contract's quote into its row. The row, or -1 when nothing of it changed or the contract is not in the table. */
  apply(conId: number, quote: TableQuote): number {
    const row = this.#rowOf.get(conId);
    if (row === undefined || !this.#write(row, quote)) return -1;
    if (this.anchoredAt !== null) this.#evaluate(row, this.anchoredAt);
    return row;
  }

  #write(row: number, quote: TableQuote): boolean {
    const { columns } = this;
    const { model } = quote;
    let changed = set(columns.bid, row, quote.bid ?? NO_SIDE);
    changed = set(columns.ask, row, quote.ask ?? NO_SIDE) || changed;
    changed = set(columns.bidSize, row, quote.bidSize ?? UNKNOWN_COUNT) || changed;
    changed = set(columns.askSize, row, quote.askSize ?? UNKNOWN_COUNT) || changed;
    changed = set(columns.bidAt, row, quote.bidAt ?? -Infinity) || changed;
    changed = set(columns.askAt, row, quote.askAt ?? -Infinity) || changed;
    changed = set(columns.openInterest, row, quote.openInterest ?? UNKNOWN_COUNT) || changed;
    changed = set(columns.volume, row, quote.volume ?? UNKNOWN_COUNT) || changed;
    changed = set(columns.lastTradeMicros, row, quote.last ?? NO_SIDE) || changed;
    changed = set(columns.halted, row, quote.halted === true ? 1 : 0) || changed;
    changed = set(columns.modelVolatility, row, model.volatility ?? Number.NaN) || changed;
    changed = set(columns.modelDelta, row, model.delta ?? Number.NaN) || changed;
    changed = set(columns.modelGamma, row, model.gamma ?? Number.NaN) || changed;
    changed = set(columns.modelVega, row, (model.vega ?? Number.NaN) * 100) || changed;
    return set(columns.modelTheta, row, (model.theta ?? Number.NaN) * 365) || changed;
  }

  /** Freezes the world of every series anew, from the quotes and the underlying as they are, and works out all rows. */
  anchor(now: EpochMs): void {
    const { rate, dividendYield } = this.settings;
    const spot = spotOf(this.#underlying);
    this.anchoredAt = now;
    this.expiries = this.#ranges.map((range) => worldOfSpot({ range, now, spot, rate, dividendYield }));
    for (let row = 0; row < this.contracts.length; row += 1) this.#evaluate(row, now);
    this.expiries = this.expiries.map((world) => withLognormal(world, this.#volatilityAtTheMoney(world)));
  }

  /** Mean volatility of the options at the strike nearest to the forward. */
  #volatilityAtTheMoney({ from, to, forward }: ExpiryWorld): number | null {
    if (forward === null) return null;
    let [nearest, sum, count] = [Infinity, 0, 0];
    for (let row = from; row < to; row += 1) {
      const volatility = this.columns.volatility[row] as number;
      if (!(volatility > 0)) continue;
      const distance = Math.abs((this.contracts[row] as OptionContract).strike / MICROS_PER_UNIT - forward);
      if (distance > nearest) continue;
      if (distance < nearest) [nearest, sum, count] = [distance, 0, 0];
      sum += volatility;
      count += 1;
    }
    return count === 0 ? null : sum / count;
  }

  #evaluate(row: number, now: EpochMs): void {
    const { columns } = this;
    const { strike, right } = this.contracts[row] as OptionContract;
    const { spot, years, rate, dividendYield } = this.expiries[this.#series[row] as number] as ExpiryWorld;
    const bid = columns.bid[row] as number;
    const ask = columns.ask[row] as number;
    const olderAt = Math.min(columns.bidAt[row] as number, columns.askAt[row] as number);
    const staleBefore = now - this.settings.quoteAgeMaxMs;
    let flags = sidesFlags(
      bid,
      ask,
      columns.bidSize[row] as number,
      columns.askSize[row] as number,
      olderAt,
      staleBefore,
      strike,
    );
    if (columns.halted[row] === 1) flags |= QUOTE_FLAGS.halted;
    if (years === 0) flags |= QUOTE_FLAGS.expired;
    columns.flags[row] = flags;
    this.#clearGreeks(row);
    if (spot === null || years === 0) return;
    const input = { right, spot, strike: strike / MICROS_PER_UNIT, years, rate, dividendYield };
    let volatility = columns.modelVolatility[row] as number;
    let source: number = GREEKS_SOURCES.model;
    if (!(volatility > 0 && Math.abs(columns.modelDelta[row] as number) <= 1)) {
      if ((flags & MIDLESS_FLAGS) !== 0) return;
      const implied = impliedVolatility({ ...input, price: (bid + ask) / (2 * MICROS_PER_UNIT) });
      if (implied.kind === "failed") return;
      ({ volatility } = implied);
      source = GREEKS_SOURCES.computed;
    }
    const ours = greeks({ ...input, volatility });
    const isModel = source === GREEKS_SOURCES.model;
    columns.volatility[row] = volatility;
    columns.delta[row] = isModel ? (columns.modelDelta[row] as number) : ours.delta;
    columns.gamma[row] = isModel ? known(columns.modelGamma[row] as number, ours.gamma) : ours.gamma;
    columns.vega[row] = isModel ? known(columns.modelVega[row] as number, ours.vega) : ours.vega;
    columns.theta[row] = isModel ? known(columns.modelTheta[row] as number, ours.theta) : ours.theta;
    columns.source[row] = source;
  }

  #clearGreeks(row: number): void {
    const { columns } = this;
    columns.volatility[row] = Number.NaN;
    columns.delta[row] = Number.NaN;
    columns.gamma[row] = Number.NaN;
    columns.vega[row] = Number.NaN;
    columns.theta[row] = Number.NaN;
    columns.source[row] = GREEKS_SOURCES.none;
  }
}

function known(value: number, otherwise: number): number {
  return Number.isFinite(value) ? value : otherwise;
}

/** Whether the value is another one; NaN is the same as NaN. */
function set(column: Float64Array | Uint8Array, row: number, value: number): boolean {
  if (Object.is(column[row], value)) return false;
  column[row] = value;
  return true;
}

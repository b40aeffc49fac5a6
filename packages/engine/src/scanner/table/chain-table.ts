import type { EpochMs, OptionContract } from "@legbook/domain";
import { forwardByParity, withCalendars, withSmile } from "./anchor.ts";
import { type ChainColumns, copyRow, createColumns } from "./columns.ts";
import { compareContracts, type SeriesRange, seriesRanges } from "./order.ts";
import { NO_QUOTE, type TableQuote, writeQuote } from "./quote.ts";
import { ChainRows } from "./rows.ts";
import { rateByParity } from "./rate.ts";
import { spotOf, type UnderlyingView } from "./underlying.ts";
import { type ExpiryWorld, NO_RATE, type TableRate, withForward, worldOfSpot } from "./world.ts";

export interface ChainTableSettings {
  readonly symbol: string;
  /** Risk-free, continuously compounded; null to take it from the options themselves (`inferRate`). */
  readonly rate: number | null;
  /** Where the options themselves do not tell. */
  readonly dividendYield: number;
  /** A side that was confirmed longer ago makes its quote stale. */
  readonly quoteAgeMaxMs: number;
}

/**
 * One underlying's options as columns: rows by series, right and strike. A tick changes one row (`apply`); what all
 * options of a series share (forward, smile, distribution, the clock of the ages) is frozen between calls of `anchor`,
 * so that the columns depend on the quotes and the last anchor, never on the order in which the ticks came. Volatilities
 * and greeks are European: what early exercise adds is in docs/concepts/pricing.md.
 */
export class ChainTable {
  readonly settings: ChainTableSettings;
  contracts: readonly OptionContract[] = [];
  columns: ChainColumns = createColumns(0);
  expiries: readonly ExpiryWorld[] = [];
  /** Of the last anchor; null before the first: nothing has flags or greeks then. */
  anchoredAt: EpochMs | null = null;
  /** As the last anchor saw it. */
  underlying: UnderlyingView = { bid: null, ask: null, last: null };
  #underlying: UnderlyingView = { bid: null, ask: null, last: null };
  #rate: TableRate;
  #rows = new ChainRows([], this.columns, 0);
  #rowOf = new Map<number, number>();
  #ranges: readonly SeriesRange[] = [];
  /** The index of a row's series. */
  #series = new Uint16Array(0);

  constructor(settings: ChainTableSettings) {
    const { rate } = settings;
    this.settings = settings;
    this.#rate = rate === null ? NO_RATE : { rate, source: "given", standardError: null };
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
    this.#rows = new ChainRows(sorted, columns, this.settings.quoteAgeMaxMs);
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

  /**
   * Puts a contract's quote into its row and works it out in its expiry's frozen world, in microseconds and without an
   * allocation. The row, or -1 when nothing of it changed (ages included) or the contract is not in the table.
   */
  apply(conId: number, quote: TableQuote): number {
    const row = this.#rowOf.get(conId);
    if (row === undefined || !writeQuote(this.columns, row, quote)) return -1;
    if (this.anchoredAt === null) return row;
    const world = this.expiries[this.#series[row] as number] as ExpiryWorld;
    this.#rows.judge(row, row + 1, this.anchoredAt, world.years === 0);
    this.#rows.solve(row, row + 1);
    this.#rows.finish(row, row + 1, world);
    return row;
  }

  /** Takes a contract's quote out of its row, as if there had never been one; as `apply` otherwise. */
  forget(conId: number): number {
    return this.apply(conId, NO_QUOTE);
  }

  /** Continuously compounded, a year: given, or as it was inferred last; 0 while nothing tells. */
  get rate(): number {
    return this.#rate.rate;
  }

  /**
   * Takes the rate from the quotes as the last anchor judged them, for the anchors to come, unless one was given: an input
   * of its own, like the underlying. A rate that was known is kept where the quotes tell none. Takes tens of milliseconds.
   */
  inferRate(): TableRate {
    if (this.#rate.source !== "given") this.#rate = rateByParity(this.#rows, this.expiries) ?? this.#rate;
    return this.#rate;
  }

  /** Freezes the world of every series anew, from the quotes and the underlying as they are, and works out all rows. */
  anchor(now: EpochMs): void {
    const { dividendYield } = this.settings;
    const rate = this.#rate;
    const rows = this.#rows;
    this.anchoredAt = now;
    this.underlying = this.#underlying;
    const spot = spotOf(this.#underlying);
    const worlds = this.#ranges.map((range) => {
      const plain = worldOfSpot({ range, now, spot, rate, dividendYield });
      rows.judge(range.from, range.to, now, plain.years === 0);
      const world = withForward(plain, forwardByParity(rows, plain));
      rows.setWorld(world);
      rows.solve(range.from, range.to);
      return withSmile(rows, world);
    });
    this.expiries = withCalendars(worlds);
    for (const world of this.expiries) rows.finish(world.from, world.to, world);
  }
}

import {
  greeksColumn,
  impliedVolatilityColumn,
  MICROS_PER_UNIT,
  type OptionContract,
  smileVolatility,
} from "@legbook/domain";
import { type ChainColumns, GREEKS_SOURCES } from "./columns.ts";
import { MIDLESS_FLAGS, QUOTE_FLAGS, sidesFlags } from "./flags.ts";
import type { ExpiryWorld } from "./world.ts";

/** A row's option in its expiry's world, as the columnar formulas take it; NaN where the world has no forward. */
interface PricingColumns {
  readonly sign: Int8Array;
  /** Currency units. */
  readonly strike: Float64Array;
  readonly spot: Float64Array;
  readonly forward: Float64Array;
  readonly years: Float64Array;
  readonly rate: Float64Array;
  readonly dividendYield: Float64Array;
  readonly discount: Float64Array;
  /** The quote's mid; NaN where it has none that says anything. */
  readonly price: Float64Array;
  /** The table's own column. */
  readonly volatility: Float64Array;
}

/**
 * The three steps from a row's quote to its greeks. Each reads the row's own numbers and its frozen world and nothing
 * else, so that a row comes out the same from a tick and from an anchor.
 */
export class ChainRows {
  readonly columns: ChainColumns;
  readonly strikes: Float64Array;
  readonly #pricing: PricingColumns;
  readonly #mid: { readonly volatility: Float64Array; readonly status: Uint8Array };
  readonly #quoteAgeMaxMs: number;

  constructor(contracts: readonly OptionContract[], columns: ChainColumns, quoteAgeMaxMs: number) {
    const rows = contracts.length;
    const unknown = () => new Float64Array(rows).fill(Number.NaN);
    this.columns = columns;
    this.strikes = Float64Array.from(contracts, ({ strike }) => strike);
    this.#quoteAgeMaxMs = quoteAgeMaxMs;
    this.#mid = { volatility: columns.midVolatility, status: new Uint8Array(rows) };
    this.#pricing = {
      sign: Int8Array.from(contracts, ({ right }) => (right === "call" ? 1 : -1)),
      strike: Float64Array.from(contracts, ({ strike }) => strike / MICROS_PER_UNIT),
      spot: unknown(),
      forward: unknown(),
      years: unknown(),
      rate: unknown(),
      dividendYield: unknown(),
      discount: unknown(),
      price: unknown(),
      volatility: columns.volatility,
    };
  }

  /** Must come before the second and third step of its rows. */
  setWorld({ from, to, spot, forward, years, rate, dividendYield, discount }: ExpiryWorld): void {
    const pricing = this.#pricing;
    pricing.spot.fill(spot ?? Number.NaN, from, to);
    pricing.forward.fill(forward ?? Number.NaN, from, to);
    pricing.years.fill(years, from, to);
    pricing.rate.fill(rate, from, to);
    pricing.dividendYield.fill(dividendYield, from, to);
    pricing.discount.fill(discount, from, to);
  }

  /** Step one: flags, and the mid of what has one, of rows of one expiry. */
  judge(from: number, to: number, now: number, isExpired: boolean): void {
    const { columns, strikes } = this;
    const { price } = this.#pricing;
    const staleBefore = now - this.#quoteAgeMaxMs;
    for (let row = from; row < to; row += 1) {
      const bid = columns.bid[row] as number;
      const ask = columns.ask[row] as number;
      let flags = sidesFlags(
        bid,
        ask,
        columns.bidSize[row] as number,
        columns.askSize[row] as number,
        Math.min(columns.bidAt[row] as number, columns.askAt[row] as number),
        staleBefore,
        strikes[row] as number,
      );
      if (columns.halted[row] === 1) flags |= QUOTE_FLAGS.halted;
      if (isExpired) flags |= QUOTE_FLAGS.expired;
      columns.flags[row] = flags;
      price[row] = (flags & MIDLESS_FLAGS) === 0 ? (bid + ask) / (2 * MICROS_PER_UNIT) : Number.NaN;
    }
  }

  /** Step two: the mids' volatilities. */
  solve(from: number, to: number): void {
    impliedVolatilityColumn(this.#pricing, this.#mid, from, to);
  }

  /** Step three: each row's volatility, by the best source that it has, and greeks. */
  finish(from: number, to: number, world: ExpiryWorld): void {
    const { columns } = this;
    for (let row = from; row < to; row += 1) this.#choose(row, world);
    greeksColumn(this.#pricing, columns, from, to);
    for (let row = from; row < to; row += 1)
      if (columns.source[row] === GREEKS_SOURCES.model) this.#overlayModel(row);
  }

  #choose(row: number, { years, smile }: ExpiryWorld): void {
    const { columns } = this;
    let volatility = columns.modelVolatility[row] as number;
    let source: number = GREEKS_SOURCES.model;
    if (!(volatility > 0 && volatility < Infinity && Math.abs(columns.modelDelta[row] as number) <= 1)) {
      volatility = columns.midVolatility[row] as number;
      source = GREEKS_SOURCES.computed;
    }
    if (!(volatility > 0) && smile !== null) {
      volatility = smileVolatility(smile, this.#pricing.strike[row] as number);
      source = GREEKS_SOURCES.fitted;
    }
    const isKnown = volatility > 0 && years > 0;
    columns.volatility[row] = isKnown ? volatility : Number.NaN;
    columns.source[row] = isKnown ? source : GREEKS_SOURCES.none;
  }

  #overlayModel(row: number): void {
    const { columns } = this;
    columns.delta[row] = columns.modelDelta[row] as number;
    overlay(columns.gamma, row, columns.modelGamma[row] as number);
    overlay(columns.vega, row, columns.modelVega[row] as number);
    overlay(columns.theta, row, columns.modelTheta[row] as number);
  }
}

function overlay(column: Float64Array, row: number, value: number): void {
  if (Number.isFinite(value)) column[row] = value;
}

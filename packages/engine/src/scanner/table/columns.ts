import { type GreeksColumns, greeksColumns } from "@legbook/domain";
import { NO_SIDE } from "./flags.ts";

/** Where a row's volatility and greeks come from; what is none has NaN in their columns. */
export const GREEKS_SOURCES = {
  none: 0,
  /** The gateway's; what it left out is worked out from its volatility. */
  model: 1,
  /** Ours, from the mid of the quote. */
  computed: 2,
  /** Ours, from the volatility that the expiry's smile has at the strike. */
  fitted: 3,
} as const;
export type GreeksSourceName = keyof typeof GREEKS_SOURCES;

/** Not known, in a column of sizes or counts. */
export const UNKNOWN_COUNT = -1;

/**
 * One number an option, by row. Price (theoretical) and greeks are worked out by the table, units as in `Greeks`; NaN where
 * `source` is none.
 */
export interface ChainColumns extends GreeksColumns {
  /** Micros a share; `NO_SIDE` when empty. */
  readonly bid: Float64Array;
  readonly ask: Float64Array;
  /** Contracts; `UNKNOWN_COUNT` when never told. */
  readonly bidSize: Float64Array;
  readonly askSize: Float64Array;
  /** When the side was last confirmed (epoch milliseconds); -Infinity for never. */
  readonly bidAt: Float64Array;
  readonly askAt: Float64Array;
  readonly openInterest: Float64Array;
  readonly volume: Float64Array;
  /** Micros a share; `NO_SIDE` when it never traded. */
  readonly lastTradeMicros: Float64Array;
  /** 1 when trading is halted. */
  readonly halted: Uint8Array;
  /** The gateway's model, as it gave it but with vega per 1.00 of volatility and theta per year; NaN where it gave none. */
  readonly modelVolatility: Float64Array;
  readonly modelDelta: Float64Array;
  readonly modelGamma: Float64Array;
  readonly modelVega: Float64Array;
  readonly modelTheta: Float64Array;
  /** Of the mid, per year; NaN where the quote has no mid or the mid no volatility. */
  readonly midVolatility: Float64Array;
  /** By which the row's greeks are worked out, per year; NaN where `source` is none. */
  readonly volatility: Float64Array;
  /** Set of `QUOTE_FLAGS`. */
  readonly flags: Uint16Array;
  /** One of `GREEKS_SOURCES`. */
  readonly source: Uint8Array;
  /** 1 where the expiry's smile was fitted to the mid at the last anchor. */
  readonly inSmile: Uint8Array;
}

export function createColumns(rows: number): ChainColumns {
  const filled = (value: number) => new Float64Array(rows).fill(value);
  return {
    ...greeksColumns(rows),
    bid: filled(NO_SIDE),
    ask: filled(NO_SIDE),
    bidSize: filled(UNKNOWN_COUNT),
    askSize: filled(UNKNOWN_COUNT),
    bidAt: filled(-Infinity),
    askAt: filled(-Infinity),
    openInterest: filled(UNKNOWN_COUNT),
    volume: filled(UNKNOWN_COUNT),
    lastTradeMicros: filled(NO_SIDE),
    halted: new Uint8Array(rows),
    modelVolatility: filled(Number.NaN),
    modelDelta: filled(Number.NaN),
    modelGamma: filled(Number.NaN),
    modelVega: filled(Number.NaN),
    modelTheta: filled(Number.NaN),
    midVolatility: filled(Number.NaN),
    volatility: filled(Number.NaN),
    flags: new Uint16Array(rows),
    source: new Uint8Array(rows),
    inSmile: new Uint8Array(rows),
  };
}

/** Copies all columns of one row. */
export function copyRow(from: ChainColumns, fromRow: number, to: ChainColumns, toRow: number): void {
  for (const name of Object.keys(from) as (keyof ChainColumns)[]) {
    to[name][toRow] = from[name][fromRow] as number;
  }
}

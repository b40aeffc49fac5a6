import type { Message } from "../kernel/decider.ts";
import type { EpochMs } from "../kernel/time.ts";

/** Stream `market-<trading date>`. */
export type MarketEvent = Message<"TicksRecorded", TicksRecorded>;

/**
 * A micro-batch of ticks in the order of their arrival, as columns of equal length (1 to 256).
 * Tick i: `kinds[i]` of contract `conIds[i]` became `values[i]` at `baseTime + offsetsMs[i]` (gateway time).
 */
export interface TicksRecorded {
  readonly baseTime: EpochMs;
  readonly conIds: readonly number[];
  readonly kinds: readonly TickKind[];
  /** Micros for prices (`NO_PRICE` for an empty side), counts for sizes, doubles for volatility and greeks. */
  readonly values: readonly number[];
  readonly offsetsMs: readonly number[];
}

/** Codes are stored: never renumber. */
export const TICK_KINDS = {
  bid: 1,
  ask: 2,
  last: 3,
  bidSize: 4,
  askSize: 5,
  lastSize: 6,
  volume: 7,
  openInterest: 8,
  close: 9,
  /** The gateway's model computation. */
  modelVolatility: 10,
  modelDelta: 11,
  modelGamma: 12,
  /** Per volatility point (0.01), as the gateway gives it. */
  modelVega: 13,
  /** Per calendar day, as the gateway gives it. */
  modelTheta: 14,
  /** Theoretical price as a double of currency units. */
  modelPrice: 15,
  modelUnderlying: 16,
  bidVolatility: 17,
  askVolatility: 18,
  /** 1 when trading in the contract is halted. */
  halted: 19,
} as const;

export type TickName = keyof typeof TICK_KINDS;
export type TickKind = (typeof TICK_KINDS)[TickName];

/** The price of an empty side: the gateway said that there is no bid or no ask. */
export const NO_PRICE = -1;

export const TICKS_PER_BATCH_MAX = 256;

import type { EpochMs } from "@legbook/domain";

/** The only place from which the engine learns the time. */
export interface Clock {
  /** This machine's wall time. */
  now(): EpochMs;
  /** Milliseconds, fractional, never going back; only differences mean anything. */
  monotonicMs(): number;
  /** Calls once after `delayMs` of machine time; the returned function cancels it. */
  schedule(delayMs: number, callback: () => void): () => void;
}

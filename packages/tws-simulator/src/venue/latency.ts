/** How long the venue takes, in real milliseconds whatever the market's speed. */
export interface Latency {
  /** From a request that concerns an order to its first answer. */
  readonly acknowledgeMs: number;
  /** From the acknowledgement to the first possible fill, and from one partial fill to the next. */
  readonly fillMs: number;
  /** From an execution to its commission report. */
  readonly commissionMs: number;
}

export const DEFAULT_LATENCY: Latency = { acknowledgeMs: 15, fillMs: 40, commissionMs: 25 };

import type { Money } from "./money.ts";

/** From `lowEdge` up prices move by `increment`. */
export interface PriceIncrement {
  readonly lowEdge: Money;
  readonly increment: Money;
}

/** The increments of a contract's prices, in the order of their edges; the first edge is 0. */
export interface MarketRule {
  readonly id: number;
  readonly increments: readonly PriceIncrement[];
}

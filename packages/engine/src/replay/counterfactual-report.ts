import type { EpochMs, Micros, OrderRef, Position, RiskLimits, RiskVerdict } from "@legbook/domain";
import type { ScanCounterfactual } from "./scan-counterfactual-report.ts";
import type { ProfitBounds } from "./profit-bounds.ts";
import type { LadderStep } from "./market-watch.ts";

export interface CounterfactualOrder {
  readonly orderRef: OrderRef;
  readonly account: string;
  readonly symbol: string;
  readonly currency: string;
  readonly purpose: "preview" | "place";
  readonly quantity: number;
  readonly limitPrice: Micros;
  /** Of the recorded assessment. */
  readonly position: Position;
  readonly at: EpochMs;
  /** It passed and would have been blocked, or the other way round. */
  readonly change: "blocked" | "allowed";
  /** What decides: the verdicts that block under the changed limits, or those that blocked under the recorded ones. */
  readonly verdicts: readonly RiskVerdict[];
  /**
   * Of an order that would have been blocked: what its recorded fills made, commissions included. Of one that would
   * have been allowed: what it could have made, commissions left out. Null for a preview and without recorded quotes.
   */
  readonly profit: ProfitBounds | null;
  /** Combos that were filled as recorded. */
  readonly filled: number;
  /** Of an order that would have been allowed: whether recorded quotes came to its limit, and when. */
  readonly crossedAfterMs: number | null;
}

/** How an order that was placed would have filled at other limit prices. */
export interface LadderOrder {
  readonly orderRef: OrderRef;
  readonly at: EpochMs;
  readonly limitPrice: Micros;
  readonly filled: number;
  readonly averageFillPrice: Micros | null;
  readonly ladder: readonly LadderStep[];
}

export interface CounterfactualReport {
  readonly limits: Partial<RiskLimits>;
  readonly events: number;
  /** Orders and previews that the risk rules judged. */
  readonly assessed: number;
  /** Of which the changed limits decide otherwise, in log order. */
  readonly orders: readonly CounterfactualOrder[];
  readonly ladders: readonly LadderOrder[];
  /** Whether a setting was about scans: they are not looked at otherwise. */
  readonly scansAsked: boolean;
  /** In the order in which they began. */
  readonly scans: readonly ScanCounterfactual[];
}

import type { Action, ExecutionReport, OrderLeg } from "@legbook/domain";
import { executionIdentity } from "./exec-id.ts";

/** What executions say of an order's fill, corrections replaced. */
export interface FillBook {
  /** By the part of the execution id that corrections share. */
  readonly fills: Map<string, Fill>;
}

export interface Fill {
  readonly correction: number;
  readonly of: "combo" | "leg";
  readonly conId: number;
  readonly side: Action;
  readonly quantity: number;
}

/** Records an execution. False when it was known, or is older than its correction. */
export function recordFill(book: FillBook, report: ExecutionReport): boolean {
  const { key, correction } = executionIdentity(report.execId);
  const known = book.fills.get(key);
  if (known !== undefined && known.correction >= correction) return false;
  const { of, conId, side, quantity } = report;
  book.fills.set(key, { correction, of, conId, side, quantity });
  return true;
}

/** Whole combos that the legs' executions make up: the least filled leg decides. */
export function combosOfLegs(book: FillBook, legs: readonly OrderLeg[]): number {
  if (legs.length === 0) return 0;
  const byConId = new Map<number, number>();
  for (const fill of book.fills.values()) {
    if (fill.of === "leg") byConId.set(fill.conId, (byConId.get(fill.conId) ?? 0) + fill.quantity);
  }
  return Math.min(...legs.map((leg) => Math.floor((byConId.get(leg.contract.conId) ?? 0) / leg.ratio)));
}

/** Combos that are filled by either account: the summary's executions, or the legs' own. They arrive in any order. */
export function combosFilled(book: FillBook, legs: readonly OrderLeg[]): number {
  let summary = 0;
  for (const fill of book.fills.values()) if (fill.of === "combo") summary += fill.quantity;
  return Math.max(summary, combosOfLegs(book, legs));
}

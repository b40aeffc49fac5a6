import type { Line, SubscriptionLinesState } from "@legbook/domain";
import { SWEEP_RULES } from "./rules.ts";

/** The gateway refused a line for there being too many (its code 101): how many were open then, and when. */
export interface LineCeiling {
  readonly lines: number;
  readonly at: number;
}

export interface LineBudgetInput {
  readonly lines: Pick<SubscriptionLinesState, "lines" | "linesMax">;
  /** Left to tickets, orders and positions, whether they use it or not. */
  readonly reserved: number;
  /** Contract ids whose lines are held beside the swept ones. */
  readonly underlyings: ReadonlySet<number>;
  readonly ceiling: LineCeiling | null;
  readonly now: number;
}

/** A line that the sweep opened and nobody else uses. What is pinned never is. */
export function isSweepLine({ purpose, holders }: Line): boolean {
  return purpose === "scan" && holders.size === 0;
}

/**
 * Lines that the sweep may hold: all but the pinned, those that others used lately or the reserve for them (whichever
 * is more), and the underlyings'. After a refusal for too many lines no more than there were, and one more each minute.
 */
export function lineBudget({ lines, reserved, underlyings, ceiling, now }: LineBudgetInput): number {
  let [pinned, others, beside, taken] = [0, 0, underlyings.size, 0];
  for (const line of lines.lines.values()) {
    const isRecent = now - line.lastUsedAt < SWEEP_RULES.othersLineKeptMs;
    const isUnderlying = underlyings.has(line.contract.conId);
    if (isUnderlying && !isSweepLine(line)) beside -= 1;
    if (line.holders.size > 0) pinned += 1;
    else if (line.purpose !== "scan" && isRecent) others += 1;
    if (!isSweepLine(line) || isUnderlying) taken += 1;
  }
  const budget = lines.linesMax - pinned - Math.max(reserved, others) - beside;
  const learnt =
    ceiling === null
      ? Number.POSITIVE_INFINITY
      : ceiling.lines + Math.floor((now - ceiling.at) / SWEEP_RULES.ceilingRaisedMs) - taken;
  return Math.max(0, Math.min(budget, learnt));
}

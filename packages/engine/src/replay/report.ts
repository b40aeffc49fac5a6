import type { EpochMs, OrderRef, Position, StreamName } from "@legbook/domain";
import type { FieldDifference } from "./field-differences.ts";

/**
 * How today's code differs from the log in one event: it is no longer decided, is decided newly, says something else,
 * or the code failed where it once decided.
 */
export interface Divergence {
  readonly kind: "missing" | "added" | "changed" | "failed";
  /** Of the event; `InputsTaken` where the code failed. */
  readonly type: string;
  readonly stream: StreamName;
  /** Of the recorded event, or of what its turn took in. */
  readonly position: Position;
  readonly at: EpochMs;
  readonly orderRef: OrderRef | null;
  /** What is not the same; for an event that is missing or added, the whole of it. */
  readonly fields: readonly FieldDifference[];
  /** Why the code failed. */
  readonly message: string | null;
}

/** One step on the way to a difference: an event of the log, or what was taken in. */
export interface CauseStep {
  readonly position: Position;
  readonly at: EpochMs;
  readonly stream: StreamName;
  /** `OrderRequested`, or `ReportMarginPreview (gateway)` for an input. */
  readonly what: string;
}

export interface FirstDivergence extends Divergence {
  /** The oldest first: the order's own events before, what was taken in, and the events between it and the difference. */
  readonly causes: readonly CauseStep[];
}

export interface ReplayReport {
  readonly sessions: number;
  /** Sessions of older versions, which did not record what they took in: their events were folded, nothing was decided. */
  readonly sessionsWithoutInputs: number;
  readonly events: number;
  readonly ticks: number;
  readonly turns: number;
  readonly inputs: number;
  /** Recorded events that today's code was asked for again. */
  readonly decisions: number;
  /** Decisions that came too late for another writer and were made again. */
  readonly overtaken: number;
  /** Decisions after the last event of a session that ended in the middle of a turn. */
  readonly cutShort: number;
  readonly first: FirstDivergence | null;
  /** By `RiskAssessed changed`. */
  readonly counts: ReadonlyMap<string, number>;
  /** In the order in which they are first touched. */
  readonly ordersTouched: readonly OrderRef[];
}

/** Nothing differs, and something was decided again. */
export function isSame(report: ReplayReport): boolean {
  return report.first === null && report.inputs > 0;
}

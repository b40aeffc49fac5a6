import type { EpochMs, Micros, OrderRef, Position } from "@legbook/domain";
import type { ProfitBounds } from "./profit-bounds.ts";

/** Why a scan, or one look of it, is not judged: nothing is guessed then. */
export interface NotAnswered {
  readonly code:
    /** The session was recorded by a version that kept no looks, or the scan ended before it saw enough. */
    | "no-looks"
    /** The recorded criteria are none any more, or the settings contradict them. */
    | "criteria-refused"
    /** Today's scanner does not find again what was recorded: an input is not in the log, or the code has changed. */
    | "not-reproducible";
  readonly message: string;
}

/** What the log does not hold of what the changed criteria ask for. What was found is exact for the rest. */
export interface ScanGap {
  readonly code: "expiries-not-open" | "quotes-missing" | "strategy-not-scanned";
  readonly message: string;
}

/** Which criteria differ, in words. */
export interface CriteriaChange {
  readonly name: string;
  readonly recorded: string;
  readonly changed: string;
}

/** The first filter that a spread fails, its value and the bounds, in the field's unit; null is "not known" or none. */
export interface FilterVerdict {
  readonly filter: string;
  readonly value: number | string | null;
  readonly min: number | null;
  readonly max: number | null;
  /** `netPrice 0.48, asked for at most 0.45`. */
  readonly words: string;
}

/** A spread that one of both sets of criteria shows and the other does not. */
export interface LookCandidate {
  readonly id: string;
  readonly words: string;
  /** Among those shown, 1 is the best. */
  readonly rank: number;
  readonly score: number | null;
  /** The natural price of opening it, signed, a share. */
  readonly ask: Micros;
  /** What keeps it out on the other side; null when it matches there too and others rank before it. */
  readonly excludedBy: FilterVerdict | null;
  /** Of one that is added: one spread opened at the natural price, to the end of the log; null where it is not followed. */
  readonly profit: ProfitBounds | null;
}

/** One recorded look, and what it would have found. */
export interface LookCounterfactual {
  readonly at: EpochMs;
  /** Of the record of it. */
  readonly position: Position;
  readonly notAnswered: NotAnswered | null;
  readonly evaluated: number;
  readonly matched: number;
  readonly matchedChanged: number;
  readonly shown: number;
  readonly shownChanged: number;
  /** How many shown ones are gone, by the filter that keeps them out; `outranked` match and are not among the best. */
  readonly goneBy: Readonly<Record<string, number>>;
  /** The best of those that are gone, and of those that are added. */
  readonly gone: readonly LookCandidate[];
  readonly addedCount: number;
  readonly added: readonly LookCandidate[];
  readonly gaps: readonly ScanGap[];
}

/** An order for a spread that a running scan had found at its last look before. */
export interface ScanOrder {
  readonly orderRef: OrderRef;
  readonly purpose: "preview" | "place";
  readonly symbol: string;
  readonly words: string;
  readonly quantity: number;
  readonly at: EpochMs;
  readonly position: Position;
  readonly scanId: string;
  readonly lookAt: EpochMs;
  /** Among those shown, as recorded; null where it matched and others ranked before it. */
  readonly rank: number | null;
  /** The same under the changed criteria. */
  readonly rankChanged: number | null;
  /** Null where it would have been found too; else the trade is not made. */
  readonly excludedBy: FilterVerdict | null;
  readonly filled: number;
  readonly currency: string;
  /** What its recorded fills made, commissions included; null for a preview and without recorded quotes. */
  readonly profit: ProfitBounds | null;
}

export interface ScanCounterfactual {
  readonly scanId: string;
  readonly symbol: string;
  /** Of its spreads' prices; empty while it showed none. */
  readonly currency: string;
  readonly actor: string;
  readonly position: Position;
  readonly startedAt: EpochMs;
  /** Null while it runs at the end of the log. */
  readonly stoppedAt: EpochMs | null;
  readonly criteriaChanges: readonly CriteriaChange[];
  readonly notAnswered: NotAnswered | null;
  readonly looks: readonly LookCounterfactual[];
  readonly orders: readonly ScanOrder[];
}

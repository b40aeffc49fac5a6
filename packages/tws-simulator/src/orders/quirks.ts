/** Which orders a quirk concerns: those that fit everything that is given. */
export interface OrderFilter {
  readonly clientId?: number;
  readonly account?: string;
  readonly symbol?: string;
  /** `BAG` for combos, else `STK` or `OPT`. */
  readonly secType?: string;
  readonly action?: "BUY" | "SELL";
  readonly orderType?: string;
  readonly orderRef?: string;
}

/** So many of the next orders that fit are refused. */
export interface RejectQuirk {
  readonly code: number;
  readonly message: string;
  /** `request`: it never becomes an order, the error is all that is heard. `order`: it is shown, then Inactive. */
  readonly stage: "request" | "order";
  readonly filter: OrderFilter;
  /** Counts down to 0. */
  remaining: number;
}

/** How a what-if is answered (F7) [D]. */
export type WhatIfMode =
  | "normal"
  /** First with a warning text and every margin unset, then with the real values. */
  | "twoAnswers"
  | "hanging"
  | "refused";

/** What becomes of a cancel that was asked for. */
export type CancelFate =
  | "normal"
  /** The order fills wholly before the cancel reaches the venue; the cancel is then too late (10148). */
  | "fillFirst"
  /** 10148 at once, and the order works on. */
  | "tooLate"
  /** PendingCancel is heard and then nothing: the cancel never reaches the venue, and another one may be sent. */
  | "lost";

/** In what order a combo's executions are told [U on which one is usual]. */
export type ExecutionOrder = "comboFirst" | "legsFirst" | "shuffled";

/**
 * What the order desk does otherwise than a good day's broker: plain fields that faults set at any time, read at the
 * moment when they would count. A field that says "the next n" counts down by itself. Chances are drawn from the seed
 * and the order, so that the same run has the same ones.
 */
export interface OrderQuirks {
  whatIf: WhatIfMode;
  /** With `whatIf` "refused": the error. */
  whatIfRefusal: { readonly code: number; readonly message: string };
  /** With `whatIf` "twoAnswers": the first answer's text, and how long the second takes after it. */
  whatIfWarning: string;
  whatIfSecondMs: number;
  /** The next so many what-ifs are answered by `whatIf`, then as on a good day; Infinity for all. */
  whatIfNext: number;

  /** Added to the time in which a new or changed order is acknowledged. */
  acknowledgeExtraMs: number;
  /** The next so many acknowledgements are never sent: the order lives, its client hears nothing of that. */
  acknowledgementsLost: number;
  /** Refusals that wait for an order; those with `remaining` 0 are dropped. */
  rejects: RejectQuirk[];
  /** Each order status is sent so many times more than usual. */
  repeatStatuses: number;

  /**
   * The next so many modifications make a second live order beside the first (F4): the first permId works on with the
   * old terms, another one goes live under the same order id with the new ones. A cancel ends the second alone.
   */
  duplicateModifications: number;

  /** What becomes of the next `cancelsNext` cancels. */
  cancelFate: CancelFate;
  cancelsNext: number;
  /** Added to the time that a cancel takes. */
  cancelExtraMs: number;
  /** The next so many cancelled orders are filled after their clients heard Cancelled and 202. */
  fillsAfterCancel: number;
  fillAfterCancelMs: number;
  /** The next so many filled orders are called Cancelled, with 202, after their fill; the fill stands. */
  cancelsAfterFill: number;
  cancelAfterFillMs: number;

  executionOrder: ExecutionOrder;
  /** The executions of legs come so much later than that of their combo. */
  lateLegsMs: number;
  /** Every execution message comes so many times more. */
  repeatExecutions: number;
  /** The next so many fills happen, but their executions and statuses are not told: only who asks learns of them. */
  fillsUntold: number;
  /** Added to the time from an execution to its commission report. */
  commissionExtraMs: number;
  /** The next so many commission reports are never sent. */
  commissionsLost: number;

  /** The chance that an execution is corrected: it comes again with `.02`, another price, and counts instead. */
  correctionChance: number;
  correctionMs: number;
  /** By how many ticks at most, at least one. */
  correctionTicksMax: number;

  /** The next valid id is told so much too low (F6); ids that were used stay used: 103, or another order changed. */
  orderIdRollback: number;
}

/** A good day. */
export function defaultQuirks(): OrderQuirks {
  return {
    whatIf: "normal",
    whatIfRefusal: { code: 201, message: "Order rejected - reason:What-if is not available now" },
    whatIfWarning: "Your order is being checked",
    whatIfSecondMs: 200,
    whatIfNext: Infinity,
    acknowledgeExtraMs: 0,
    acknowledgementsLost: 0,
    rejects: [],
    repeatStatuses: 0,
    duplicateModifications: 0,
    cancelFate: "normal",
    cancelsNext: Infinity,
    cancelExtraMs: 0,
    fillsAfterCancel: 0,
    fillAfterCancelMs: 150,
    cancelsAfterFill: 0,
    cancelAfterFillMs: 150,
    executionOrder: "comboFirst",
    lateLegsMs: 0,
    repeatExecutions: 0,
    fillsUntold: 0,
    commissionExtraMs: 0,
    commissionsLost: 0,
    correctionChance: 0,
    correctionMs: 500,
    correctionTicksMax: 2,
    orderIdRollback: 0,
  };
}

/** Takes one of the next n; false when there is none left. */
export function takeNext(
  quirks: OrderQuirks,
  field: {
    [Key in keyof OrderQuirks]: OrderQuirks[Key] extends number ? Key : never;
  }[keyof OrderQuirks],
): boolean {
  if (quirks[field] <= 0) return false;
  quirks[field] -= 1;
  return true;
}

import type { BrokerOrderStatus } from "@legbook/domain";

export type OrderPhase =
  | "requested"
  | "previewing"
  | "assessed"
  | "refused"
  | "intended"
  | "transmitted"
  | "working"
  | "cancelPending"
  | "cancelled"
  | "filled"
  | "rejected"
  | "notSent"
  | "unknown";

const WORKING: ReadonlySet<OrderPhase> = new Set([
  "intended",
  "transmitted",
  "working",
  "cancelPending",
  "unknown",
]);
const BEFORE_INTENT: ReadonlySet<OrderPhase> = new Set(["requested", "previewing", "assessed"]);

/** At the broker, or possibly so: it may fill. */
export function isWorking(phase: OrderPhase): boolean {
  return WORKING.has(phase);
}

/** Nothing can have left this process yet. */
export function isBeforeIntent(phase: OrderPhase): boolean {
  return BEFORE_INTENT.has(phase);
}

/**
 * The phase after a status of the broker's. It has the last word, except that nothing undoes a fill or a cancellation
 * and that "still submitted" does not undo a cancel under way.
 */
export function phaseAfterStatus(phase: OrderPhase, status: BrokerOrderStatus): OrderPhase {
  if (phase === "filled") return phase;
  switch (status) {
    case "Filled":
      return "filled";
    case "ApiCancelled":
    case "Cancelled":
      return phase === "rejected" ? phase : "cancelled";
    case "Inactive":
      return phase === "cancelled" ? phase : "rejected";
    case "PendingCancel":
      return phase === "cancelled" ? phase : "cancelPending";
    case "PreSubmitted":
    case "Submitted":
      return phase === "cancelled" || phase === "cancelPending" ? phase : "working";
    case "ApiPending":
    case "PendingSubmit":
      return phase === "intended" || phase === "unknown" ? "transmitted" : phase;
    case "Unknown":
      return phase;
  }
}

/** Errors that end an order (TWS message codes): duplicate id, price off the tick, rejected. */
const REJECTIONS: ReadonlySet<number> = new Set([103, 110, 201]);
const CANCELLED = 202;

/** The phase after an error that names the order. Warnings (399) and failed cancels (10147, 10148) leave it. */
export function phaseAfterError(phase: OrderPhase, code: number): OrderPhase {
  if (phase === "filled" || phase === "cancelled") return phase;
  if (code === CANCELLED) return phase === "rejected" ? phase : "cancelled";
  return REJECTIONS.has(code) ? "rejected" : phase;
}

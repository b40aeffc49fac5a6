import type { BrokerOrderStatus } from "./events.ts";

export type OrderPhase =
  | "none"
  | "requested"
  | "previewing"
  /** A preview that got its verdicts: the end of it. */
  | "assessed"
  | "refused"
  | "intended"
  | "transmitted"
  | "working"
  | "cancelPending"
  | "cancelled"
  | "filled"
  | "rejected"
  /** Proven never to have reached the broker. */
  | "notSent"
  | "unknown";

/**
 * Every change of phase that a log may hold. The broker's word is stronger than our inference: an order that we took
 * for rejected or not sent works if the broker says so, and fills are taken in whatever the phase. A filled order is
 * doubted only for another one that the broker has under the same reference.
 */
export const PHASE_TRANSITIONS: Readonly<Record<OrderPhase, readonly OrderPhase[]>> = {
  none: ["requested", "refused"],
  requested: ["previewing", "assessed", "refused", "intended"],
  previewing: ["assessed", "refused", "intended"],
  assessed: [],
  refused: [],
  intended: [
    "transmitted",
    "working",
    "cancelPending",
    "cancelled",
    "filled",
    "rejected",
    "notSent",
    "unknown",
  ],
  transmitted: ["working", "cancelPending", "cancelled", "filled", "rejected", "notSent", "unknown"],
  working: ["cancelPending", "cancelled", "filled", "rejected", "unknown"],
  cancelPending: ["working", "cancelled", "filled", "rejected", "notSent", "unknown"],
  cancelled: ["filled", "unknown", "working", "cancelPending"],
  filled: ["unknown"],
  rejected: ["working", "cancelPending", "cancelled", "filled", "unknown"],
  notSent: ["transmitted", "working", "cancelPending", "cancelled", "filled", "rejected", "unknown"],
  unknown: ["working", "cancelPending", "cancelled", "filled", "rejected", "notSent"],
};

export type PlacedPhase = Exclude<OrderPhase, "none" | "refused" | "requested" | "previewing" | "assessed">;

const NEVER_PLACED: ReadonlySet<OrderPhase> = new Set([
  "none",
  "requested",
  "previewing",
  "assessed",
  "refused",
]);
const TERMINAL: ReadonlySet<OrderPhase> = new Set([
  "assessed",
  "refused",
  "cancelled",
  "filled",
  "rejected",
  "notSent",
]);

/** Whether an intent to place it is in the log. */
export function wasPlaced(phase: OrderPhase): phase is PlacedPhase {
  return !NEVER_PLACED.has(phase);
}

export function isTerminalPhase(phase: OrderPhase): boolean {
  return TERMINAL.has(phase);
}

/** Whether the broker may still execute it. */
export function isLivePhase(phase: OrderPhase): boolean {
  return wasPlaced(phase) && !isTerminalPhase(phase);
}

/**
 * The phase after the broker's status, for an order that was placed. `Filled` is left to the count of fills: a status
 * alone does not say of how many. A status of life on an order that the broker had called cancelled contradicts
 * itself: unknown until its books are read.
 */
export function phaseAfterStatus(phase: OrderPhase, status: BrokerOrderStatus): OrderPhase {
  if (phase === "filled" || !wasPlaced(phase)) return phase;
  switch (status) {
    case "ApiPending":
    case "PendingSubmit":
      return phase === "intended" || phase === "notSent" ? "transmitted" : phase;
    case "PreSubmitted":
    case "Submitted":
      if (phase === "cancelled") return "unknown";
      return phase === "cancelPending" ? phase : "working";
    case "PendingCancel":
      return phase === "cancelled" ? phase : "cancelPending";
    case "ApiCancelled":
    case "Cancelled":
      return phase === "rejected" ? phase : "cancelled";
    case "Inactive":
      return phase === "cancelled" ? phase : "rejected";
    case "Filled":
    case "Unknown":
      return phase;
    default:
      return status satisfies never;
  }
}

/** Whether a status proves that the order is in the broker's books (not only in the gateway's). */
export function acknowledges(status: BrokerOrderStatus): boolean {
  return status !== "ApiPending" && status !== "PendingSubmit" && status !== "Unknown";
}

/** 201 rejected, 202 cancelled: the broker's final word on an order. */
export const ERROR_REJECTED = 201;
export const ERROR_CANCELLED = 202;

/**
 * Codes with which a gateway turns a new order down before the broker acknowledged it (source: the broker's list of
 * API error codes): duplicate id, not transmittable, price range or tick, time in force, contract, validation.
 */
const REFUSED_BEFORE_ACKNOWLEDGEMENT: ReadonlySet<number> = new Set([
  103, 106, 107, 109, 110, 111, 113, 200, 203, 321, 387, 10_058,
]);

/** The order that was to be cancelled is not there, or not in a state to cancel: what became of it, the books say. */
const CANCEL_FAILED: ReadonlySet<number> = new Set([161, 10_147, 10_148]);

/** Whether an error answers a cancel with a no. */
export function refusesCancel(code: number): boolean {
  return CANCEL_FAILED.has(code);
}

/** Whether after this status the broker executes no more under the permanent id that it names. */
export function endsIncarnation(status: BrokerOrderStatus): boolean {
  return status === "ApiCancelled" || status === "Cancelled" || status === "Inactive" || status === "Filled";
}

/** The phase after an error that names the order. Codes that say nothing of its fate leave it. */
export function phaseAfterError(phase: OrderPhase, code: number, acknowledged: boolean): OrderPhase {
  if (!isLivePhase(phase)) return phase;
  if (code === ERROR_REJECTED) return "rejected";
  if (code === ERROR_CANCELLED) return "cancelled";
  if (CANCEL_FAILED.has(code)) return "unknown";
  const turnedDown = !acknowledged && phase !== "unknown" && REFUSED_BEFORE_ACKNOWLEDGEMENT.has(code);
  return turnedDown ? "rejected" : phase;
}

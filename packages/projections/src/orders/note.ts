import type { OrderState } from "./fold.ts";

function withError(words: string, order: OrderState): string {
  return order.error === null ? words : `${words}: ${order.error.message} (${order.error.code})`;
}

const UNKNOWN_WORDS = {
  restart: "the engine restarted before the broker answered",
  connectionLost: "the connection was lost before the broker answered",
  acknowledgementOverdue: "the broker did not answer in time",
} as const;

function brokerWords(order: OrderState): string {
  const held = order.whyHeld === "" ? "" : `, held for ${order.whyHeld}`;
  return order.brokerStatus === null ? "" : ` (${order.brokerStatus}${held})`;
}

/** One sentence about where an order stands, with the broker's code where there is one; null when there is nothing to add. */
export function orderNote(order: OrderState, filled: number): string | null {
  switch (order.phase) {
    case "requested":
      return null;
    case "previewing":
      return order.marginFailure === null
        ? "Waiting for the margin preview."
        : `No margin preview: ${order.marginFailure}`;
    case "assessed":
      return order.assessment?.passed === false ? "Blocked by risk rules." : null;
    case "refused":
      return order.refusal?.message ?? null;
    case "intended":
      return "About to be sent.";
    case "transmitted":
      return "Sent; the broker has not acknowledged it yet.";
    case "working":
      return withError(
        `Working at the broker${brokerWords(order)}, ${filled} of ${order.quantity} filled`,
        order,
      );
    case "cancelPending":
      return withError("Cancel asked for; it may still fill", order);
    case "cancelled":
      return withError(
        filled === 0 ? "Cancelled" : `Cancelled after ${filled} of ${order.quantity} filled`,
        order,
      );
    case "filled":
      return null;
    case "rejected":
      return withError(`Rejected by the broker${brokerWords(order)}`, order);
    case "notSent":
      return order.transmissionFailure === null
        ? `Never reached the broker: ${order.reconciled?.evidence ?? "its books do not know it"}`
        : `Not sent: ${order.transmissionFailure}`;
    case "unknown":
      return `Not known whether the broker has it: ${order.unknownCause === null ? "no answer" : UNKNOWN_WORDS[order.unknownCause]}. It will not be sent again until that is settled.`;
  }
}

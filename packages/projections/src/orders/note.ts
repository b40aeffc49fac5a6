import type { OrderState } from "@legbook/domain";
import type { OrderEntry } from "./fold.ts";

function withError(words: string, { lastError }: OrderState): string {
  return lastError === null ? `${words}.` : `${words}: ${lastError.message} (${lastError.code}).`;
}

const UNKNOWN_WORDS = {
  restart: "the engine restarted before the broker answered",
  connectionLost: "the connection was lost before the broker answered",
  acknowledgementOverdue: "the broker did not answer in time",
} as const;

function brokerWords({ state, brokerStatus }: OrderEntry): string {
  const whyHeld = state.lastStatus?.whyHeld ?? "";
  const held = whyHeld === "" ? "" : `, held for ${whyHeld}`;
  return brokerStatus === null ? "" : ` (${brokerStatus}${held})`;
}

function cancelledWords(state: OrderState, quantity: number): string {
  const { filled, filledAfterCancel } = state;
  if (filled === 0) return "Cancelled";
  return `Cancelled with ${filled} of ${quantity} filled${filledAfterCancel ? ", some after the cancel" : ""}`;
}

function duplicateWords({ permIds, permIdsOver }: OrderState): string {
  const live = permIds.filter((permId) => !permIdsOver.includes(permId));
  const rest = live.length === 0 ? "All are over" : `Not over: ${live.join(", ")}`;
  return `The broker has more than one order under this reference: ${permIds.join(", ")}. ${rest}. Check them by hand.`;
}

/** One sentence about where an order stands, with the broker's code where there is one; null when there is nothing to add. */
export function orderNote(entry: OrderEntry): string | null {
  const { state } = entry;
  if (state.duplicatePermIds) return duplicateWords(state);
  const quantity = state.placement?.quantity ?? state.request?.quantity ?? 0;
  switch (state.phase) {
    case "none":
    case "requested":
      return null;
    case "filled":
      return state.executionsOutstanding ? "Filled; executions of its legs are still to come." : null;
    case "previewing":
      return state.marginFailure === null
        ? "Waiting for the margin preview."
        : `No margin preview: ${state.marginFailure}.`;
    case "assessed":
      return state.assessment?.passed === false ? "Blocked by risk rules." : null;
    case "refused":
      return state.refusal?.message ?? null;
    case "intended":
      return "About to be sent.";
    case "transmitted":
      return withError("Sent; the broker has not acknowledged it yet", state);
    case "working":
      return withError(
        `Working at the broker${brokerWords(entry)}, ${state.filled} of ${quantity} filled`,
        state,
      );
    case "cancelPending":
      return withError("Cancel asked for; it may still fill", state);
    case "cancelled":
      return withError(cancelledWords(state, quantity), state);
    case "rejected":
      return withError(`Rejected by the broker${brokerWords(entry)}`, state);
    case "notSent":
      return entry.transmissionFailure === null
        ? `Never reached the broker: ${entry.evidence ?? "its books do not know it"}.`
        : `Not sent: ${entry.transmissionFailure}.`;
    case "unknown":
      return `Not known whether the broker has it: ${state.unknownCause === null ? "no answer" : UNKNOWN_WORDS[state.unknownCause]}. It is not sent again until that is settled.`;
  }
}

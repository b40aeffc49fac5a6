import { unreachable } from "../kernel/decider.ts";
import type { OrderRef } from "../kernel/ids.ts";
import { emit, nothing, type Outcome, refuse } from "../kernel/outcome.ts";
import type { OrderCommand } from "./commands.ts";
import type { OrderEvent } from "./events.ts";
import { unknownOrder, wrongPhase } from "./refusals.ts";
import { isLive, isPlaced, type OrderState } from "./state.ts";

type Result = Outcome<OrderEvent>;
type CommandData<Type extends OrderCommand["type"]> = Extract<OrderCommand, { type: Type }>["data"];

export function cancelOrder(state: OrderState, orderRef: OrderRef, reason: string): Result {
  switch (state.phase) {
    case "intended":
    case "transmitted":
    case "working":
      return emit({
        type: "OrderCancelRequested",
        data: { orderRef, orderId: state.placement.orderId, reason },
      });
    case "cancelPending":
    case "cancelled":
      return nothing();
    case "filled": {
      const message = "The order is already filled: there is nothing left to cancel.";
      return refuse(
        wrongPhase(state, "already-filled", message, "Close the position with an order the other way."),
      );
    }
    case "unknown": {
      const message = "Whether the broker has the order is not known, so a cancel might miss it.";
      const remedy = "Wait until it is reconciled with the broker's books, then cancel what is open.";
      return refuse(wrongPhase(state, "outcome-unknown", message, remedy));
    }
    case "requested":
    case "previewing":
    case "assessed":
    case "refused":
    case "rejected":
    case "notSent":
      return refuse(
        wrongPhase(state, "not-working", "The order is not at the broker.", "There is nothing to cancel."),
      );
    case "none":
      return refuse(unknownOrder());
    default:
      return unreachable(state);
  }
}

/** Only an order that the broker never acknowledged is in doubt; one that rests at the broker goes on resting there. */
export function markUnknown(
  state: OrderState,
  orderRef: OrderRef,
  cause: CommandData<"MarkUnknown">["cause"],
): Result {
  const unanswered =
    state.phase === "intended" ||
    state.phase === "transmitted" ||
    (state.phase === "cancelPending" && !state.acknowledged);
  return unanswered ? emit({ type: "OrderOutcomeUnknown", data: { orderRef, cause } }) : nothing();
}

/**
 * Settles the order with the broker's books. An order of which no answer is overdue may be younger than the books that
 * were read: its absence proves nothing.
 */
export function reconcile(
  state: OrderState,
  orderRef: OrderRef,
  { open, executed, evidence }: CommandData<"Reconcile">,
): Result {
  if (!isPlaced(state) || state.phase === "filled") return nothing();
  const settle = (outcome: "open" | "executed" | "absent") =>
    emit<OrderEvent>({ type: "OrderReconciled", data: { orderRef, outcome, evidence } });
  if (open) return state.phase === "working" ? nothing() : settle("open");
  if (!isLive(state)) return nothing();
  if (executed && state.executions.size === 0) {
    const message = "The broker's executions name the order, but none of them was reported to it.";
    return refuse(
      wrongPhase(state, "executions-missing", message, "Report the executions first, then reconcile."),
    );
  }
  if (state.filled > 0) return settle("executed");
  return state.phase === "intended" || state.phase === "transmitted" ? nothing() : settle("absent");
}

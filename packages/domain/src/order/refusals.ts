import type { Refusal } from "../kernel/outcome.ts";
import type { OrderState } from "./state.ts";

export function unknownOrder(): Refusal {
  return {
    code: "order.unknown-ref",
    message: "No order was asked for under this reference.",
    field: "orderRef",
    inputs: {},
    limit: null,
    remedy: "Use the reference of an order of this log.",
  };
}

/** A step that the order's phase does not allow. */
export function wrongPhase(state: OrderState, code: string, message: string, remedy: string): Refusal {
  return {
    code: `order.${code}`,
    message,
    field: null,
    inputs: { orderRef: state.orderRef, phase: state.phase },
    limit: null,
    remedy,
  };
}

export function notPlaced(state: OrderState): Refusal {
  return wrongPhase(
    state,
    "not-placed",
    "The broker speaks of an order that this log never intended to place.",
    "Look at the order in the broker's own application: another program may use the same reference.",
  );
}

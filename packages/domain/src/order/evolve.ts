import { unreachable } from "../kernel/decider.ts";
import type { OrderEvent } from "./events.ts";
import { evolvePlaced } from "./evolve-placed.ts";
import { isMarginComplete, isPlaced, type OrderState, type PlacedOrder } from "./state.ts";

type EventData<Type extends OrderEvent["type"]> = Extract<OrderEvent, { type: Type }>["data"];

/** Folds one event. Throws when it speaks of a step that the order cannot have taken: such a log is broken. */
export function evolve(state: OrderState, event: OrderEvent): OrderState {
  switch (event.type) {
    case "OrderRequested":
      return requested(state, event.data);
    case "OrderRefused":
      return refused(state, event.data);
    case "MarginPreviewRequested":
    case "MarginPreviewReported":
    case "MarginPreviewFailed":
      return previewed(state, event);
    case "RiskAssessed":
      return assessed(state, event.data);
    case "OrderPlacementIntended":
      return intended(state, event.data);
    case "OrderTransmitted":
    case "OrderTransmissionFailed":
    case "OrderCancelRequested":
    case "OrderCancelTransmitted":
    case "OrderOutcomeUnknown":
    case "OrderOpenReported":
    case "OrderStatusReported":
    case "OrderErrorReported":
    case "ExecutionReported":
    case "CommissionReported":
    case "OrderReconciled":
      return evolvePlaced(placedOf(state, event.type), event);
    default:
      return unreachable(event);
  }
}

function placedOf(state: OrderState, event: string): PlacedOrder {
  if (!isPlaced(state))
    throw new Error(`${event} for order ${state.orderRef ?? "?"}, which is ${state.phase}`);
  return state;
}

function requested(state: OrderState, request: EventData<"OrderRequested">): OrderState {
  if (state.phase !== "none") throw new Error(`OrderRequested again for ${request.orderRef}`);
  const { orderRef, quantity } = request;
  return { ...state, phase: "requested", orderRef, request, placement: null, remaining: quantity };
}

function refused(state: OrderState, { orderRef, refusal, terms }: EventData<"OrderRefused">): OrderState {
  if (isPlaced(state)) throw new Error(`OrderRefused for order ${orderRef}, which is ${state.phase}`);
  const refusedTerms = state.request === null ? terms : null;
  return {
    ...state,
    phase: "refused",
    orderRef,
    request: state.request,
    placement: null,
    refusal,
    refusedTerms,
  };
}

function previewed(
  state: OrderState,
  event: Extract<
    OrderEvent,
    { type: "MarginPreviewRequested" | "MarginPreviewReported" | "MarginPreviewFailed" }
  >,
): OrderState {
  if (state.phase !== "requested" && state.phase !== "previewing") {
    throw new Error(`${event.type} for order ${event.data.orderRef}, which is ${state.phase}`);
  }
  switch (event.type) {
    case "MarginPreviewRequested": {
      const { orderId, limitPrice } = event.data;
      const asked = { previewOrderId: orderId, previewPrice: limitPrice };
      return {
        ...state,
        phase: "previewing",
        ...asked,
        margin: null,
        marginIncomplete: null,
        marginFailure: null,
      };
    }
    case "MarginPreviewReported":
      return isMarginComplete(event.data.margin)
        ? { ...state, margin: event.data.margin }
        : { ...state, marginIncomplete: event.data.margin };
    case "MarginPreviewFailed":
      return { ...state, marginFailure: `${event.data.cause}: ${event.data.message}` };
    default:
      return unreachable(event);
  }
}

function assessed(state: OrderState, assessment: EventData<"RiskAssessed">): OrderState {
  if (state.phase !== "requested" && state.phase !== "previewing") {
    throw new Error(`RiskAssessed for order ${assessment.orderRef}, which is ${state.phase}`);
  }
  return { ...state, phase: state.request.purpose === "preview" ? "assessed" : state.phase, assessment };
}

function intended(state: OrderState, placement: EventData<"OrderPlacementIntended">): OrderState {
  if (state.phase !== "requested" && state.phase !== "previewing") {
    throw new Error(`OrderPlacementIntended for order ${placement.orderRef}, which is ${state.phase}`);
  }
  return { ...state, phase: "intended", request: state.request, placement, remaining: placement.quantity };
}

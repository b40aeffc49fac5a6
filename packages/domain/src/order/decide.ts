import { type Decider, unreachable } from "../kernel/decider.ts";
import type { OrderRef } from "../kernel/ids.ts";
import { emit, nothing, type Outcome, refuse } from "../kernel/outcome.ts";
import type { OrderCommand, OrderContext, OrderTerms } from "./commands.ts";
import { cancelOrder, markUnknown, reconcile } from "./decide-outcome.ts";
import {
  beginMarginPreview,
  decidePlacement,
  failMarginPreview,
  reportMarginPreview,
} from "./decide-placement.ts";
import {
  confirmCancelTransmission,
  confirmTransmission,
  failTransmission,
  reportCommission,
  reportError,
  reportExecution,
  reportOpen,
  reportStatus,
} from "./decide-reports.ts";
import type { OrderEvent } from "./events.ts";
import { evolve } from "./evolve.ts";
import { unknownOrder } from "./refusals.ts";
import { INITIAL_ORDER, type OrderState } from "./state.ts";
import { asksForSame, checkTerms, termsRecord } from "./terms.ts";

/** One order: asked for, previewed, judged, intended, sent, and followed to its end. */
export const order: Decider<OrderState, OrderCommand, OrderEvent, OrderContext> = {
  category: "order",
  initial: INITIAL_ORDER,
  decide,
  evolve,
};

function decide(state: OrderState, command: OrderCommand, context: OrderContext): Outcome<OrderEvent> {
  if (command.type === "RequestOrder") return requestOrder(state, command.data, context);
  const { orderRef } = state;
  if (orderRef === null) return refuse(unknownOrder());
  switch (command.type) {
    case "RefuseOrder":
      return refuseOrder(state, orderRef, command.data.refusal);
    case "BeginMarginPreview":
      return beginMarginPreview(state, orderRef, command.data);
    case "ReportMarginPreview":
      return reportMarginPreview(state, orderRef, command.data);
    case "FailMarginPreview":
      return failMarginPreview(state, orderRef, command.data);
    case "DecidePlacement":
      return decidePlacement(state, orderRef, command.data);
    case "ConfirmTransmission":
      return confirmTransmission(state, orderRef, command.data);
    case "FailTransmission":
      return failTransmission(state, orderRef, command.data);
    case "ReportOpen":
      return reportOpen(state, { orderRef, ...command.data });
    case "ReportStatus":
      return reportStatus(state, { orderRef, ...command.data });
    case "ReportError":
      return reportError(state, { orderRef, ...command.data });
    case "ReportExecution":
      return reportExecution(state, { orderRef, ...command.data });
    case "ReportCommission":
      return reportCommission(state, { orderRef, ...command.data });
    case "CancelOrder":
      return cancelOrder(state, orderRef, command.data.reason);
    case "ConfirmCancelTransmission":
      return confirmCancelTransmission(state, orderRef, command.data);
    case "MarkUnknown":
      return markUnknown(state, orderRef, command.data.cause);
    case "Reconcile":
      return reconcile(state, orderRef, command.data);
    default:
      return unreachable(command);
  }
}

/** A reference stands for one set of terms for ever: asked again it is the same order, with others it is refused. */
function requestOrder(state: OrderState, terms: OrderTerms, context: OrderContext): Outcome<OrderEvent> {
  if (state.phase !== "none") return isRepeated(state, terms) ? nothing() : refuse(refReused(terms.orderRef));
  const result = checkTerms(terms, context);
  if (result.kind === "refused") return refuse(result.refusal);
  return emit({ type: "OrderRequested", data: result.request });
}

function isRepeated(state: OrderState, terms: OrderTerms): boolean {
  if (state.request !== null) return asksForSame(terms, state.request);
  const known = state.refusedTerms;
  if (known === null) return false;
  return Object.entries(termsRecord(terms)).every(
    ([name, value]) => name === "requestedBy" || sameTerm(known[name], value),
  );
}

/** A quantity that is no number is kept as null once it was stored. */
function sameTerm(known: unknown, value: unknown): boolean {
  return known === value || (value === null && typeof known === "number" && !Number.isFinite(known));
}

function refReused(orderRef: OrderRef) {
  return {
    code: "order.ref-reused",
    message: `The reference ${orderRef} stands for an order with other terms.`,
    field: "orderRef",
    inputs: { orderRef },
    limit: "one reference, one set of terms",
    remedy: "Use a new reference for new terms.",
  };
}

/** For orders of which nothing has left: from intent on, the broker decides what becomes of them. */
function refuseOrder(
  state: OrderState,
  orderRef: OrderRef,
  refusal: Extract<OrderCommand, { type: "RefuseOrder" }>["data"]["refusal"],
): Outcome<OrderEvent> {
  switch (state.phase) {
    case "requested":
    case "previewing": {
      const { account, symbol, quantity } = state.request;
      return emit({
        type: "OrderRefused",
        data: { orderRef, refusal, terms: { account, symbol, quantity } },
      });
    }
    case "none":
    case "assessed":
    case "refused":
      return nothing();
    case "intended":
    case "transmitted":
    case "working":
    case "cancelPending":
    case "cancelled":
    case "filled":
    case "rejected":
    case "notSent":
    case "unknown":
      return refuse({
        code: "order.already-placed",
        message: "The order was already placed.",
        field: null,
        inputs: { orderRef, phase: state.phase },
        limit: null,
        remedy: "Cancel it instead.",
      });
    default:
      return unreachable(state);
  }
}

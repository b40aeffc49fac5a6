import type { OrderRef } from "../kernel/ids.ts";
import { emit, nothing, type Outcome, refuse } from "../kernel/outcome.ts";
import type { OrderCommand } from "./commands.ts";
import type { ExecutionReport, OrderEvent, OrderOpenReport, OrderStatusReport } from "./events.ts";
import { isNewExecution } from "./executions.ts";
import { notPlaced, wrongPhase } from "./refusals.ts";
import { isLive, isPlaced, type OrderState, type PlacedOrder } from "./state.ts";

type Result = Outcome<OrderEvent>;
type CommandData<Type extends OrderCommand["type"]> = Extract<OrderCommand, { type: Type }>["data"];
type EventData<Type extends OrderEvent["type"]> = Extract<OrderEvent, { type: Type }>["data"];

/** The bytes may be answered before their own confirmation is recorded. */
export function confirmTransmission(
  state: OrderState,
  orderRef: OrderRef,
  { orderId }: CommandData<"ConfirmTransmission">,
): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  if (state.placement.orderId !== orderId) return refuse(otherOrderId(state, orderId));
  if (state.transmitted || !isLive(state)) return nothing();
  return emit({ type: "OrderTransmitted", data: { orderRef, orderId } });
}

/** Only what was never confirmed as sent, and never answered, can be proven not to have left. */
export function failTransmission(
  state: OrderState,
  orderRef: OrderRef,
  data: CommandData<"FailTransmission">,
): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  if (state.phase === "notSent") return nothing();
  if (state.placement.orderId !== data.orderId) return refuse(otherOrderId(state, data.orderId));
  if (state.transmitted || state.acknowledged || !isLive(state)) {
    const message = "The order was sent, or the broker has answered it.";
    return refuse(wrongPhase(state, "already-transmitted", message, "Reconcile it with the broker's books."));
  }
  return emit({ type: "OrderTransmissionFailed", data: { orderRef, ...data } });
}

export function confirmCancelTransmission(
  state: OrderState,
  orderRef: OrderRef,
  { orderId }: CommandData<"ConfirmCancelTransmission">,
): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  if (!state.cancelRequested || state.cancelTransmitted) return nothing();
  return emit({ type: "OrderCancelTransmitted", data: { orderRef, orderId } });
}

export function reportOpen(state: OrderState, report: OrderOpenReport): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  return same(state.lastOpen, report) ? nothing() : emit({ type: "OrderOpenReported", data: report });
}

export function reportStatus(state: OrderState, report: OrderStatusReport): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  return same(state.lastStatus, report) ? nothing() : emit({ type: "OrderStatusReported", data: report });
}

export function reportError(state: OrderState, error: EventData<"OrderErrorReported">): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  return same(state.lastError, error) ? nothing() : emit({ type: "OrderErrorReported", data: error });
}

/** Executions are told again at every reconciliation; a correction replaces what it corrects. */
export function reportExecution(state: OrderState, execution: ExecutionReport): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  if (!isNewExecution(state.executions, execution.execId)) return nothing();
  return emit({ type: "ExecutionReported", data: execution });
}

export function reportCommission(state: OrderState, commission: EventData<"CommissionReported">): Result {
  if (!isPlaced(state)) return refuse(notPlaced(state));
  const known = state.commissions.get(commission.execId) ?? null;
  return same(known, commission) ? nothing() : emit({ type: "CommissionReported", data: commission });
}

function same<Report extends object>(known: Report | null, report: Report): boolean {
  return (
    known !== null && (Object.keys(report) as (keyof Report)[]).every((name) => known[name] === report[name])
  );
}

function otherOrderId(state: PlacedOrder, orderId: number) {
  return {
    ...wrongPhase(
      state,
      "order-id-mismatch",
      "The order was placed under another order id.",
      "Use the placement's own id.",
    ),
    field: "orderId",
    inputs: { orderId, placedUnder: state.placement.orderId },
  };
}

import { unreachable } from "../kernel/decider.ts";
import { type Micros, micros } from "../kernel/money.ts";
import type { BrokerOrderStatus, ExecutionReport, OrderEvent } from "./events.ts";
import { combosExecuted, executionKey, legExecuted } from "./executions.ts";
import type { OrderRecord, OrderState, PlacedOrder } from "./state.ts";
import {
  acknowledges,
  isTerminalPhase,
  type OrderPhase,
  PHASE_TRANSITIONS,
  phaseAfterError,
  phaseAfterStatus,
  type PlacedPhase,
  wasPlaced,
} from "./transitions.ts";

type EventData<Type extends OrderEvent["type"]> = Extract<OrderEvent, { type: Type }>["data"];

/** What can only happen to an order whose placement was intended. */
export type PlacedEvent = Extract<
  OrderEvent,
  {
    type:
      | "OrderTransmitted"
      | "OrderTransmissionFailed"
      | "OrderCancelRequested"
      | "OrderCancelTransmitted"
      | "OrderOutcomeUnknown"
      | "OrderOpenReported"
      | "OrderStatusReported"
      | "OrderErrorReported"
      | "ExecutionReported"
      | "CommissionReported"
      | "OrderReconciled";
  }
>;

export function evolvePlaced(state: PlacedOrder, event: PlacedEvent): OrderState {
  switch (event.type) {
    case "OrderTransmitted":
      return enter(state, state.phase === "intended" ? "transmitted" : state.phase, { transmitted: true });
    case "OrderTransmissionFailed":
      return enter(state, "notSent");
    case "OrderCancelRequested": {
      const cancel = { cancelRequested: true, cancelReason: event.data.reason, cancelTransmitted: false };
      return enter(state, "cancelPending", cancel);
    }
    case "OrderCancelTransmitted":
      return { ...state, cancelTransmitted: true };
    case "OrderOutcomeUnknown":
      return enter(state, "unknown", { unknownCause: event.data.cause });
    case "OrderOpenReported":
      return statusKnown({ ...state, lastOpen: event.data }, event.data.status, event.data.permId);
    case "OrderStatusReported":
      return statusKnown({ ...state, lastStatus: event.data }, event.data.status, event.data.permId);
    case "OrderErrorReported": {
      const phase = phaseAfterError(state.phase, event.data.code, state.acknowledged);
      return enter(state, placedPhase(phase), { lastError: event.data });
    }
    case "ExecutionReported":
      return executed(state, event.data);
    case "CommissionReported":
      return { ...state, commissions: new Map(state.commissions).set(event.data.execId, event.data) };
    case "OrderReconciled":
      return reconciled(state, event.data.outcome);
    default:
      return unreachable(event);
  }
}

/** Every change of phase of a placed order goes through here. What is over has no cancel to wait for. */
function enter(state: PlacedOrder, phase: PlacedPhase, changes: Partial<OrderRecord> = {}): PlacedOrder {
  if (phase !== state.phase && !PHASE_TRANSITIONS[state.phase].includes(phase)) {
    throw new Error(`order ${state.orderRef ?? "?"} cannot go from ${state.phase} to ${phase}`);
  }
  const next: PlacedOrder = { ...state, ...changes, phase };
  return isTerminalPhase(phase) && next.cancelRequested ? { ...next, cancelRequested: false } : next;
}

/** Narrows what `phaseAfter…` gives for a placed order: they lead nowhere else. */
function placedPhase(phase: OrderPhase): PlacedPhase {
  if (!wasPlaced(phase)) throw new Error(`a placed order cannot be ${phase}`);
  return phase;
}

function statusKnown(state: PlacedOrder, status: BrokerOrderStatus, permId: number): OrderState {
  const { phase } = state;
  const acknowledged = state.acknowledged || acknowledges(status);
  const known = withPermId({ ...state, acknowledged }, permId);
  return withFills(enter(known, placedPhase(phaseAfterStatus(phase, status))), phase);
}

/** 0 stands for an id that the broker has not given yet. */
function withPermId(state: PlacedOrder, permId: number): PlacedOrder {
  if (permId === 0 || state.permIds.includes(permId)) return state;
  const permIds = [...state.permIds, permId];
  return { ...state, permIds, duplicatePermIds: permIds.length > 1 };
}

function executed(state: PlacedOrder, execution: ExecutionReport): OrderState {
  const executions = new Map(state.executions).set(executionKey(execution.execId), execution);
  const known = withPermId({ ...state, executions, acknowledged: true }, execution.permId);
  return withFills(enter(known, phaseAfterExecution(state.phase)), state.phase);
}

/** What executes was there to execute. Whether a rest of it still works is another question once it was doubted. */
function phaseAfterExecution(phase: PlacedPhase): PlacedPhase {
  switch (phase) {
    case "intended":
    case "transmitted":
      return "working";
    case "rejected":
    case "notSent":
      return "unknown";
    case "working":
    case "cancelPending":
    case "cancelled":
    case "filled":
    case "unknown":
      return phase;
    default:
      return phase satisfies never;
  }
}

/** Counts fills anew; a full fill ends the order whatever else was under way, a pending cancel and a cancel too. */
function withFills(state: PlacedOrder, phaseBefore: OrderPhase): PlacedOrder {
  const { legs, quantity } = state.placement;
  const byStatus = state.lastOpen?.status === "Filled" ? quantity : (state.lastStatus?.filled ?? 0);
  const filled = Math.max(byStatus, combosExecuted(state.executions, legs));
  const counted: PlacedOrder = {
    ...state,
    filled,
    remaining: Math.max(0, quantity - filled),
    averageFillPrice: averageFillPrice(state, filled),
    executionsOutstanding: legs.some((leg) => legExecuted(state.executions, leg) < filled * leg.ratio),
    filledAfterCancel: state.filledAfterCancel || (phaseBefore === "cancelled" && filled > state.filled),
  };
  return filled >= quantity ? enter(counted, "filled") : counted;
}

function averageFillPrice(state: PlacedOrder, filled: number): Micros | null {
  if (filled === 0) return null;
  if (state.lastStatus !== null && state.lastStatus.filled > 0) return state.lastStatus.averageFillPrice;
  let [quantity, paid] = [0, 0];
  for (const execution of state.executions.values()) {
    if (execution.of !== "combo") continue;
    quantity += execution.quantity;
    paid += execution.quantity * execution.price;
  }
  return quantity === 0 ? null : micros(Math.round(paid / quantity));
}

/**
 * Absent from the broker's books: an order that the broker once had is over (expired or cancelled while we were away);
 * one that it never acknowledged never arrived.
 */
function reconciled(state: PlacedOrder, outcome: EventData<"OrderReconciled">["outcome"]): OrderState {
  switch (outcome) {
    case "open":
      return state.cancelRequested
        ? enter(state, "cancelPending", { acknowledged: true, cancelTransmitted: false })
        : enter(state, "working", { acknowledged: true });
    case "executed":
      return enter(state, state.filled >= state.placement.quantity ? "filled" : "cancelled");
    case "absent":
      return enter(state, state.acknowledged ? "cancelled" : "notSent");
    default:
      return outcome satisfies never;
  }
}

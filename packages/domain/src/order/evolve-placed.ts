import { unreachable } from "../kernel/decider.ts";
import { type Micros, micros } from "../kernel/money.ts";
import type { BrokerOrderStatus, ExecutionReport, OrderEvent } from "./events.ts";
import { combosExecuted, executionKey, legExecuted } from "./executions.ts";
import type { OrderRecord, OrderState, PlacedOrder } from "./state.ts";
import {
  acknowledges,
  endsIncarnation,
  isTerminalPhase,
  type OrderPhase,
  PHASE_TRANSITIONS,
  phaseAfterError,
  phaseAfterStatus,
  type PlacedPhase,
  refusesCancel,
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
    case "OrderErrorReported":
      return errorReported(state, event.data);
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

/** A cancel that was refused is no longer under way: repeating it by itself would get the same answer without end. */
function errorReported(state: PlacedOrder, error: EventData<"OrderErrorReported">): PlacedOrder {
  const phase = placedPhase(phaseAfterError(state.phase, error.code, state.acknowledged));
  const cancelRequested = state.cancelRequested && !refusesCancel(error.code);
  return enter(state, unlessAnotherLives(state, phase), { lastError: error, cancelRequested });
}

function statusKnown(state: PlacedOrder, status: BrokerOrderStatus, permId: number): OrderState {
  const { phase } = state;
  const acknowledged = state.acknowledged || acknowledges(status);
  const known = withLife(withPermId({ ...state, acknowledged }, permId), permId, status);
  const next = isRevived(known, permId, status) ? "unknown" : placedPhase(phaseAfterStatus(phase, status));
  return withFills(enter(known, unlessAnotherLives(known, next)), phase);
}

function withLife(state: PlacedOrder, permId: number, status: BrokerOrderStatus): PlacedOrder {
  if (permId === 0 || !endsIncarnation(status) || state.permIdsOver.includes(permId)) return state;
  return { ...state, permIdsOver: [...state.permIdsOver, permId] };
}

/** Whether the broker has more than one order under the reference, and has not called all of them over. */
function anotherLives({ permIds, permIdsOver }: PlacedOrder): boolean {
  return permIds.length > 1 && permIds.some((permId) => !permIdsOver.includes(permId));
}

/** The end of one of several orders is not the end of the others: which of them live, the broker's books say. */
function unlessAnotherLives(state: PlacedOrder, phase: PlacedPhase): PlacedPhase {
  const isOver = phase === "cancelled" || phase === "rejected";
  return isOver && phase !== state.phase && anotherLives(state) ? "unknown" : phase;
}

/** A sign of life of another order than the one that was filled. */
function isRevived(state: PlacedOrder, permId: number, status: BrokerOrderStatus): boolean {
  const lives = acknowledges(status) && !endsIncarnation(status);
  return state.phase === "filled" && lives && anotherLives(state) && !state.permIdsOver.includes(permId);
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

/**
 * Counts fills anew; a full fill ends the order whatever else was under way, a pending cancel and a cancel too. While
 * the broker has another order under the same reference it only calls for the books.
 */
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
  if (filled < quantity || counted.phase === "filled") return counted;
  if (!anotherLives(counted)) return enter(counted, "filled");
  return state.filled < quantity ? enter(counted, "unknown") : counted;
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
  const over = { permIdsOver: state.permIds };
  switch (outcome) {
    case "open":
      return state.cancelRequested
        ? enter(state, "cancelPending", { acknowledged: true, cancelTransmitted: false })
        : enter(state, "working", { acknowledged: true });
    case "executed":
      return enter(state, state.filled >= state.placement.quantity ? "filled" : "cancelled", over);
    case "absent":
      return enter(state, state.acknowledged ? "cancelled" : "notSent", over);
    default:
      return outcome satisfies never;
  }
}

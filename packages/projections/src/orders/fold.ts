import type {
  BrokerOrderStatus,
  ComboMarketView,
  EpochMs,
  MarginPreview,
  Micros,
  OrderEvent,
  OrderLeg,
  OrderRef,
  Position,
  RecordedEvent,
  Refusal,
  RiskVerdict,
  TimeInForce,
} from "@legbook/domain";
import { combosFilled, type Fill, recordFill } from "../executions/filled.ts";
import { type ViewState, projection } from "../runner/projection.ts";
import { isBeforeIntent, isWorking, type OrderPhase, phaseAfterError, phaseAfterStatus } from "./phase.ts";

type Terms = Readonly<Record<string, string | number | boolean | null>>;

export interface OrderState {
  readonly orderRef: OrderRef;
  position: Position;
  phase: OrderPhase;
  purpose: "preview" | "place";
  /** As asked for; null for what a refused order did not name. */
  account: string | null;
  symbol: string | null;
  legs: readonly OrderLeg[];
  quantity: number;
  width: Micros | null;
  tick: Micros | null;
  timeInForce: TimeInForce | null;
  requestedBy: string;
  requestedAt: EpochMs;
  updatedAt: EpochMs;
  limitPrice: Micros | null;
  orderId: number | null;
  /** Every broker identity seen: more than one alive would be a duplicate order. */
  permIds: number[];
  brokerStatus: BrokerOrderStatus | null;
  whyHeld: string;
  filledReported: number;
  averageFillPriceReported: Micros | null;
  readonly fills: Map<string, Fill>;
  margin: MarginPreview | null;
  marginFailure: string | null;
  assessment: {
    readonly passed: boolean;
    readonly verdicts: readonly RiskVerdict[];
    readonly quotes: ComboMarketView;
  } | null;
  refusal: Refusal | null;
  /** Terms of an order that was refused before it was well formed. */
  refusedTerms: Terms | null;
  error: { readonly code: number; readonly message: string } | null;
  cancelReason: string | null;
  unknownCause: "restart" | "connectionLost" | "acknowledgementOverdue" | null;
  reconciled: { readonly outcome: "open" | "executed" | "absent"; readonly evidence: string } | null;
  transmissionFailure: string | null;
}

/** Every order that was asked for, and where it stands. */
export interface OrdersState extends ViewState {
  readonly orders: Map<OrderRef, OrderState>;
  /** Those meant to be placed, in the order of their first event. */
  readonly placed: OrderRef[];
  /** Those of `placed` that are at the broker, or possibly so. */
  readonly working: Set<OrderRef>;
}

function blank(orderRef: OrderRef, record: RecordedEvent): OrderState {
  return {
    orderRef,
    position: record.position,
    phase: "requested",
    purpose: "place",
    account: null,
    symbol: null,
    legs: [],
    quantity: 0,
    width: null,
    tick: null,
    timeInForce: null,
    requestedBy: record.metadata.actor,
    requestedAt: record.metadata.occurredAt,
    updatedAt: record.metadata.occurredAt,
    limitPrice: null,
    orderId: null,
    permIds: [],
    brokerStatus: null,
    whyHeld: "",
    filledReported: 0,
    averageFillPriceReported: null,
    fills: new Map(),
    margin: null,
    marginFailure: null,
    assessment: null,
    refusal: null,
    refusedTerms: null,
    error: null,
    cancelReason: null,
    unknownCause: null,
    reconciled: null,
    transmissionFailure: null,
  };
}

function create(state: OrdersState, order: OrderState): void {
  state.orders.set(order.orderRef, order);
  if (order.purpose === "place") state.placed.push(order.orderRef);
}

function change(
  state: OrdersState,
  orderRef: OrderRef,
  record: RecordedEvent,
  apply: (order: OrderState) => OrderPhase,
): boolean {
  const order = state.orders.get(orderRef);
  if (order === undefined) throw new Error(`${record.event.type} of ${orderRef}, which was never requested`);
  order.phase = apply(order);
  order.position = record.position;
  order.updatedAt = record.metadata.occurredAt;
  if (order.purpose === "place" && isWorking(order.phase)) state.working.add(orderRef);
  else state.working.delete(orderRef);
  return true;
}

/** Filled when the executions add up to it, whatever else was said. */
function phaseAfterFill(order: OrderState): OrderPhase {
  if (combosFilled(order, order.legs) >= order.quantity && order.quantity > 0) return "filled";
  return order.phase === "unknown" || order.phase === "intended" || order.phase === "transmitted"
    ? "working"
    : order.phase;
}

function seenPermId(order: OrderState, permId: number): void {
  if (permId !== 0 && !order.permIds.includes(permId)) order.permIds.push(permId);
}

function text(terms: Terms, name: string): string | null {
  const value = terms[name];
  return typeof value === "string" ? value : null;
}

function refusedOrder(orderRef: OrderRef, refusal: Refusal, terms: Terms, record: RecordedEvent): OrderState {
  const quantity = terms["quantity"];
  return {
    ...blank(orderRef, record),
    phase: "refused",
    purpose: terms["purpose"] === "preview" ? "preview" : "place",
    account: text(terms, "account"),
    symbol: text(terms, "symbol"),
    quantity: typeof quantity === "number" && Number.isFinite(quantity) ? quantity : 0,
    refusal,
    refusedTerms: terms,
  };
}

export const orders = projection<OrdersState, OrderEvent>({
  name: "orders",
  version: 1,
  init: () => ({ position: null, orders: new Map(), placed: [], working: new Set() }),
  on: {
    OrderRequested(state, request, record) {
      if (state.orders.has(request.orderRef)) throw new Error(`${request.orderRef} was requested twice`);
      const { orderRef, purpose, account, symbol, legs, quantity, width, tick, timeInForce } = request;
      const limitPrice = request.price.kind === "limit" ? request.price.price : null;
      create(state, {
        ...blank(orderRef, record),
        purpose,
        account,
        symbol,
        legs,
        quantity,
        width,
        tick,
        timeInForce,
        limitPrice,
        requestedBy: request.requestedBy,
      });
      return true;
    },
    OrderRefused(state, { orderRef, refusal, terms }, record) {
      if (!state.orders.has(orderRef)) {
        create(state, refusedOrder(orderRef, refusal, terms, record));
        return true;
      }
      return change(state, orderRef, record, (order) => {
        order.refusal = refusal;
        return isBeforeIntent(order.phase) ? "refused" : order.phase;
      });
    },
    MarginPreviewRequested: (state, { orderRef, limitPrice }, record) =>
      change(state, orderRef, record, (order) => {
        order.limitPrice = limitPrice;
        return "previewing";
      }),
    MarginPreviewReported: (state, { orderRef, margin }, record) =>
      change(state, orderRef, record, (order) => {
        order.margin = margin;
        order.marginFailure = null;
        return order.phase;
      }),
    MarginPreviewFailed: (state, { orderRef, code, message }, record) =>
      change(state, orderRef, record, (order) => {
        order.marginFailure = code === null ? message : `${message} (${code})`;
        return order.phase;
      }),
    RiskAssessed: (state, { orderRef, passed, verdicts, quotes, limitPrice }, record) =>
      change(state, orderRef, record, (order) => {
        order.assessment = { passed, verdicts, quotes };
        order.limitPrice = limitPrice;
        return "assessed";
      }),
    OrderPlacementIntended: (state, { orderRef, orderId, legs, quantity, limitPrice }, record) =>
      change(state, orderRef, record, (order) => {
        Object.assign(order, { orderId, legs, quantity, limitPrice });
        return "intended";
      }),
    OrderTransmitted: (state, { orderRef }, record) =>
      change(state, orderRef, record, ({ phase }) => (phase === "intended" ? "transmitted" : phase)),
    OrderTransmissionFailed: (state, { orderRef, message }, record) =>
      change(state, orderRef, record, (order) => {
        order.transmissionFailure = message;
        return "notSent";
      }),
    OrderOpenReported: (state, { orderRef, orderId, permId, status }, record) =>
      change(state, orderRef, record, (order) => {
        order.orderId = orderId;
        order.brokerStatus = status;
        seenPermId(order, permId);
        return phaseAfterStatus(order.phase, status);
      }),
    OrderStatusReported: (state, report, record) =>
      change(state, report.orderRef, record, (order) => {
        order.brokerStatus = report.status;
        order.whyHeld = report.whyHeld;
        // Statuses repeat, and an old one may come late: a fill never shrinks.
        if (report.filled >= order.filledReported && report.filled > 0) {
          order.filledReported = report.filled;
          order.averageFillPriceReported = report.averageFillPrice;
        }
        seenPermId(order, report.permId);
        return phaseAfterStatus(order.phase, report.status);
      }),
    OrderErrorReported: (state, { orderRef, code, message }, record) =>
      change(state, orderRef, record, (order) => {
        order.error = { code, message };
        return phaseAfterError(order.phase, code);
      }),
    ExecutionReported: (state, report, record) =>
      change(state, report.orderRef, record, (order) => {
        recordFill(order, report);
        seenPermId(order, report.permId);
        return phaseAfterFill(order);
      }),
    CommissionReported: (state, { orderRef }, record) =>
      change(state, orderRef, record, ({ phase }) => phase),
    OrderCancelRequested: (state, { orderRef, reason }, record) =>
      change(state, orderRef, record, (order) => {
        order.cancelReason = reason;
        return isWorking(order.phase) ? "cancelPending" : order.phase;
      }),
    OrderCancelTransmitted: (state, { orderRef }, record) =>
      change(state, orderRef, record, ({ phase }) => phase),
    OrderOutcomeUnknown: (state, { orderRef, cause }, record) =>
      change(state, orderRef, record, (order) => {
        order.unknownCause = cause;
        return isWorking(order.phase) ? "unknown" : order.phase;
      }),
    OrderReconciled: (state, { orderRef, outcome, evidence }, record) =>
      change(state, orderRef, record, (order) => {
        order.reconciled = { outcome, evidence };
        if (order.phase !== "unknown") return order.phase;
        if (outcome === "absent") return "notSent";
        return outcome === "open" ? "working" : "filled";
      }),
  },
});

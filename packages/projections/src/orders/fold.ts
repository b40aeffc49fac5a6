import {
  type BrokerOrderStatus,
  type EpochMs,
  isLive,
  type Micros,
  order as orderAggregate,
  type OrderEvent,
  type OrderRef,
  type OrderState,
  type Position,
  type RecordedEvent,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

/**
 * An order as the aggregate that decides about it folds it, so that the screen never shows another phase than the
 * engine acts on, and what only people want to know.
 */
export interface OrderEntry {
  readonly orderRef: OrderRef;
  state: OrderState;
  readonly purpose: "preview" | "place";
  readonly requestedAt: EpochMs;
  readonly requestedBy: string;
  updatedAt: EpochMs;
  position: Position;
  brokerStatus: BrokerOrderStatus | null;
  transmissionFailure: string | null;
  /** What the broker's books said when the order was last reconciled. */
  evidence: string | null;
}

/** Every order that was asked for, and where it stands. */
export interface OrdersState extends ViewState {
  readonly orders: Map<OrderRef, OrderEntry>;
  /** Those meant to be placed, in the order of their first event. */
  readonly placed: OrderRef[];
  /** Those that the broker may still execute. */
  readonly working: Set<OrderRef>;
}

function begin(
  state: OrdersState,
  orderState: OrderState,
  orderRef: OrderRef,
  record: RecordedEvent,
): OrderEntry {
  const purpose = orderState.request?.purpose ?? orderState.refusedTerms?.["purpose"];
  const requestedBy = orderState.request?.requestedBy ?? orderState.refusedTerms?.["requestedBy"];
  const entry: OrderEntry = {
    orderRef,
    state: orderState,
    purpose: purpose === "preview" ? "preview" : "place",
    requestedAt: record.metadata.occurredAt,
    requestedBy: typeof requestedBy === "string" ? requestedBy : record.metadata.actor,
    updatedAt: record.metadata.occurredAt,
    position: record.position,
    brokerStatus: null,
    transmissionFailure: null,
    evidence: null,
  };
  state.orders.set(orderRef, entry);
  if (entry.purpose === "place") state.placed.push(orderRef);
  return entry;
}

function follow(
  state: OrdersState,
  { orderRef }: { readonly orderRef: OrderRef },
  record: RecordedEvent,
): OrderEntry {
  const known = state.orders.get(orderRef);
  const evolved = orderAggregate.evolve(known?.state ?? orderAggregate.initial, record.event as OrderEvent);
  const entry = known ?? begin(state, evolved, orderRef, record);
  entry.state = evolved;
  entry.position = record.position;
  entry.updatedAt = record.metadata.occurredAt;
  if (isLive(evolved)) state.working.add(orderRef);
  else state.working.delete(orderRef);
  return entry;
}

function followed(state: OrdersState, data: { readonly orderRef: OrderRef }, record: RecordedEvent): boolean {
  follow(state, data, record);
  return true;
}

export const orders = projection<OrdersState, OrderEvent>({
  name: "orders",
  // Also to be raised when the order aggregate's state or evolution changes: checkpoints hold it.
  version: 2,
  init: () => ({ position: null, orders: new Map(), placed: [], working: new Set() }),
  on: {
    OrderRequested: followed,
    OrderRefused: followed,
    MarginPreviewRequested: followed,
    MarginPreviewReported: followed,
    MarginPreviewFailed: followed,
    RiskAssessed: followed,
    OrderPlacementIntended: followed,
    OrderTransmitted: followed,
    OrderTransmissionFailed(state, data, record) {
      follow(state, data, record).transmissionFailure = data.message;
      return true;
    },
    OrderOpenReported(state, data, record) {
      follow(state, data, record).brokerStatus = data.status;
      return true;
    },
    OrderStatusReported(state, data, record) {
      follow(state, data, record).brokerStatus = data.status;
      return true;
    },
    OrderErrorReported: followed,
    ExecutionReported: followed,
    CommissionReported: followed,
    OrderCancelRequested: followed,
    OrderCancelTransmitted: followed,
    OrderOutcomeUnknown: followed,
    OrderReconciled(state, data, record) {
      follow(state, data, record).evidence = data.evidence;
      return true;
    },
  },
});

/** The signed limit price of an order as far as it is decided; null before. */
export function limitPriceOf({ placement, assessment, previewPrice, request }: OrderState): Micros | null {
  const asked = request?.price.kind === "limit" ? request.price.price : null;
  return placement?.limitPrice ?? assessment?.limitPrice ?? previewPrice ?? asked;
}

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
  Shelf,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

/**
 * An order as the aggregate that decides about it folds it, so that the screen never shows another phase than the
 * engine acts on, and what only people want to know.
 */
export interface OrderEntry {
  readonly orderRef: OrderRef;
  readonly state: OrderState;
  readonly purpose: "preview" | "place";
  readonly requestedAt: EpochMs;
  readonly requestedBy: string;
  readonly updatedAt: EpochMs;
  readonly position: Position;
  readonly brokerStatus: BrokerOrderStatus | null;
  readonly transmissionFailure: string | null;
  /** What the broker's books said when the order was last reconciled. */
  readonly evidence: string | null;
}

/** Every order that was asked for, and where it stands. */
export interface OrdersState extends ViewState {
  readonly orders: Shelf<OrderRef, OrderEntry>;
  /** Those meant to be placed, by their place in the order of their first event. */
  readonly placed: Shelf<number, OrderRef>;
  placedCount: number;
  /** Those that the broker may still execute. */
  readonly working: Set<OrderRef>;
}

function begun(orderState: OrderState, orderRef: OrderRef, record: RecordedEvent): OrderEntry {
  const purpose = orderState.request?.purpose ?? orderState.refusedTerms?.["purpose"];
  const requestedBy = orderState.request?.requestedBy ?? orderState.refusedTerms?.["requestedBy"];
  return {
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
}

type Besides = Partial<Pick<OrderEntry, "brokerStatus" | "transmissionFailure" | "evidence">>;

function follow(
  state: OrdersState,
  { orderRef }: { readonly orderRef: OrderRef },
  record: RecordedEvent,
  besides: Besides = {},
): true {
  const known = state.orders.get(orderRef);
  const evolved = orderAggregate.evolve(known?.state ?? orderAggregate.initial, record.event as OrderEvent);
  const entry = known ?? begun(evolved, orderRef, record);
  if (known === undefined && entry.purpose === "place") {
    state.placed.set(state.placedCount, orderRef);
    state.placedCount += 1;
  }
  const updatedAt = record.metadata.occurredAt;
  state.orders.set(orderRef, { ...entry, state: evolved, position: record.position, updatedAt, ...besides });
  if (isLive(evolved)) state.working.add(orderRef);
  else state.working.delete(orderRef);
  return true;
}

function followed(state: OrdersState, data: { readonly orderRef: OrderRef }, record: RecordedEvent): boolean {
  return follow(state, data, record);
}

export const orders = projection<OrdersState, OrderEvent>({
  name: "orders",
  // Also to be raised when the order aggregate's state or evolution changes: checkpoints hold it.
  version: 3,
  init: () => ({
    position: null,
    orders: new Shelf(),
    placed: new Shelf(),
    placedCount: 0,
    working: new Set(),
  }),
  on: {
    OrderRequested: followed,
    OrderRefused: followed,
    MarginPreviewRequested: followed,
    MarginPreviewReported: followed,
    MarginPreviewFailed: followed,
    RiskAssessed: followed,
    OrderPlacementIntended: followed,
    OrderTransmitted: followed,
    OrderTransmissionFailed: (state, data, record) =>
      follow(state, data, record, { transmissionFailure: data.message }),
    OrderOpenReported: (state, data, record) => follow(state, data, record, { brokerStatus: data.status }),
    OrderStatusReported: (state, data, record) => follow(state, data, record, { brokerStatus: data.status }),
    OrderErrorReported: followed,
    ExecutionReported: followed,
    CommissionReported: followed,
    OrderCancelRequested: followed,
    OrderCancelTransmitted: followed,
    OrderOutcomeUnknown: followed,
    OrderReconciled: (state, data, record) => follow(state, data, record, { evidence: data.evidence }),
  },
});

/** The signed limit price of an order as far as it is decided; null before. */
export function limitPriceOf({ placement, assessment, previewPrice, request }: OrderState): Micros | null {
  const asked = request?.price.kind === "limit" ? request.price.price : null;
  return placement?.limitPrice ?? assessment?.limitPrice ?? previewPrice ?? asked;
}

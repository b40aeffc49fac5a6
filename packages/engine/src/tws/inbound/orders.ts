import { type Contract, EventName, type IBApi, type Order, type OrderState } from "@stoqey/ib";
import { type BrokerOrderStatus, type MarginPreview, micros, parseOrderRef } from "@legbook/domain";
import { type Listening, reading } from "./listening.ts";
import { amount, amountOrNull, double, integer, text } from "./values.ts";

const STATUSES: ReadonlySet<string> = new Set<BrokerOrderStatus>([
  "ApiPending",
  "PendingSubmit",
  "PendingCancel",
  "PreSubmitted",
  "Submitted",
  "ApiCancelled",
  "Cancelled",
  "Filled",
  "Inactive",
  "Unknown",
]);

const NO_FILL = micros(0);

export function listenOrders(api: IBApi, listening: Listening): void {
  api.on(
    EventName.openOrder,
    reading(
      listening,
      "openOrder",
      (orderId: number, contract: Contract, order: Order, state: OrderState) => {
        if (order.whatIf === true || listening.memory.previewOrderIds.has(orderId)) {
          listening.report({ kind: "marginPreview", orderId, margin: readMargin(state) });
        } else reportOpenOrder(listening, orderId, contract, order, state);
      },
    ),
  );
  api.on(
    EventName.openOrderEnd,
    reading(listening, "openOrderEnd", () => listening.report({ kind: "openOrdersEnd" })),
  );
  api.on(EventName.orderStatus, reading(listening, "orderStatus", readStatus(listening)));
}

function reportOpenOrder(
  listening: Listening,
  orderId: number,
  contract: Contract,
  order: Order,
  state: OrderState,
): void {
  listening.report({
    kind: "openOrder",
    order: {
      orderRef: parseOrderRef(order.orderRef ?? ""),
      orderId,
      permId: integer(order.permId, "permId"),
      clientId: integer(order.clientId, "clientId"),
      account: text(order.account, "account"),
      symbol: text(contract.symbol, "symbol"),
      status: statusWord(listening, state.status, orderId),
      quantity: double(order.totalQuantity, "totalQuantity"),
      limitPrice: amountOrNull(order.lmtPrice, "limitPrice"),
    },
  });
}

function readStatus(listening: Listening) {
  return (
    orderId: number,
    status: string,
    filled: number | undefined,
    remaining: number | undefined,
    averageFillPrice: number | undefined,
    permId?: number,
    _parentId?: number,
    _lastFillPrice?: number,
    clientId?: number,
    whyHeld?: string,
  ): void => {
    const done = double(filled, "filled");
    listening.report({
      kind: "orderStatus",
      status: {
        orderId,
        permId: integer(permId, "permId"),
        clientId: integer(clientId, "clientId"),
        status: statusWord(listening, status, orderId),
        filled: done,
        remaining: double(remaining, "remaining"),
        // The gateway's own word for the price of no fill is zero; after its restart it may be unset.
        averageFillPrice: done === 0 ? NO_FILL : amount(averageFillPrice, "averageFillPrice"),
        whyHeld: whyHeld ?? "",
      },
    });
  };
}

/** A word that is new to us must not cost the fill that comes with it: the status is unknown, and that is said. */
function statusWord(listening: Listening, word: string, orderId: number): BrokerOrderStatus {
  if (STATUSES.has(word)) return word as BrokerOrderStatus;
  listening.unreadable(`order status ${JSON.stringify(word)} is not a known one`, orderId);
  return "Unknown";
}

function readMargin(state: OrderState): MarginPreview {
  return {
    initialBefore: amountOrNull(state.initMarginBefore, "initialMarginBefore"),
    initialAfter: amountOrNull(state.initMarginAfter, "initialMarginAfter"),
    maintenanceBefore: amountOrNull(state.maintMarginBefore, "maintenanceMarginBefore"),
    maintenanceAfter: amountOrNull(state.maintMarginAfter, "maintenanceMarginAfter"),
    equityBefore: amountOrNull(state.equityWithLoanBefore, "equityBefore"),
    equityAfter: amountOrNull(state.equityWithLoanAfter, "equityAfter"),
    commission: amountOrNull(state.commission, "commission"),
    commissionMax: amountOrNull(state.maxCommission, "commissionMax"),
    warning: state.warningText ?? "",
  };
}

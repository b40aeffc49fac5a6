import { type Micros } from "../kernel/money.ts";
import type { OrderTerms } from "../order/commands.ts";
import type {
  BrokerOrderStatus,
  ExecutionReport,
  OrderEvent,
  OrderOpenReport,
  OrderRequest,
  OrderStatusReport,
} from "../order/events.ts";
import { assessOrder } from "../risk/assess.ts";
import { DEFAULT_RISK_LIMITS } from "../risk/state.ts";
import { marginPreview, market, money, ref, riskInputs, TEN_O_CLOCK, verticalLegs } from "./fixtures.ts";

/** Order `lb-1`: two 745/750 call verticals at a debit of 2.05, placed under order id 21, permanent id 900. */
export const ORDER_REF = ref("lb-1");
export const ORDER_ID = 21;
export const PERM_ID = 900;
export const LEGS = verticalLegs("call", 745, 750);
export const PASSING = assessOrder(riskInputs(), DEFAULT_RISK_LIMITS);

export function orderTerms(changes: Partial<OrderTerms> = {}): OrderTerms {
  return {
    orderRef: ORDER_REF,
    purpose: "place",
    account: "DU1",
    symbol: "GOOG",
    expiry: "2016-01-15",
    right: "call",
    longStrike: "745",
    shortStrike: "750",
    quantity: 2,
    price: { kind: "limit", price: "2.05" },
    timeInForce: "day",
    requestedBy: "user:ada",
    ...changes,
  };
}

export function requested(changes: Partial<OrderRequest> = {}): OrderEvent {
  return {
    type: "OrderRequested",
    data: {
      orderRef: ORDER_REF,
      purpose: "place",
      account: "DU1",
      symbol: "GOOG",
      strategy: "vertical",
      legs: LEGS,
      quantity: 2,
      price: { kind: "limit", price: money(2.05) },
      timeInForce: "day",
      width: money(5),
      tick: money(0.05),
      requestedBy: "user:ada",
      ...changes,
    },
  };
}

export const previewRequested: OrderEvent = {
  type: "MarginPreviewRequested",
  data: { orderRef: ORDER_REF, orderId: 11, limitPrice: money(2.05), deadlineMs: 3_000 },
};

export const previewReported: OrderEvent = {
  type: "MarginPreviewReported",
  data: { orderRef: ORDER_REF, orderId: 11, margin: marginPreview() },
};

export const assessed: OrderEvent = {
  type: "RiskAssessed",
  data: {
    orderRef: ORDER_REF,
    ...PASSING,
    limits: DEFAULT_RISK_LIMITS,
    limitPrice: money(2.05),
    quotes: market(LEGS),
  },
};

export const intended: OrderEvent = {
  type: "OrderPlacementIntended",
  data: {
    orderRef: ORDER_REF,
    orderId: ORDER_ID,
    account: "DU1",
    symbol: "GOOG",
    legs: LEGS,
    quantity: 2,
    limitPrice: money(2.05),
    timeInForce: "day",
  },
};

export const transmitted: OrderEvent = {
  type: "OrderTransmitted",
  data: { orderRef: ORDER_REF, orderId: ORDER_ID },
};
export const cancelRequested: OrderEvent = {
  type: "OrderCancelRequested",
  data: { orderRef: ORDER_REF, orderId: ORDER_ID, reason: "changed my mind" },
};
export const cancelTransmitted: OrderEvent = {
  type: "OrderCancelTransmitted",
  data: { orderRef: ORDER_REF, orderId: ORDER_ID },
};
export const unknown: OrderEvent = {
  type: "OrderOutcomeUnknown",
  data: { orderRef: ORDER_REF, cause: "connectionLost" },
};

export function openReport(
  status: BrokerOrderStatus,
  changes: Partial<OrderOpenReport> = {},
): OrderOpenReport {
  return {
    orderRef: ORDER_REF,
    orderId: ORDER_ID,
    permId: PERM_ID,
    clientId: 1,
    account: "DU1",
    status,
    quantity: 2,
    limitPrice: money(2.05),
    ...changes,
  };
}

export function statusReport(
  status: BrokerOrderStatus,
  filled = 0,
  changes: Partial<OrderStatusReport> = {},
): OrderStatusReport {
  return {
    orderRef: ORDER_REF,
    orderId: ORDER_ID,
    permId: PERM_ID,
    status,
    filled,
    remaining: 2 - filled,
    averageFillPrice: money(filled > 0 ? 2.05 : 0),
    whyHeld: "",
    ...changes,
  };
}

export function open(status: BrokerOrderStatus, changes: Partial<OrderOpenReport> = {}): OrderEvent {
  return { type: "OrderOpenReported", data: openReport(status, changes) };
}

export function status(
  word: BrokerOrderStatus,
  filled = 0,
  changes: Partial<OrderStatusReport> = {},
): OrderEvent {
  return { type: "OrderStatusReported", data: statusReport(word, filled, changes) };
}

/** `suffix` is the end of the execution id: its number and its revision. */
export function execution(
  of: "combo" | "long" | "short",
  suffix: string,
  quantity: number,
  price: Micros = money(2.05),
): ExecutionReport {
  const leg = of === "long" ? LEGS[0] : LEGS[1];
  return {
    orderRef: ORDER_REF,
    execId: `0000e0d5.67fe667b.${suffix}`,
    orderId: ORDER_ID,
    permId: PERM_ID,
    account: "DU1",
    conId: of === "combo" || leg === undefined ? 28_812_380 : leg.contract.conId,
    symbol: "GOOG",
    of: of === "combo" ? "combo" : "leg",
    side: of === "short" ? "sell" : "buy",
    quantity,
    price,
    executedAt: TEN_O_CLOCK,
  };
}

export function executed(...report: Parameters<typeof execution>): OrderEvent {
  return { type: "ExecutionReported", data: execution(...report) };
}

export const placed: readonly OrderEvent[] = [
  requested(),
  previewRequested,
  previewReported,
  assessed,
  intended,
];
export const working: readonly OrderEvent[] = [
  ...placed,
  transmitted,
  open("PreSubmitted"),
  status("Submitted"),
];

import {
  type AccountSummary,
  type BrokerOrderStatus,
  type Contract,
  type DomainEvent,
  type EpochMs,
  type ExecutionReport,
  type MarginPreview,
  micros,
  type OrderPlacement,
  type OrderRef,
  type OrderRequest,
  type OrderStatusReport,
  parseOrderRef,
  type RiskLimits,
  type RiskVerdict,
  TICK_KINDS,
  type TickName,
} from "@legbook/domain";
import { PUT_740, PUT_745, units, verticalLegs } from "./contracts.ts";
import { TEN_O_CLOCK } from "./given.ts";

export const ACCOUNT = "DU1";

export function orderRef(text: string): OrderRef {
  const ref = parseOrderRef(text);
  if (ref === null) throw new RangeError(`not an order reference: ${text}`);
  return ref;
}

/** Sells one 740/745 put vertical at a credit of 1.35, unless told otherwise. */
export function orderRequested(ref: string, request: Partial<OrderRequest> = {}): DomainEvent {
  return {
    type: "OrderRequested",
    data: {
      orderRef: orderRef(ref),
      purpose: "place",
      account: ACCOUNT,
      symbol: "GOOG",
      strategy: "vertical",
      legs: verticalLegs(PUT_740, PUT_745),
      quantity: 1,
      price: { kind: "limit", price: units(-1.35) },
      timeInForce: "day",
      width: units(5),
      tick: micros(50_000),
      requestedBy: "user:ann",
      ...request,
    },
  };
}

export function placementIntended(ref: string, placement: Partial<OrderPlacement> = {}): DomainEvent {
  return {
    type: "OrderPlacementIntended",
    data: {
      orderRef: orderRef(ref),
      orderId: 7,
      account: ACCOUNT,
      symbol: "GOOG",
      legs: verticalLegs(PUT_740, PUT_745),
      quantity: 1,
      limitPrice: units(-1.35),
      timeInForce: "day",
      ...placement,
    },
  };
}

/** Asked for and meant to be sent. */
export function placed(
  ref: string,
  terms: Partial<Pick<OrderRequest, "legs" | "quantity">> = {},
): DomainEvent[] {
  return [orderRequested(ref, terms), placementIntended(ref, terms)];
}

export function transmitted(ref: string): DomainEvent {
  return { type: "OrderTransmitted", data: { orderRef: orderRef(ref), orderId: 7 } };
}

export function statusReported(
  ref: string,
  status: BrokerOrderStatus,
  report: Partial<OrderStatusReport> = {},
): DomainEvent {
  return {
    type: "OrderStatusReported",
    data: {
      orderRef: orderRef(ref),
      orderId: 7,
      permId: 9001,
      status,
      filled: 0,
      remaining: 1,
      averageFillPrice: micros(0),
      whyHeld: "",
      ...report,
    },
  };
}

/** A purchase of one PUT_740 at 3.00, as a leg, unless told otherwise. */
export function execution(ref: string, execId: string, report: Partial<ExecutionReport> = {}): DomainEvent {
  return {
    type: "ExecutionReported",
    data: {
      orderRef: orderRef(ref),
      execId,
      orderId: 7,
      permId: 9001,
      account: ACCOUNT,
      conId: PUT_740.conId,
      symbol: "GOOG",
      of: "leg",
      side: "buy",
      quantity: 1,
      price: units(3),
      executedAt: TEN_O_CLOCK,
      ...report,
    },
  };
}

/** Both legs of one 740/745 put credit vertical: buys the 740 at 3.00, sells the 745 at 4.35. */
export function legFills(ref: string, id: string, quantity = 1): DomainEvent[] {
  return [
    execution(ref, `${id}.a.01.01`, { quantity }),
    execution(ref, `${id}.b.01.01`, { conId: PUT_745.conId, side: "sell", quantity, price: units(4.35) }),
  ];
}

export function commission(ref: string, execId: string, amount = 0.7, currency = "USD"): DomainEvent {
  return {
    type: "CommissionReported",
    data: { orderRef: orderRef(ref), execId, commission: units(amount), currency, realisedProfit: null },
  };
}

export function positionReported(
  contract: Contract,
  quantity: number,
  averageCost: number | null,
): DomainEvent {
  return {
    type: "PositionReported",
    data: {
      account: ACCOUNT,
      contract,
      quantity,
      averageCost: averageCost === null ? null : units(averageCost),
    },
  };
}

export function summaryReported(summary: Partial<AccountSummary> = {}): DomainEvent {
  return {
    type: "AccountSummaryReported",
    data: {
      account: ACCOUNT,
      currency: "USD",
      netLiquidation: units(100_000),
      totalCash: units(100_000),
      buyingPower: units(50_000),
      availableFunds: units(50_000),
      initialMargin: units(0),
      maintenanceMargin: units(0),
      ...summary,
    },
  };
}

/** The gateway synchronised: what the broker holds by now is the baseline of our own books. */
export const SYNCHRONISED: readonly DomainEvent[] = [
  { type: "ManagedAccountsReported", data: { accounts: [ACCOUNT] } },
  { type: "SynchronisationCompleted", data: { serverVersion: 193 } },
];

/** Ticks of one contract at one time; prices and greeks as plain numbers of their unit. */
export function ticks(
  conId: number,
  values: Partial<Readonly<Record<TickName, number | "none">>>,
  at: EpochMs = TEN_O_CLOCK,
): DomainEvent {
  const names = Object.keys(values) as TickName[];
  const inMicros = new Set<TickName>(["bid", "ask", "last", "close"]);
  return {
    type: "TicksRecorded",
    data: {
      baseTime: at,
      conIds: names.map(() => conId),
      kinds: names.map((name) => TICK_KINDS[name]),
      values: names.map((name) => {
        const value = values[name] ?? 0;
        if (value === "none") return -1;
        return inMicros.has(name) ? units(value) : value;
      }),
      offsetsMs: names.map(() => 0),
    },
  };
}

export const LIMITS: RiskLimits = {
  positionContractsMax: 10,
  dailyLossMax: units(1000),
  orderValueMax: units(10_000),
  orderContractsMax: 5,
  buyingPowerMin: units(5000),
  volatilityMax: 1,
  quoteAgeMaxMs: 5000,
  priceCollarShare: 0.2,
  duplicateWindowMs: 2000,
};

export const MARGIN: MarginPreview = {
  initialBefore: units(0),
  initialAfter: units(500),
  maintenanceBefore: units(0),
  maintenanceAfter: units(500),
  equityBefore: units(100_000),
  equityAfter: units(100_000),
  commission: units(1.4),
  commissionMax: units(2),
  warning: "",
};

export function verdict(rule: RiskVerdict["rule"], result: RiskVerdict["verdict"] = "pass"): RiskVerdict {
  const remedy = result === "pass" ? null : "Wait.";
  return { rule, verdict: result, inputs: {}, limit: "none", reason: "Tested.", remedy };
}

export function riskAssessed(ref: string, verdicts: readonly RiskVerdict[]): DomainEvent {
  return {
    type: "RiskAssessed",
    data: {
      orderRef: orderRef(ref),
      passed: verdicts.every(({ verdict }) => verdict === "pass"),
      verdicts,
      limits: LIMITS,
      limitPrice: units(-1.35),
      quotes: { legs: [], bid: null, ask: null, underlying: null, at: TEN_O_CLOCK },
    },
  };
}

import fc from "fast-check";
import type { GatewayConnectionCommand } from "../gateway-connection/commands.ts";
import type { EpochMs } from "../kernel/time.ts";
import { type Micros, micros } from "../kernel/money.ts";
import type { OrderCommand } from "../order/commands.ts";
import type { BrokerOrderStatus } from "../order/events.ts";
import { type RiskAssessment, assessOrder } from "../risk/assess.ts";
import type { RiskCommand } from "../risk/commands.ts";
import type { RiskInputs } from "../risk/inputs.ts";
import { DEFAULT_RISK_LIMITS } from "../risk/state.ts";
import type { SubscriptionLinesCommand } from "../subscription-lines/commands.ts";
import {
  marginPreview,
  market,
  money,
  ref,
  riskInputs,
  stock,
  TEN_O_CLOCK,
  unsetMargin,
  verticalLegs,
} from "./fixtures.ts";

/** Amounts to a million units either way. */
export function microsArbitrary(): fc.Arbitrary<Micros> {
  return fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }).map(micros);
}

/** A value, none, or what is not a number. */
function doubtful<Value extends number>(value: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> {
  return fc.oneof({ weight: 6, arbitrary: value }, fc.constant(null), fc.constant(Number.NaN as Value));
}

/** Risk inputs of which any may be missing, absurd or fine. */
export function riskInputsArbitrary(): fc.Arbitrary<RiskInputs> {
  const price = doubtful(fc.integer({ min: -120, max: 120 }).map((ticks) => money(ticks * 0.05)));
  const quotes = fc
    .record({
      bid: price,
      ask: price,
      at: doubtful(fc.integer({ min: -5_000, max: 90_000 })),
      volatility: doubtful(fc.double({ min: 0, max: 3 })),
    })
    .map(({ bid, ask, at, volatility }) => {
      const view = market(verticalLegs("call", 745, 750), { bid, ask });
      const quotedAt = at === null ? null : ((TEN_O_CLOCK - at) as EpochMs);
      return {
        ...view,
        legs: view.legs.map(({ conId }) => ({ conId, bid, ask, delta: null, volatility, quotedAt })),
      };
    });
  return fc
    .record({
      quotes,
      limitPrice: price,
      side: fc.constantFrom("debit", "credit"),
      quantity: fc.oneof(fc.integer({ min: -1, max: 15 }), fc.constant(Number.NaN)),
      margin: fc.constantFrom(marginPreview(), unsetMargin("warning"), null),
      marginFailure: fc.constantFrom(null, null, "timedOut: no answer"),
      position: fc.record({
        existing: fc.integer({ min: -1, max: 12 }),
        working: fc.integer({ min: 0, max: 12 }),
      }),
      dailyProfit: doubtful(microsArbitrary()),
      buyingPower: doubtful(microsArbitrary()),
      breaker: fc.record({ tripped: fc.boolean(), volatility: doubtful(fc.double({ min: 0, max: 3 })) }),
      killSwitch: fc.record({ engaged: fc.boolean(), reason: fc.constantFrom(null, "test") }),
      connection: fc.record({ ready: fc.boolean(), reasons: fc.constantFrom([], ["link lost"]) }),
      duplicates: fc.array(
        fc.record({ orderRef: fc.constant("lb-1"), ageMs: fc.integer({ min: -10, max: 9_000 }) }),
        { maxLength: 2 },
      ),
    })
    .map((changes) => riskInputs(changes as Partial<RiskInputs>));
}

export function gatewayConnectionCommandArbitrary(): fc.Arbitrary<GatewayConnectionCommand> {
  const parts = ["accounts", "nextOrderId", "openOrders", "executions"] as const;
  return fc.oneof<fc.Arbitrary<GatewayConnectionCommand>[]>(
    fc
      .constantFrom(7497, 7497, 4002)
      .map((port) => ({ type: "RequestConnection", data: { host: "127.0.0.1", port, clientId: 1 } })),
    fc
      .constantFrom(177, 193)
      .map((serverVersion) => ({ type: "ReportOpen", data: { serverVersion, connectionTime: "now" } })),
    fc.constant({ type: "ReportLoss", data: { cause: "closed", code: null, message: "gone" } }),
    fc
      .constantFrom("clientIdInUse", "competingSession", "accountNotAllowed")
      .map((cause) => ({ type: "ReportBlocked", data: { cause, message: "blocked" } })),
    fc.constant({ type: "Close", data: { reason: "test" } }),
    fc
      .constantFrom(["DU1"], ["DU1", "DU2"], ["U9"], [])
      .map((accounts) => ({ type: "ReportManagedAccounts", data: { accounts } })),
    fc.integer({ min: -1, max: 5 }).map((orderId) => ({ type: "ReportNextOrderId", data: { orderId } })),
    fc.constantFrom("ok", "broken", "inactive").map((status) => ({
      type: "ReportFarmStatus",
      data: { farm: "usopt", kind: "marketData", status, code: 2104 },
    })),
    fc
      .constantFrom("lost", "restoredDataLost", "restoredDataKept")
      .map((status) => ({ type: "ReportBrokerLink", data: { status, code: 1100 } })),
    fc.integer({ min: 0, max: 3 }).map((offsetMs) => ({
      type: "ReportGatewayTime",
      data: { gatewayTime: TEN_O_CLOCK, offsetMs, roundTripMs: 1 },
    })),
    fc.constant({ type: "ReportHeartbeatMissed", data: { deadlineMs: 5_000 } }),
    fc.subarray([...parts]).map((asked) => ({ type: "StartSynchronisation", data: { parts: asked } })),
    fc.constantFrom(...parts).map((part) => ({ type: "CompletePart", data: { part, count: 1 } })),
    fc
      .constantFrom("live", "delayed")
      .map((dataType) => ({ type: "RequestMarketDataType", data: { dataType } })),
    fc
      .constantFrom(2137, 2100)
      .map((code) => ({ type: "ReportNotice", data: { code, message: "notice", requestId: null } })),
  );
}

export function subscriptionLinesCommandArbitrary(): fc.Arbitrary<SubscriptionLinesCommand> {
  const conId = fc.integer({ min: 1, max: 8 });
  const usedAt = fc.integer({ min: 0, max: 120_000 }).map((ms) => (TEN_O_CLOCK + ms) as EpochMs);
  const holder = fc.constantFrom("order:a", "position:DU1");
  const requestId = fc.integer({ min: 1, max: 40 });
  return fc.oneof<fc.Arbitrary<SubscriptionLinesCommand>[]>(
    fc
      .record({
        contract: conId.map((id) => stock(id)),
        purpose: fc.constantFrom("scan", "chain", "ticket"),
        usedAt,
      })
      .map((data) => ({ type: "RequestLine", data })),
    conId.map((id) => ({ type: "ReleaseLine", data: { conId: id } })),
    fc
      .record({ contract: conId.map((id) => stock(id)), holder, usedAt })
      .map((data) => ({ type: "PinLine", data })),
    fc.record({ conId, holder }).map((data) => ({ type: "UnpinLine", data })),
    requestId.map((id) => ({
      type: "ReportRejection",
      data: { requestId: id, code: 101, message: "too many" },
    })),
    fc
      .record({ requestId, dataType: fc.constantFrom("live", "delayed") })
      .map((data) => ({ type: "ReportDataType", data })),
    fc.constantFrom("newSession", "dataLost").map((cause) => ({ type: "InvalidateLines", data: { cause } })),
    fc
      .integer({ min: 0, max: 5 })
      .map((linesMax) => ({ type: "SetLinesLimit", data: { linesMax, actor: "user:ada" } })),
  );
}

export function riskCommandArbitrary(): fc.Arbitrary<RiskCommand> {
  const who = { account: "DU1", reason: "test" };
  const actor = fc.constantFrom("user:ada", "engine");
  const underlying = fc.constantFrom("GOOG", "SPY");
  return fc.oneof<fc.Arbitrary<RiskCommand>[]>(
    fc
      .record({ positionContractsMax: fc.integer({ min: 8, max: 14 }), actor })
      .map(({ positionContractsMax, actor: by }) => ({
        type: "SetLimits",
        data: { ...who, actor: by, limits: { ...DEFAULT_RISK_LIMITS, positionContractsMax } },
      })),
    actor.map((by) => ({ type: "EngageKillSwitch", data: { ...who, actor: by } })),
    actor.map((by) => ({ type: "ReleaseKillSwitch", data: { ...who, actor: by } })),
    fc
      .record({ underlying, volatility: fc.constantFrom(0.5, 1.5) })
      .map((data) => ({ type: "TripBreaker", data: { account: "DU1", limit: 1, ...data } })),
    fc.record({ underlying, actor }).map((data) => ({ type: "ResetBreaker", data: { ...who, ...data } })),
  );
}

const STATUSES: readonly BrokerOrderStatus[] = [
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
];

const ASSESSMENTS: readonly RiskAssessment[] = [
  assessOrder(riskInputs(), DEFAULT_RISK_LIMITS),
  assessOrder(riskInputs({ dailyProfit: null }), DEFAULT_RISK_LIMITS),
];

/** What may come to one order of 2 contracts, in any order: what we decide, and whatever a broker may say of it. */
export function orderCommandArbitrary(): fc.Arbitrary<OrderCommand> {
  return fc.oneof({ weight: 1, arbitrary: ourOrderCommands() }, { weight: 1, arbitrary: brokerReports() });
}

function ourOrderCommands(): fc.Arbitrary<OrderCommand> {
  const orderId = fc.constantFrom(11, 11, 11, 12);
  const limitPrice = money(2.05);
  const request = {
    orderRef: ref("lb-1"),
    account: "DU1",
    symbol: "GOOG",
    expiry: "2016-01-15",
    right: "call",
    longStrike: "745",
    shortStrike: "750",
    price: { kind: "limit", price: "2.05" },
    timeInForce: "day",
    requestedBy: "user:ada",
  } as const;
  const refusal = {
    code: "order.no-live-price",
    message: "no price",
    field: null,
    inputs: {},
    limit: null,
    remedy: "wait",
  };
  return fc.oneof<fc.Arbitrary<OrderCommand>[]>(
    fc
      .record({
        purpose: fc.constantFrom("place", "place", "place", "preview"),
        quantity: fc.constantFrom(2, 2, 2, 3),
      })
      .map((changes) => ({ type: "RequestOrder", data: { ...request, ...changes } })),
    fc.constant({ type: "RefuseOrder", data: { refusal } }),
    orderId.map((id) => ({
      type: "BeginMarginPreview",
      data: { orderId: id, limitPrice, deadlineMs: 3_000 },
    })),
    fc
      .record({ orderId, margin: fc.constantFrom(marginPreview(), unsetMargin("warning")) })
      .map((data) => ({ type: "ReportMarginPreview", data })),
    fc
      .constantFrom("timedOut", "rejected", "disconnected")
      .map((cause) => ({ type: "FailMarginPreview", data: { cause, code: null, message: "failed" } })),
    fc.constantFrom(...ASSESSMENTS, ...ASSESSMENTS.slice(0, 1)).map((assessment) => ({
      type: "DecidePlacement",
      data: {
        orderId: 21,
        limitPrice,
        quotes: market(verticalLegs("call", 745, 750)),
        limits: DEFAULT_RISK_LIMITS,
        assessment,
      },
    })),
    fc.constantFrom(21, 22).map((id) => ({ type: "ConfirmTransmission", data: { orderId: id } })),
    fc.constant({ type: "FailTransmission", data: { orderId: 21, message: "not connected" } }),
    fc.constant({ type: "CancelOrder", data: { reason: "test" } }),
    fc.constant({ type: "ConfirmCancelTransmission", data: { orderId: 21 } }),
    fc
      .constantFrom("restart", "connectionLost", "acknowledgementOverdue")
      .map((cause) => ({ type: "MarkUnknown", data: { cause } })),
    fc
      .record({ open: fc.boolean(), executed: fc.boolean() })
      .map((data) => ({ type: "Reconcile", data: { ...data, evidence: "the books" } })),
  );
}

function brokerReports(): fc.Arbitrary<OrderCommand> {
  const [long, short] = verticalLegs("call", 745, 750).map((leg) => leg.contract.conId);
  const permId = fc.constantFrom(0, 900, 900, 901);
  const status = fc.constantFrom(...STATUSES);
  return fc.oneof<fc.Arbitrary<OrderCommand>[]>(
    fc.record({ permId, status }).map((data) => ({
      type: "ReportOpen",
      data: { orderId: 21, clientId: 1, account: "DU1", quantity: 2, limitPrice: money(2.05), ...data },
    })),
    fc.record({ permId, status, filled: fc.integer({ min: 0, max: 2 }) }).map((data) => ({
      type: "ReportStatus",
      data: { orderId: 21, remaining: 2 - data.filled, averageFillPrice: money(2), whyHeld: "", ...data },
    })),
    fc
      .constantFrom(103, 110, 161, 201, 202, 321, 399, 10_147, 10_148)
      .map((code) => ({ type: "ReportError", data: { orderId: 21, code, message: `error ${code}` } })),
    fc
      .record({ execution: fc.integer({ min: 1, max: 6 }), revision: fc.integer({ min: 1, max: 2 }), permId })
      .map(({ execution, revision, permId: id }) => ({
        type: "ReportExecution",
        data: {
          execId: `0000e0d5.67fe667b.0${execution}.0${revision}`,
          orderId: 21,
          permId: id,
          account: "DU1",
          conId: [0, long ?? 0, short ?? 0][execution % 3] ?? 0,
          symbol: "GOOG",
          of: execution % 3 === 0 ? "combo" : "leg",
          side: "buy",
          quantity: 1,
          price: money(2),
          executedAt: TEN_O_CLOCK,
        },
      })),
    fc.integer({ min: 1, max: 3 }).map((execution) => ({
      type: "ReportCommission",
      data: { execId: `e.0${execution}`, commission: money(0.7), currency: "USD", realisedProfit: null },
    })),
  );
}

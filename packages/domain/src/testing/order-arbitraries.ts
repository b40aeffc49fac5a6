import * as fc from "fast-check";
import type { OrderCommand } from "../order/commands.ts";
import type { BrokerOrderStatus } from "../order/events.ts";
import { type RiskAssessment, assessOrder } from "../risk/assess.ts";
import { DEFAULT_RISK_LIMITS } from "../risk/state.ts";
import {
  marginPreview,
  market,
  money,
  riskInputs,
  TEN_O_CLOCK,
  unsetMargin,
  verticalLegs,
} from "./fixtures.ts";
import { orderTerms } from "./order-events.ts";

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
  return fc.oneof(
    { weight: 1, arbitrary: ourOrderCommands() },
    { weight: 1, arbitrary: brokerReportArbitrary() },
  );
}

function ourOrderCommands(): fc.Arbitrary<OrderCommand> {
  const orderId = fc.constantFrom(11, 11, 11, 12);
  const limitPrice = money(2.05);
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
      .map((changes) => ({ type: "RequestOrder", data: orderTerms(changes) })),
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

/** Whatever a broker may say of it. */
export function brokerReportArbitrary(): fc.Arbitrary<OrderCommand> {
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

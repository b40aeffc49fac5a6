import { z } from "zod";
import { action, optionContract } from "./contract.ts";
import {
  epochMs,
  integer,
  integerOrNull,
  json,
  micros,
  microsOrUnset,
  orderRef,
  refusal,
  scalars,
} from "./kernel.ts";
import { riskLimits, riskVerdict } from "./risk.ts";

const legs = z.array(z.strictObject({ contract: optionContract, ratio: integer, action }));
const timeInForce = z.enum(["day", "gtc"]);

const status = z.enum([
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

const marginPreview = z.strictObject({
  initialBefore: microsOrUnset,
  initialAfter: microsOrUnset,
  maintenanceBefore: microsOrUnset,
  maintenanceAfter: microsOrUnset,
  equityBefore: microsOrUnset,
  equityAfter: microsOrUnset,
  commission: microsOrUnset,
  commissionMax: microsOrUnset,
  warning: z.string(),
});

const marketView = z.strictObject({
  legs: z.array(
    z.strictObject({
      conId: integer,
      bid: microsOrUnset,
      ask: microsOrUnset,
      volatility: z.number().nullable(),
      delta: z.number().nullable(),
      quotedAt: epochMs.nullable(),
    }),
  ),
  bid: microsOrUnset,
  ask: microsOrUnset,
  underlying: microsOrUnset,
  at: epochMs,
});

/** What we ask, decide and do. */
const OWN_FORMATS = {
  OrderRequested: json(
    z.strictObject({
      orderRef,
      purpose: z.enum(["preview", "place"]),
      account: z.string(),
      symbol: z.string(),
      strategy: z.literal("vertical"),
      legs,
      quantity: integer,
      price: z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("limit"), price: micros }),
        z.strictObject({ kind: z.literal("mid") }),
        z.strictObject({ kind: z.literal("natural") }),
      ]),
      timeInForce,
      width: micros,
      tick: micros,
      requestedBy: z.string(),
    }),
  ),
  OrderRefused: json(z.strictObject({ orderRef, refusal, terms: scalars })),
  MarginPreviewRequested: json(
    z.strictObject({ orderRef, orderId: integer, limitPrice: micros, deadlineMs: z.number() }),
  ),
  MarginPreviewFailed: json(
    z.strictObject({
      orderRef,
      cause: z.enum(["timedOut", "rejected", "incomplete", "disconnected"]),
      code: integerOrNull,
      message: z.string(),
    }),
  ),
  RiskAssessed: json(
    z.strictObject({
      orderRef,
      passed: z.boolean(),
      verdicts: z.array(riskVerdict),
      limits: riskLimits,
      limitPrice: micros,
      quotes: marketView,
    }),
  ),
  OrderPlacementIntended: json(
    z.strictObject({
      orderRef,
      orderId: integer,
      account: z.string(),
      symbol: z.string(),
      legs,
      quantity: integer,
      limitPrice: micros,
      timeInForce,
    }),
  ),
  OrderTransmitted: json(z.strictObject({ orderRef, orderId: integer })),
  OrderTransmissionFailed: json(z.strictObject({ orderRef, orderId: integer, message: z.string() })),
  OrderCancelRequested: json(z.strictObject({ orderRef, orderId: integer, reason: z.string() })),
  OrderCancelTransmitted: json(z.strictObject({ orderRef, orderId: integer })),
  OrderOutcomeUnknown: json(
    z.strictObject({ orderRef, cause: z.enum(["restart", "connectionLost", "acknowledgementOverdue"]) }),
  ),
  OrderReconciled: json(
    z.strictObject({ orderRef, outcome: z.enum(["open", "executed", "absent"]), evidence: z.string() }),
  ),
};

/** What the broker says. */
const REPORTED_FORMATS = {
  MarginPreviewReported: json(z.strictObject({ orderRef, orderId: integer, margin: marginPreview })),
  OrderOpenReported: json(
    z.strictObject({
      orderRef,
      orderId: integer,
      permId: integer,
      clientId: integer,
      account: z.string(),
      status,
      quantity: z.number(),
      limitPrice: microsOrUnset,
    }),
  ),
  OrderStatusReported: json(
    z.strictObject({
      orderRef,
      orderId: integer,
      permId: integer,
      status,
      filled: z.number(),
      remaining: z.number(),
      averageFillPrice: micros,
      whyHeld: z.string(),
    }),
  ),
  OrderErrorReported: json(
    z.strictObject({ orderRef, orderId: integer, code: integer, message: z.string() }),
  ),
  ExecutionReported: json(
    z.strictObject({
      orderRef,
      execId: z.string(),
      orderId: integer,
      permId: integer,
      account: z.string(),
      conId: integer,
      symbol: z.string(),
      of: z.enum(["combo", "leg"]),
      side: action,
      quantity: z.number(),
      price: micros,
      executedAt: epochMs,
    }),
  ),
  CommissionReported: json(
    z.strictObject({
      orderRef,
      execId: z.string(),
      commission: micros,
      currency: z.string(),
      realisedProfit: microsOrUnset,
    }),
  ),
};

export const ORDER_FORMATS = { ...OWN_FORMATS, ...REPORTED_FORMATS };

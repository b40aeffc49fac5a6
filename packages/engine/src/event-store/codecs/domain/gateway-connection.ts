import { z } from "zod";
import { epochMs, integer, integerOrNull, json } from "./kernel.ts";

export const marketDataType = z.enum(["live", "frozen", "delayed", "delayedFrozen"]);

const synchronisationPart = z.enum([
  "accounts",
  "nextOrderId",
  "openOrders",
  "executions",
  "positions",
  "accountSummary",
]);

export const GATEWAY_CONNECTION_FORMATS = {
  ConnectionRequested: json(
    z.strictObject({ host: z.string(), port: integer, clientId: integer, attempt: integer }),
  ),
  ConnectionOpenReported: json(z.strictObject({ serverVersion: integer, connectionTime: z.string() })),
  ConnectionLossReported: json(
    z.strictObject({
      cause: z.enum(["refused", "closed", "corrupt", "heartbeat", "requested"]),
      code: integerOrNull,
      message: z.string(),
    }),
  ),
  ReconnectionScheduled: json(z.strictObject({ attempt: integer, delayMs: z.number() })),
  ConnectionBlocked: json(
    z.strictObject({
      cause: z.enum(["clientIdInUse", "competingSession", "accountNotAllowed"]),
      message: z.string(),
    }),
  ),
  ConnectionCloseRequested: json(z.strictObject({ reason: z.string() })),
  ManagedAccountsReported: json(z.strictObject({ accounts: z.array(z.string()) })),
  NextOrderIdReported: json(z.strictObject({ orderId: integer })),
  FarmStatusReported: json(
    z.strictObject({
      farm: z.string(),
      kind: z.enum(["marketData", "historicalData", "securityDefinition"]),
      status: z.enum(["ok", "broken", "inactive"]),
      code: integer,
    }),
  ),
  BrokerLinkReported: json(
    z.strictObject({ status: z.enum(["lost", "restoredDataLost", "restoredDataKept"]), code: integer }),
  ),
  GatewayTimeReported: json(
    z.strictObject({ gatewayTime: epochMs, offsetMs: z.number(), roundTripMs: z.number() }),
  ),
  HeartbeatMissed: json(z.strictObject({ deadlineMs: z.number() })),
  MarketDataTypeRequested: json(z.strictObject({ dataType: marketDataType })),
  SynchronisationStarted: json(z.strictObject({ parts: z.array(synchronisationPart) })),
  SynchronisationPartCompleted: json(z.strictObject({ part: synchronisationPart, count: integer })),
  SynchronisationCompleted: json(z.strictObject({ serverVersion: integer })),
  GatewayNoticeReported: json(
    z.strictObject({ code: integer, message: z.string(), requestId: integerOrNull }),
  ),
};

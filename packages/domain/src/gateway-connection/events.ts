import type { Message } from "../kernel/decider.ts";
import type { EpochMs } from "../kernel/time.ts";

/** Stream `gateway-<clientId>`. "Reported" is the gateway's word, everything else is ours. */
export type GatewayConnectionEvent =
  | Message<"ConnectionRequested", { host: string; port: number; clientId: number; attempt: number }>
  /** The handshake is done. `connectionTime` is the gateway's own text. */
  | Message<"ConnectionOpenReported", { serverVersion: number; connectionTime: string }>
  /** The socket is gone, or never came up. `code` is the client library's (502, 504, 507) or null. */
  | Message<"ConnectionLossReported", { cause: ConnectionLossCause; code: number | null; message: string }>
  | Message<"ReconnectionScheduled", { attempt: number; delayMs: number }>
  /** A person has to act (second factor, another session): no automatic attempt before `delayMs`. */
  | Message<
      "ConnectionBlocked",
      { cause: "clientIdInUse" | "competingSession" | "accountNotAllowed"; message: string }
    >
  | Message<"ConnectionCloseRequested", { reason: string }>
  | Message<"ManagedAccountsReported", { accounts: readonly string[] }>
  | Message<"NextOrderIdReported", { orderId: number }>
  | Message<"FarmStatusReported", { farm: string; kind: FarmKind; status: FarmStatus; code: number }>
  /** 1100, 1101, 1102: the gateway's own link to the broker. */
  | Message<"BrokerLinkReported", { status: BrokerLinkStatus; code: number }>
  /** Answer to a heartbeat. `offsetMs` = gateway time minus this machine's time at receipt. */
  | Message<"GatewayTimeReported", { gatewayTime: EpochMs; offsetMs: number; roundTripMs: number }>
  | Message<"HeartbeatMissed", { deadlineMs: number }>
  | Message<"MarketDataTypeRequested", { dataType: MarketDataType }>
  | Message<"SynchronisationStarted", { parts: readonly SynchronisationPart[] }>
  | Message<"SynchronisationPartCompleted", { part: SynchronisationPart; count: number }>
  | Message<"SynchronisationCompleted", { serverVersion: number }>
  /** An error or notice that belongs to no order, line or request of ours. */
  | Message<"GatewayNoticeReported", { code: number; message: string; requestId: number | null }>;

export type ConnectionLossCause = "refused" | "closed" | "corrupt" | "heartbeat" | "requested";
export type FarmKind = "marketData" | "historicalData" | "securityDefinition";
export type FarmStatus = "ok" | "broken" | "inactive";
export type BrokerLinkStatus = "lost" | "restoredDataLost" | "restoredDataKept";
/** Codes 1 to 4 on the wire. */
export type MarketDataType = "live" | "frozen" | "delayed" | "delayedFrozen";
export type SynchronisationPart =
  | "accounts"
  | "nextOrderId"
  | "openOrders"
  | "executions"
  | "positions"
  | "accountSummary";

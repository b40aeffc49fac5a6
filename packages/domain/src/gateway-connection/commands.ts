import type { Message } from "../kernel/decider.ts";
import type { EpochMs } from "../kernel/time.ts";
import type {
  BrokerLinkStatus,
  ConnectionLossCause,
  FarmKind,
  FarmStatus,
  MarketDataType,
  SynchronisationPart,
} from "./events.ts";

/** `Report…` carries the gateway's word (or its silence), the others are our wishes. */
export type GatewayConnectionCommand =
  | Message<"RequestConnection", { host: string; port: number; clientId: number }>
  | Message<"ReportOpen", { serverVersion: number; connectionTime: string }>
  | Message<"ReportLoss", { cause: ConnectionLossCause; code: number | null; message: string }>
  | Message<
      "ReportBlocked",
      { cause: "clientIdInUse" | "competingSession" | "accountNotAllowed"; message: string }
    >
  | Message<"Close", { reason: string }>
  | Message<"ReportManagedAccounts", { accounts: readonly string[] }>
  | Message<"ReportNextOrderId", { orderId: number }>
  | Message<"ReportFarmStatus", { farm: string; kind: FarmKind; status: FarmStatus; code: number }>
  | Message<"ReportBrokerLink", { status: BrokerLinkStatus; code: number }>
  | Message<"ReportGatewayTime", { gatewayTime: EpochMs; offsetMs: number; roundTripMs: number }>
  | Message<"ReportHeartbeatMissed", { deadlineMs: number }>
  | Message<"StartSynchronisation", { parts: readonly SynchronisationPart[] }>
  | Message<"CompletePart", { part: SynchronisationPart; count: number }>
  | Message<"RequestMarketDataType", { dataType: MarketDataType }>
  | Message<"ReportNotice", { code: number; message: string; requestId: number | null }>;

export interface GatewayConnectionContext {
  /** Gateway time of the decision. */
  readonly now: EpochMs;
  /** Accounts that may be traded; null allows any. */
  readonly accountsAllowed: readonly string[] | null;
}

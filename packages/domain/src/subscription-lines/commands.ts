import type { Message } from "../kernel/decider.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { Contract } from "../contract/contract.ts";
import type { MarketDataType } from "../gateway-connection/events.ts";
import type { LinePurpose } from "./events.ts";

export type SubscriptionLinesCommand =
  /** Opens a line or renews the use of the one that there is. */
  | Message<"RequestLine", { contract: Contract; purpose: LinePurpose; usedAt: EpochMs }>
  | Message<"ReleaseLine", { conId: number }>
  /** The line may be dead at the gateway: it is opened anew under another request id, whoever holds it. */
  | Message<"RenewLine", { requestId: number }>
  /** Holds a line against eviction, opening it first if need be. */
  | Message<"PinLine", { contract: Contract; holder: string; usedAt: EpochMs }>
  | Message<"UnpinLine", { conId: number; holder: string }>
  | Message<"ReportRejection", { requestId: number; code: number; message: string }>
  | Message<"ReportDataType", { requestId: number; dataType: MarketDataType }>
  | Message<"InvalidateLines", { cause: "newSession" | "dataLost" }>
  | Message<"SetLinesLimit", { linesMax: number; actor: string }>;

export interface SubscriptionLinesContext {
  /**
   * The first free request id, above `requestIdSeen` of the state. A decision that opens n lines uses the n ids from
   * here on: the caller's counter must move past the state's new `requestIdSeen`.
   */
  readonly nextRequestId: number;
}

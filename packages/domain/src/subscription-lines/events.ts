import type { Message } from "../kernel/decider.ts";
import type { Contract } from "../contract/contract.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { MarketDataType } from "../gateway-connection/events.ts";

/** Stream `lines-<clientId>`: which contracts hold one of the gateway's market data lines. */
export type SubscriptionLinesEvent =
  /** A line is wanted; when it already exists this only renews its use. */
  | Message<"LineRequested", { conId: number; purpose: LinePurpose; usedAt: EpochMs }>
  /** Decided: ask the gateway for it under `requestId`. */
  | Message<"LineOpened", { contract: Contract; requestId: number; purpose: LinePurpose; usedAt: EpochMs }>
  /** Decided: gave way to `inFavourOf`, as the least recently used that nothing pins. */
  | Message<"LineEvicted", { conId: number; requestId: number; lastUsedAt: EpochMs; inFavourOf: number }>
  | Message<"LineReleased", { conId: number; requestId: number }>
  /** Held by an open order or a position: never evicted until every holder let go. */
  | Message<"LinePinned", { conId: number; holder: string }>
  | Message<"LineUnpinned", { conId: number; holder: string }>
  /** Every line is pinned: nothing can give way. */
  | Message<"LineRefused", { conId: number; purpose: LinePurpose; linesMax: number; pinned: number }>
  /** The gateway refused or ended it (101, 200, 354, 10089, 10197). */
  | Message<"LineRejectionReported", { conId: number; requestId: number; code: number; message: string }>
  | Message<"LineDataTypeReported", { conId: number; requestId: number; dataType: MarketDataType }>
  /** A new session or 1101: the gateway forgot all lines; each is opened again under a new request id. */
  | Message<"LinesInvalidated", { cause: "newSession" | "dataLost" }>
  | Message<"LinesLimitSet", { linesMax: number; actor: string }>;

/** In order of who gives way last. */
export type LinePurpose = "watch" | "scan" | "chain" | "ticket" | "position" | "order";

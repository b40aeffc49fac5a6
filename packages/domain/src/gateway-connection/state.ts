import type { EpochMs } from "../kernel/time.ts";
import type {
  BrokerLinkStatus,
  FarmKind,
  FarmStatus,
  GatewayConnectionEvent,
  MarketDataType,
  SynchronisationPart,
} from "./events.ts";

export interface Farm {
  readonly kind: FarmKind;
  readonly status: FarmStatus;
}

/** What is known whatever the phase. */
export interface GatewayConnectionFacts {
  readonly endpoint: { readonly host: string; readonly port: number; readonly clientId: number } | null;
  readonly serverVersion: number | null;
  readonly accounts: readonly string[];
  /** The highest next order id that the gateway ever reported: it never goes down, though the gateway's own may. */
  readonly nextOrderIdSeen: number;
  /** Of the current session, by name. */
  readonly farms: ReadonlyMap<string, Farm>;
  /** The gateway's own link to the broker. */
  readonly brokerLink: "ok" | "lost";
  /** The last word on that link in this session. */
  readonly brokerLinkReported: BrokerLinkStatus | null;
  /** Gateway time minus this machine's time; null before the first answer. */
  readonly timeOffsetMs: number | null;
  readonly roundTripMs: number | null;
  /** Gateway time of the last answered heartbeat. */
  readonly lastHeartbeatAt: EpochMs | null;
  /** As last asked for in this session. */
  readonly marketDataType: MarketDataType | null;
  /** Sessions lost or not reached since the last complete synchronisation. */
  readonly failures: number;
  readonly lastNotice: {
    readonly code: number;
    readonly message: string;
    readonly requestId: number | null;
  } | null;
}

export type GatewayConnectionPhase =
  | { readonly phase: "idle" }
  | { readonly phase: "connecting"; readonly attempt: number }
  /** Open; accounts and the next order id are still to come. */
  | {
      readonly phase: "handshaking";
      readonly accountsReported: boolean;
      readonly nextOrderIdReported: boolean;
    }
  | { readonly phase: "synchronising"; readonly remaining: readonly SynchronisationPart[] }
  | { readonly phase: "ready" }
  /** No session. `delayMs` counts from the event that scheduled the attempt; null until one did. */
  | {
      readonly phase: "waiting";
      readonly attempt: number;
      readonly delayMs: number | null;
      readonly reason: string;
    }
  /** A person has to act. `delayMs` null: no attempt is made without being asked. */
  | {
      readonly phase: "blocked";
      readonly cause: BlockedCause;
      readonly message: string;
      readonly delayMs: number | null;
      readonly socketLost: boolean;
    }
  | { readonly phase: "closed"; readonly reason: string };

export type BlockedCause = Extract<GatewayConnectionEvent, { type: "ConnectionBlocked" }>["data"]["cause"];

export type GatewayConnectionState = GatewayConnectionFacts & GatewayConnectionPhase;

export const INITIAL_GATEWAY_CONNECTION: GatewayConnectionState = {
  phase: "idle",
  endpoint: null,
  serverVersion: null,
  accounts: [],
  nextOrderIdSeen: 0,
  farms: new Map(),
  brokerLink: "ok",
  brokerLinkReported: null,
  timeOffsetMs: null,
  roundTripMs: null,
  lastHeartbeatAt: null,
  marketDataType: null,
  failures: 0,
  lastNotice: null,
};

/** Whether a socket is believed to be open. */
export function isSessionOpen(state: GatewayConnectionState): boolean {
  return state.phase === "handshaking" || state.phase === "synchronising" || state.phase === "ready";
}

/** Whether orders may be sent, and everything that speaks against it. A farm for history or definitions does not. */
export function connectionHealth(state: GatewayConnectionState): {
  readonly ready: boolean;
  readonly reasons: readonly string[];
} {
  const reasons: string[] = [];
  const phase = phaseReason(state);
  if (phase !== null) reasons.push(phase);
  if (isSessionOpen(state) && state.brokerLink === "lost")
    reasons.push("the gateway has lost its link to the broker");
  if (isSessionOpen(state)) {
    for (const [name, farm] of state.farms) {
      if (farm.kind === "marketData" && farm.status === "broken")
        reasons.push(`market data farm ${name} is broken`);
    }
  }
  return { ready: reasons.length === 0, reasons };
}

function phaseReason(state: GatewayConnectionState): string | null {
  switch (state.phase) {
    case "ready":
      return null;
    case "idle":
      return "no connection was asked for";
    case "connecting":
      return `connecting to the gateway, attempt ${state.attempt}`;
    case "handshaking":
      return "connected, waiting for the gateway's accounts and next order id";
    case "synchronising":
      return `synchronising: ${state.remaining.join(", ")} still to come`;
    case "waiting":
      return `no session with the gateway (${state.reason})${state.delayMs === null ? "" : `, attempt ${state.attempt} follows after ${state.delayMs} ms`}`;
    case "blocked":
      return `blocked until a person acts: ${state.message}`;
    case "closed":
      return `closed: ${state.reason}`;
    default:
      return state satisfies never;
  }
}

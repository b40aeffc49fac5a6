import { unreachable } from "../kernel/decider.ts";
import type { GatewayConnectionEvent } from "./events.ts";
import type { GatewayConnectionFacts, GatewayConnectionPhase, GatewayConnectionState } from "./state.ts";

/** Folds one event. Throws when synchronisation goes on or ends without having started: such a log is broken. */
export function evolve(state: GatewayConnectionState, event: GatewayConnectionEvent): GatewayConnectionState {
  switch (event.type) {
    case "ConnectionRequested": {
      const { attempt, ...endpoint } = event.data;
      return enter(state, { phase: "connecting", attempt }, { endpoint });
    }
    case "ConnectionOpenReported":
      return opened(state, event.data.serverVersion);
    case "ConnectionLossReported":
      return lost(state, event.data.message);
    case "ReconnectionScheduled":
      return scheduled(state, event.data);
    case "ConnectionBlocked":
      return enter(state, { phase: "blocked", ...event.data, delayMs: null, socketLost: false });
    case "ConnectionCloseRequested":
      return enter(state, { phase: "closed", reason: event.data.reason }, { failures: 0 });
    case "ManagedAccountsReported": {
      const accounts = [...event.data.accounts];
      return state.phase === "handshaking"
        ? { ...state, accounts, accountsReported: true }
        : { ...state, accounts };
    }
    case "NextOrderIdReported": {
      const nextOrderIdSeen = Math.max(state.nextOrderIdSeen, event.data.orderId);
      return state.phase === "handshaking"
        ? { ...state, nextOrderIdSeen, nextOrderIdReported: true }
        : { ...state, nextOrderIdSeen };
    }
    case "FarmStatusReported": {
      const { farm, kind, status } = event.data;
      return { ...state, farms: new Map(state.farms).set(farm, { kind, status }) };
    }
    case "BrokerLinkReported": {
      const { status } = event.data;
      return { ...state, brokerLinkReported: status, brokerLink: status === "lost" ? "lost" : "ok" };
    }
    case "GatewayTimeReported": {
      const { gatewayTime, offsetMs, roundTripMs } = event.data;
      return { ...state, lastHeartbeatAt: gatewayTime, timeOffsetMs: offsetMs, roundTripMs };
    }
    case "HeartbeatMissed":
      return state;
    case "MarketDataTypeRequested":
      return { ...state, marketDataType: event.data.dataType };
    case "SynchronisationStarted":
      return enter(state, { phase: "synchronising", remaining: event.data.parts });
    case "SynchronisationPartCompleted": {
      const remaining = remainingParts(state, event.type).filter((part) => part !== event.data.part);
      return enter(state, { phase: "synchronising", remaining });
    }
    case "SynchronisationCompleted":
      remainingParts(state, event.type);
      return enter(state, { phase: "ready" }, { failures: 0 });
    case "GatewayNoticeReported":
      return { ...state, lastNotice: event.data };
    default:
      return unreachable(event);
  }
}

function enter(
  state: GatewayConnectionState,
  phase: GatewayConnectionPhase,
  changes: Partial<GatewayConnectionFacts> = {},
): GatewayConnectionState {
  return { ...factsOf(state), ...changes, ...phase };
}

/** A new session: the gateway tells its accounts, farms and link anew, and has forgotten what we asked for. */
function opened(state: GatewayConnectionState, serverVersion: number): GatewayConnectionState {
  return enter(
    state,
    { phase: "handshaking", accountsReported: false, nextOrderIdReported: false },
    {
      serverVersion,
      accounts: [],
      farms: new Map(),
      brokerLink: "ok",
      brokerLinkReported: null,
      marketDataType: null,
    },
  );
}

function lost(state: GatewayConnectionState, reason: string): GatewayConnectionState {
  if (state.phase === "blocked") return { ...state, socketLost: true };
  if (state.phase === "closed") return state;
  const failures = state.failures + 1;
  return enter(state, { phase: "waiting", attempt: failures + 1, delayMs: null, reason }, { failures });
}

function scheduled(
  state: GatewayConnectionState,
  { attempt, delayMs }: { readonly attempt: number; readonly delayMs: number },
): GatewayConnectionState {
  if (state.phase === "blocked")
    return { ...state, delayMs, failures: Math.max(state.failures, attempt - 1) };
  if (state.phase === "waiting") return { ...state, attempt, delayMs };
  throw new Error(`an attempt to connect was scheduled while ${state.phase}`);
}

function remainingParts(state: GatewayConnectionState, event: string) {
  if (state.phase !== "synchronising") throw new Error(`${event} while ${state.phase}`);
  return state.remaining;
}

function factsOf(state: GatewayConnectionState): GatewayConnectionFacts {
  const { endpoint, serverVersion, accounts, nextOrderIdSeen, farms, brokerLink, brokerLinkReported } = state;
  const { timeOffsetMs, roundTripMs, lastHeartbeatAt, marketDataType, failures, lastNotice } = state;
  return {
    endpoint,
    serverVersion,
    accounts,
    nextOrderIdSeen,
    farms,
    brokerLink,
    brokerLinkReported,
    timeOffsetMs,
    roundTripMs,
    lastHeartbeatAt,
    marketDataType,
    failures,
    lastNotice,
  };
}

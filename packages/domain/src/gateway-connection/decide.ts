import { type Decider, unreachable } from "../kernel/decider.ts";
import { emit, nothing, type Outcome, refuse } from "../kernel/outcome.ts";
import type { GatewayConnectionCommand, GatewayConnectionContext } from "./commands.ts";
import type { GatewayConnectionEvent, SynchronisationPart } from "./events.ts";
import { evolve } from "./evolve.ts";
import {
  type BlockedCause,
  INITIAL_GATEWAY_CONNECTION,
  isSessionOpen,
  type GatewayConnectionState,
} from "./state.ts";

type State = GatewayConnectionState;
type Result = Outcome<GatewayConnectionEvent>;
type CommandData<Type extends GatewayConnectionCommand["type"]> = Extract<
  GatewayConnectionCommand,
  { type: Type }
>["data"];

export const RECONNECT_DELAY_MIN_MS = 1_000;
export const RECONNECT_DELAY_MAX_MS = 60_000;
/** Another program holds our client id, or a person trades in our stead: knocking often makes it worse. */
export const BLOCKED_RETRY_MS = 30_000;

/** The session with one gateway under one client id. */
export const gatewayConnection: Decider<
  State,
  GatewayConnectionCommand,
  GatewayConnectionEvent,
  GatewayConnectionContext
> = {
  category: "gateway",
  initial: INITIAL_GATEWAY_CONNECTION,
  decide,
  evolve,
};

function decide(state: State, command: GatewayConnectionCommand, context: GatewayConnectionContext): Result {
  switch (command.type) {
    case "RequestConnection":
      return requestConnection(state, command.data);
    case "ReportOpen":
      return reportOpen(state, command.data);
    case "ReportLoss":
      return reportLoss(state, command.data);
    case "ReportBlocked":
      return reportBlocked(state, command.data);
    case "Close":
      return state.phase === "closed"
        ? nothing()
        : emit({ type: "ConnectionCloseRequested", data: command.data });
    case "ReportManagedAccounts":
      return reportManagedAccounts(state, command.data.accounts, context.accountsAllowed);
    case "ReportNextOrderId":
      return reportNextOrderId(state, command.data.orderId);
    case "ReportFarmStatus": {
      const known = state.farms.get(command.data.farm);
      const same = known?.kind === command.data.kind && known.status === command.data.status;
      return same ? nothing() : emit({ type: "FarmStatusReported", data: command.data });
    }
    case "ReportBrokerLink":
      return state.brokerLinkReported === command.data.status
        ? nothing()
        : emit({ type: "BrokerLinkReported", data: command.data });
    case "ReportGatewayTime":
      return reportGatewayTime(state, command.data);
    case "ReportHeartbeatMissed":
      return reportHeartbeatMissed(state, command.data.deadlineMs);
    case "StartSynchronisation":
      return startSynchronisation(state, command.data.parts);
    case "CompletePart":
      return completePart(state, command.data);
    case "RequestMarketDataType":
      if (state.marketDataType === command.data.dataType) return nothing();
      return isSessionOpen(state)
        ? emit({ type: "MarketDataTypeRequested", data: command.data })
        : notOpen(state);
    case "ReportNotice": {
      const last = state.lastNotice;
      const { code, message, requestId } = command.data;
      const repeated =
        last !== null && last.code === code && last.message === message && last.requestId === requestId;
      return repeated ? nothing() : emit({ type: "GatewayNoticeReported", data: command.data });
    }
    default:
      return unreachable(command);
  }
}

function requestConnection(state: State, endpoint: CommandData<"RequestConnection">): Result {
  if (isSessionOpen(state) || state.phase === "connecting") {
    const { host, port, clientId } = state.endpoint ?? {};
    if (host === endpoint.host && port === endpoint.port && clientId === endpoint.clientId) return nothing();
    return refuse({
      code: "gateway.already-connected",
      message: `There is a session with ${host}:${port} as client ${clientId}.`,
      field: null,
      inputs: { ...endpoint, phase: state.phase },
      limit: "one session at a time",
      remedy: "Close the session first.",
    });
  }
  return emit({ type: "ConnectionRequested", data: { ...endpoint, attempt: state.failures + 1 } });
}

function reportOpen(state: State, data: CommandData<"ReportOpen">): Result {
  if (state.phase === "connecting") return emit({ type: "ConnectionOpenReported", data });
  if (isSessionOpen(state) && state.serverVersion === data.serverVersion) return nothing();
  return refuse({
    code: "gateway.not-connecting",
    message: "A gateway opened a session that was not asked for.",
    field: null,
    inputs: { phase: state.phase, serverVersion: data.serverVersion },
    limit: null,
    remedy: "Request a connection first.",
  });
}

/** 1 s, 2 s, 4 s ... 60 s: by how many sessions failed since the last one that synchronised. */
export function reconnectDelayMs(failures: number): number {
  return Math.min(RECONNECT_DELAY_MAX_MS, RECONNECT_DELAY_MIN_MS * 2 ** Math.min(failures, 16));
}

function lossEvents(state: State, data: CommandData<"ReportLoss">): readonly GatewayConnectionEvent[] {
  return [
    { type: "ConnectionLossReported", data },
    {
      type: "ReconnectionScheduled",
      data: { attempt: state.failures + 2, delayMs: reconnectDelayMs(state.failures) },
    },
  ];
}

function reportLoss(state: State, data: CommandData<"ReportLoss">): Result {
  switch (state.phase) {
    case "idle":
    case "waiting":
    case "closed":
      return nothing();
    case "blocked":
      return state.socketLost ? nothing() : emit({ type: "ConnectionLossReported", data });
    case "connecting":
    case "handshaking":
    case "synchronising":
    case "ready":
      return emit(...lossEvents(state, data));
    default:
      return state satisfies never;
  }
}

function reportHeartbeatMissed(state: State, deadlineMs: number): Result {
  if (!isSessionOpen(state) && state.phase !== "connecting") return nothing();
  const message = `no answer to a heartbeat within ${deadlineMs} ms`;
  return emit<GatewayConnectionEvent>(
    { type: "HeartbeatMissed", data: { deadlineMs } },
    ...lossEvents(state, { cause: "heartbeat", code: null, message }),
  );
}

function blockEvents(state: State, cause: BlockedCause, message: string): readonly GatewayConnectionEvent[] {
  const blocked: GatewayConnectionEvent = { type: "ConnectionBlocked", data: { cause, message } };
  if (cause === "accountNotAllowed") return [blocked];
  return [
    blocked,
    { type: "ReconnectionScheduled", data: { attempt: state.failures + 2, delayMs: BLOCKED_RETRY_MS } },
  ];
}

function reportBlocked(state: State, { cause, message }: CommandData<"ReportBlocked">): Result {
  if (state.phase === "closed" || state.phase === "idle") return nothing();
  if (state.phase === "blocked" && state.cause === cause) return nothing();
  return emit(...blockEvents(state, cause, message));
}

/** Without one account that may be traded there is nothing to do here, and no waiting will change it. */
function reportManagedAccounts(
  state: State,
  accounts: readonly string[],
  accountsAllowed: readonly string[] | null,
): Result {
  if (!isSessionOpen(state) && state.phase !== "blocked") return notOpen(state);
  const same =
    accounts.length === state.accounts.length &&
    accounts.every((account, index) => account === state.accounts[index]);
  const news = !same || (state.phase === "handshaking" && !state.accountsReported);
  const reported: readonly GatewayConnectionEvent[] = news
    ? [{ type: "ManagedAccountsReported", data: { accounts } }]
    : [];
  const allowed = accountsAllowed === null || accounts.some((account) => accountsAllowed.includes(account));
  if (allowed || state.phase === "blocked") return emit(...reported);
  const message = `the gateway has ${accounts.join(", ") || "no account"}, of which none may be traded`;
  return emit(...reported, ...blockEvents(state, "accountNotAllowed", message));
}

function reportNextOrderId(state: State, orderId: number): Result {
  if (!Number.isSafeInteger(orderId) || orderId < 0) {
    return refuse({
      code: "gateway.order-id-malformed",
      message: "The gateway's next order id is not a whole number of at least 0.",
      field: "orderId",
      inputs: { orderId: Number.isFinite(orderId) ? orderId : null },
      limit: "whole, at least 0",
      remedy: "Ask the gateway again.",
    });
  }
  const first = state.phase === "handshaking" && !state.nextOrderIdReported;
  return first || orderId > state.nextOrderIdSeen
    ? emit({ type: "NextOrderIdReported", data: { orderId } })
    : nothing();
}

function reportGatewayTime(state: State, data: CommandData<"ReportGatewayTime">): Result {
  const { gatewayTime, offsetMs, roundTripMs } = data;
  if (![gatewayTime, offsetMs, roundTripMs].every(Number.isFinite) || roundTripMs < 0) {
    return refuse({
      code: "gateway.time-malformed",
      message: "The answer to a heartbeat has no usable time.",
      field: null,
      inputs: {
        gatewayTime: String(gatewayTime),
        offsetMs: String(offsetMs),
        roundTripMs: String(roundTripMs),
      },
      limit: "finite, the round trip at least 0 ms",
      remedy: "Ask the gateway for its time again.",
    });
  }
  const repeated =
    state.lastHeartbeatAt === gatewayTime &&
    state.timeOffsetMs === offsetMs &&
    state.roundTripMs === roundTripMs;
  return repeated ? nothing() : emit({ type: "GatewayTimeReported", data });
}

function startSynchronisation(state: State, parts: readonly SynchronisationPart[]): Result {
  if (state.phase === "synchronising") return nothing();
  if (!isSessionOpen(state)) return notOpen(state);
  if (parts.length === 0) {
    return refuse({
      code: "gateway.synchronisation-empty",
      message: "A synchronisation needs at least one part.",
      field: "parts",
      inputs: { parts: 0 },
      limit: "at least 1",
      remedy: "Name what has to be known before trading.",
    });
  }
  return emit({ type: "SynchronisationStarted", data: { parts } });
}

/** A part that is not awaited (any more) changes nothing. */
function completePart(state: State, { part, count }: CommandData<"CompletePart">): Result {
  if (state.phase !== "synchronising" || !state.remaining.includes(part)) return nothing();
  const completed: GatewayConnectionEvent = { type: "SynchronisationPartCompleted", data: { part, count } };
  if (state.remaining.some((other) => other !== part)) return emit(completed);
  if (state.serverVersion === null) throw new Error("a session synchronised without ever having opened");
  return emit<GatewayConnectionEvent>(completed, {
    type: "SynchronisationCompleted",
    data: { serverVersion: state.serverVersion },
  });
}

function notOpen(state: State): Outcome<never> {
  return refuse({
    code: "gateway.not-open",
    message: "There is no session with the gateway.",
    field: null,
    inputs: { phase: state.phase },
    limit: null,
    remedy: "Wait until the gateway is connected.",
  });
}

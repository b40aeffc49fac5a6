import type {
  BrokerLinkStatus,
  EpochMs,
  FarmKind,
  FarmStatus,
  GatewayConnectionEvent,
  MarketDataType,
  Position,
  RequestsEvent,
  RequestThrottlingBegan,
  SessionEvent,
  SynchronisationPart,
  TradingMode,
} from "@legbook/domain";
import { type ViewState, ignored, projection } from "../runner/projection.ts";

export type ConnectionPhase =
  | "idle"
  | "connecting"
  | "handshaking"
  | "synchronising"
  | "ready"
  | "waiting"
  | "blocked"
  | "closed";

export interface FarmState {
  readonly name: string;
  kind: FarmKind;
  /** `unknown` since the socket was lost: farms report themselves again after a handshake. */
  status: FarmStatus | "unknown";
}

export interface EngineSession {
  readonly sessionId: string;
  readonly version: string;
  readonly mode: TradingMode;
  readonly gateway: { readonly host: string; readonly port: number; readonly clientId: number };
  readonly accountsAllowed: readonly string[];
  readonly startedAt: EpochMs;
  endedAt: EpochMs | null;
}

export interface RequestThrottling extends RequestThrottlingBegan {
  readonly since: EpochMs;
  readonly position: Position;
}

/** The link to the gateway, as the newest session of the engine sees it. */
export interface ConnectionState extends ViewState {
  session: EngineSession | null;
  phase: ConnectionPhase;
  /** Number of the newest attempt to connect since the last success. */
  attempts: number;
  serverVersion: number | null;
  accounts: readonly string[];
  readonly farms: Map<string, FarmState>;
  brokerLink: BrokerLinkStatus | null;
  marketDataType: MarketDataType | null;
  /** Gateway time minus this machine's. */
  timeOffsetMs: number | null;
  roundTripMs: number | null;
  /** Parts still to come of a synchronisation under way. */
  synchronising: SynchronisationPart[];
  lastLoss: {
    readonly cause: string;
    readonly code: number | null;
    readonly message: string;
    readonly at: EpochMs;
  } | null;
  nextAttemptAt: EpochMs | null;
  blocked: { readonly cause: string; readonly message: string } | null;
  /** What our own pacing holds back since; null while everything goes at once. */
  throttling: RequestThrottling | null;
  lastNotice: { readonly code: number; readonly message: string; readonly at: EpochMs } | null;
}

function init(): ConnectionState {
  return {
    position: null,
    session: null,
    phase: "idle",
    attempts: 0,
    serverVersion: null,
    accounts: [],
    farms: new Map(),
    brokerLink: null,
    marketDataType: null,
    timeOffsetMs: null,
    roundTripMs: null,
    synchronising: [],
    lastLoss: null,
    nextAttemptAt: null,
    blocked: null,
    throttling: null,
    lastNotice: null,
  };
}

/** What was known through the socket is not known without it. */
function forgetSocket(state: ConnectionState): void {
  state.serverVersion = null;
  state.brokerLink = null;
  state.synchronising = [];
  for (const farm of state.farms.values()) farm.status = "unknown";
}

type Followed =
  | GatewayConnectionEvent
  | RequestsEvent
  | Extract<SessionEvent, { type: "SessionStarted" | "SessionEnded" }>;

export const connection = projection<ConnectionState, Followed>({
  name: "connection",
  version: 2,
  init,
  on: {
    SessionStarted(state, session, record) {
      // The process before it may have died with its socket open: nothing that it knew of the link holds.
      const { position: _, ...fresh } = init();
      Object.assign(state, fresh);
      state.session = {
        sessionId: session.sessionId,
        version: session.version,
        mode: session.mode,
        gateway: session.gateway,
        accountsAllowed: session.accountsAllowed,
        startedAt: record.metadata.occurredAt,
        endedAt: null,
      };
      return true;
    },
    SessionEnded(state, { sessionId }, record) {
      if (state.session?.sessionId !== sessionId) return false;
      state.session.endedAt = record.metadata.occurredAt;
      state.phase = "closed";
      forgetSocket(state);
      return true;
    },
    ConnectionRequested(state, { attempt }) {
      state.phase = "connecting";
      state.attempts = attempt;
      state.nextAttemptAt = null;
      state.blocked = null;
      return true;
    },
    ConnectionOpenReported(state, { serverVersion }) {
      state.phase = "handshaking";
      state.serverVersion = serverVersion;
      state.accounts = [];
      state.farms.clear();
      state.marketDataType = null;
      // A gateway without its link to the broker says so (1100) right after the handshake.
      state.brokerLink = "restoredDataKept";
      state.lastLoss = null;
      return true;
    },
    ConnectionLossReported(state, { cause, code, message }, record) {
      forgetSocket(state);
      state.lastLoss = { cause, code, message, at: record.metadata.occurredAt };
      if (state.phase !== "blocked" && state.phase !== "closed") state.phase = "waiting";
      return true;
    },
    ReconnectionScheduled(state, { attempt, delayMs }, record) {
      state.attempts = attempt;
      state.nextAttemptAt = (record.metadata.occurredAt + delayMs) as EpochMs;
      return true;
    },
    ConnectionBlocked(state, { cause, message }) {
      state.phase = "blocked";
      state.blocked = { cause, message };
      return true;
    },
    ConnectionCloseRequested(state) {
      state.phase = "closed";
      state.nextAttemptAt = null;
      return true;
    },
    ManagedAccountsReported(state, { accounts }) {
      state.accounts = accounts;
      return true;
    },
    NextOrderIdReported: ignored,
    FarmStatusReported(state, { farm, kind, status }) {
      state.farms.set(farm, { name: farm, kind, status });
      return true;
    },
    BrokerLinkReported(state, { status }) {
      if (state.brokerLink === status) return false;
      state.brokerLink = status;
      return true;
    },
    GatewayTimeReported(state, { offsetMs, roundTripMs }) {
      state.timeOffsetMs = offsetMs;
      state.roundTripMs = roundTripMs;
      return true;
    },
    // The loss that it leads to is an event of its own.
    HeartbeatMissed: ignored,
    MarketDataTypeRequested(state, { dataType }) {
      state.marketDataType = dataType;
      return true;
    },
    SynchronisationStarted(state, { parts }) {
      state.phase = "synchronising";
      state.synchronising = [...parts];
      return true;
    },
    SynchronisationPartCompleted(state, { part }) {
      state.synchronising = state.synchronising.filter((open) => open !== part);
      return true;
    },
    SynchronisationCompleted(state, { serverVersion }) {
      state.phase = "ready";
      state.serverVersion = serverVersion;
      state.synchronising = [];
      state.attempts = 0;
      return true;
    },
    RequestThrottlingBegan(state, began, { metadata, position }) {
      state.throttling = { ...began, since: metadata.occurredAt, position };
      return true;
    },
    RequestThrottlingEnded(state) {
      state.throttling = null;
      return true;
    },
    GatewayNoticeReported(state, { code, message }, record) {
      state.lastNotice = { code, message, at: record.metadata.occurredAt };
      return true;
    },
  },
});

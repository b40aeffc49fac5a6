import {
  type EpochMs,
  type FarmKind,
  type MarketDataType,
  type Position,
  type SessionPhase,
  sessionPhase,
  type SynchronisationPart,
} from "@legbook/domain";
import type { ViewStates } from "../runner/states.ts";
import type { ConnectionPhase, ConnectionState, EngineSession, FarmState } from "./fold.ts";

export interface FarmView {
  readonly name: string;
  readonly kind: FarmKind;
  readonly status: FarmState["status"];
}

export interface ConnectionView {
  readonly position: Position | null;
  readonly session: EngineSession | null;
  readonly phase: ConnectionPhase;
  /** Orders can be sent: synchronised, the broker behind the gateway, no market data farm broken. */
  readonly ready: boolean;
  /** Why it is not ready, as sentences. */
  readonly reasons: readonly string[];
  readonly serverVersion: number | null;
  readonly accounts: readonly string[];
  readonly farms: readonly FarmView[];
  readonly brokerLinkOk: boolean;
  readonly marketDataType: MarketDataType | null;
  /** Gateway time minus this machine's. */
  readonly timeOffsetMs: number | null;
  readonly roundTripMs: number | null;
  /** Gateway time now, as given. */
  readonly time: EpochMs;
  readonly sessionPhase: SessionPhase["phase"];
  readonly minutesToClose: number | null;
  readonly attempts: number;
  readonly nextAttemptAt: EpochMs | null;
  /** Since when our own pacing holds requests back, and which; null while everything goes at once. */
  readonly throttling: ConnectionState["throttling"];
  readonly lastNotice: ConnectionState["lastNotice"];
}

const PART_WORDS: Readonly<Record<SynchronisationPart, string>> = {
  accounts: "accounts",
  nextOrderId: "the next order id",
  openOrders: "open orders",
  executions: "executions",
  positions: "positions",
  accountSummary: "the account summary",
};

/** Attempts in vain after which a person should look: a gateway may show its login and wait for a second factor. */
const ATTEMPTS_BEFORE_PERSON = 4;
const PERSON_WORDS = "It may be waiting for a person at its login.";

function lossWords(state: ConnectionState): string {
  if (state.lastLoss === null) return "";
  const { code, message } = state.lastLoss;
  return ` ${code === null ? message : `${message} (${code})`}`;
}

function phaseReason(state: ConnectionState, now: EpochMs): string | null {
  const target =
    state.session === null ? "the gateway" : `${state.session.gateway.host}:${state.session.gateway.port}`;
  switch (state.phase) {
    case "ready":
      return null;
    case "idle":
      return "No connection was asked for yet.";
    case "connecting":
      return `Connecting to ${target}, attempt ${state.attempts}.`;
    case "handshaking":
      return `${target} answered; waiting for its accounts and order ids.`;
    case "synchronising":
      return `Reading the broker's books: ${state.synchronising.map((part) => PART_WORDS[part]).join(", ") || "almost done"}.`;
    case "waiting": {
      const seconds =
        state.nextAttemptAt === null ? null : Math.max(0, Math.ceil((state.nextAttemptAt - now) / 1000));
      const next = seconds === null ? "" : ` Next attempt in ${seconds} s.`;
      const person = state.attempts < ATTEMPTS_BEFORE_PERSON ? "" : ` ${PERSON_WORDS}`;
      return `The connection to ${target} is lost.${lossWords(state)}${next}${person}`;
    }
    case "blocked":
      return `A person has to act: ${state.blocked?.message ?? "the gateway refuses this session"}.`;
    case "closed":
      return "The connection was closed on purpose.";
  }
}

function reasonsOf(state: ConnectionState, now: EpochMs): string[] {
  const reasons: string[] = [];
  const phase = phaseReason(state, now);
  if (phase !== null) reasons.push(phase);
  if (state.brokerLink === "lost") reasons.push("The gateway has lost its own link to the broker (1100).");
  for (const { name, kind, status } of state.farms.values()) {
    if (kind === "marketData" && status === "broken") reasons.push(`The market data farm ${name} is broken.`);
  }
  return reasons;
}

/** Whether orders can be sent, and if not, why. `now` is gateway time. */
export function connectionView({ connection }: ViewStates, now: EpochMs): ConnectionView {
  const reasons = reasonsOf(connection, now);
  const { phase, minutesToClose } = sessionPhase(now);
  return {
    position: connection.position,
    session: connection.session,
    phase: connection.phase,
    ready: reasons.length === 0,
    reasons,
    serverVersion: connection.serverVersion,
    accounts: connection.accounts,
    farms: [...connection.farms.values()].map(({ name, kind, status }) => ({ name, kind, status })),
    brokerLinkOk: connection.brokerLink !== null && connection.brokerLink !== "lost",
    marketDataType: connection.marketDataType,
    timeOffsetMs: connection.timeOffsetMs,
    roundTripMs: connection.roundTripMs,
    time: now,
    sessionPhase: phase,
    minutesToClose,
    attempts: connection.attempts,
    nextAttemptAt: connection.nextAttemptAt,
    throttling: connection.throttling,
    lastNotice: connection.lastNotice,
  };
}

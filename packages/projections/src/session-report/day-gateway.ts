import type { EpochMs, GatewayConnectionEvent, Position, RecordedEvent, SessionEvent } from "@legbook/domain";
import type { ConnectionState } from "../connection/fold.ts";
import { ignored, projection, type ViewState } from "../runner/projection.ts";
import type { NoticeRow, Outage, SessionRun } from "./model.ts";

type OpenOutage = Omit<Outage, "to" | "durationMs">;

/** What the day says of the engine's runs and of the way to the broker. */
export interface DayGatewayState extends ViewState {
  /** Under way, by what is out. */
  readonly open: Map<string, OpenOutage>;
  readonly outages: Outage[];
  readonly runs: SessionRun[];
  /** The newest event of the run under way; null when none is. */
  lastSeen: { readonly at: EpochMs; readonly position: Position } | null;
  closing: boolean;
  /** Whether the run under way has begun to connect: a loss before that is of the one before it. */
  connecting: boolean;
  heartbeatsMissed: number;
  reconnections: number;
  readonly notices: Map<number, NoticeRow>;
}

function begin(
  state: DayGatewayState,
  outage: Pick<Outage, "what" | "name" | "cause" | "code">,
  { metadata, position }: RecordedEvent,
): boolean {
  const key = `${outage.what} ${outage.name}`;
  if (state.open.has(key)) return false;
  state.open.set(key, { ...outage, from: metadata.occurredAt, position });
  return true;
}

function end(state: DayGatewayState, key: string, at: EpochMs): boolean {
  const open = state.open.get(key);
  if (open === undefined) return false;
  state.open.delete(key);
  state.outages.push({ ...open, to: at, durationMs: Math.max(0, at - open.from) });
  return true;
}

function endAll(state: DayGatewayState, at: EpochMs): void {
  for (const key of state.open.keys()) end(state, key, at);
}

/** Counts one saying under its code; the newest words stay. */
export function countNotice(
  notices: Map<number, NoticeRow>,
  { code, message }: { readonly code: number; readonly message: string },
  at: EpochMs,
): void {
  const known = notices.get(code);
  notices.set(code, {
    code,
    message,
    count: (known?.count ?? 0) + 1,
    firstAt: known?.firstAt ?? at,
    lastAt: at,
  });
}

type Followed = GatewayConnectionEvent | Extract<SessionEvent, { type: "SessionStarted" | "SessionEnded" }>;

function runStarted(
  state: DayGatewayState,
  { sessionId, version, mode, configuration }: Extract<SessionEvent, { type: "SessionStarted" }>["data"],
  record: RecordedEvent,
): boolean {
  const at = record.metadata.occurredAt;
  // A run that never said that it ended died; what was out in it is out no longer, since nothing was up.
  if (state.lastSeen !== null) {
    endAll(state, state.lastSeen.at);
    const { at: from, position } = state.lastSeen;
    const words = "the engine ended without a word: killed, crashed, or the machine stopped";
    state.outages.push({
      what: "engine",
      name: "engine",
      from,
      to: at,
      durationMs: Math.max(0, at - from),
      cause: words,
      code: null,
      position,
    });
  }
  state.closing = false;
  state.connecting = false;
  state.lastSeen = { at, position: record.position };
  state.runs.push({ sessionId, version, mode, startedAt: at, endedAt: null, reason: null, configuration });
  return true;
}

/** A fold of the day's events, begun with what was open when it began. */
export const dayGateway = projection<DayGatewayState, Followed>({
  name: "dayGateway",
  version: 1,
  init: () => ({
    position: null,
    open: new Map(),
    outages: [],
    runs: [],
    lastSeen: null,
    closing: false,
    connecting: false,
    heartbeatsMissed: 0,
    reconnections: 0,
    notices: new Map(),
  }),
  on: {
    SessionStarted: runStarted,
    SessionEnded(state, { sessionId, reason }, { metadata }) {
      endAll(state, metadata.occurredAt);
      state.lastSeen = null;
      const place = state.runs.findIndex((run) => run.sessionId === sessionId);
      const run = state.runs[place];
      if (run !== undefined) state.runs[place] = { ...run, endedAt: metadata.occurredAt, reason };
      return true;
    },
    ConnectionLossReported(state, { cause, code, message }, record) {
      if (state.closing || !state.connecting || cause === "requested") return false;
      const words = message === "" ? cause : `${cause}: ${message}`;
      return begin(state, { what: "gateway", name: "gateway", cause: words, code }, record);
    },
    ConnectionBlocked: (state, { cause, message }, record) =>
      begin(state, { what: "gateway", name: "gateway", cause: `${cause}: ${message}`, code: null }, record),
    ConnectionCloseRequested(state) {
      state.closing = true;
      return true;
    },
    SynchronisationCompleted(state, _data, { metadata }) {
      const at = metadata.occurredAt;
      if (!end(state, "gateway gateway", at)) return false;
      state.reconnections += 1;
      return true;
    },
    BrokerLinkReported: (state, { status, code }, record) =>
      status === "lost"
        ? begin(
            state,
            { what: "brokerLink", name: "broker", cause: "the gateway lost the broker", code },
            record,
          )
        : end(state, "brokerLink broker", record.metadata.occurredAt),
    FarmStatusReported: (state, { farm, status, code }, record) =>
      status === "broken"
        ? begin(state, { what: "farm", name: farm, cause: "the farm is broken", code }, record)
        : end(state, `farm ${farm}`, record.metadata.occurredAt),
    HeartbeatMissed(state) {
      state.heartbeatsMissed += 1;
      return true;
    },
    GatewayNoticeReported(state, data, { metadata }) {
      // What the engine itself says by a notice, the report finds out from the orders.
      if (metadata.actor === "engine") return false;
      countNotice(state.notices, data, metadata.occurredAt);
      return true;
    },
    ConnectionRequested(state) {
      state.connecting = true;
      return true;
    },
    ConnectionOpenReported: ignored,
    ReconnectionScheduled: ignored,
    ManagedAccountsReported: ignored,
    NextOrderIdReported: ignored,
    GatewayTimeReported: ignored,
    MarketDataTypeRequested: ignored,
    SynchronisationStarted: ignored,
    SynchronisationPartCompleted: ignored,
  },
});

/** The state of a day into which a run of the engine lasted, with what was out of its way to the broker. */
export function gatewayAtStart(before: ConnectionState | null, start: EpochMs): DayGatewayState {
  const state = dayGateway.init();
  const { session = null, position = null, phase, lastLoss } = before ?? {};
  if (session === null || session.endedAt !== null || position === null) return state;
  const { sessionId, version, mode, startedAt } = session;
  state.lastSeen = { at: start, position };
  state.connecting = true;
  state.runs.push({ sessionId, version, mode, startedAt, endedAt: null, reason: null, configuration: {} });
  if (phase === "waiting" || phase === "blocked") {
    const { cause = phase, code = null } = lastLoss ?? {};
    state.open.set("gateway gateway", {
      what: "gateway",
      name: "gateway",
      from: start,
      cause,
      code,
      position,
    });
  }
  return state;
}

/** All outages in the order of their beginning; those that last are measured to `until`. */
export function outagesUntil(state: DayGatewayState, until: EpochMs): readonly Outage[] {
  const lasting: Outage[] = [];
  for (const open of state.open.values()) {
    lasting.push({ ...open, to: null, durationMs: Math.max(0, until - open.from) });
  }
  return [...state.outages, ...lasting].sort((a, b) => a.from - b.from);
}

import {
  type EpochMs,
  type GatewayConnectionEvent,
  type LinePurpose,
  LINES_MAX_DEFAULT,
  type MarketDataType,
  type Position,
  REJECTED_LINES_MAX,
  type SubscriptionLinesEvent,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

export interface LineState {
  readonly conId: number;
  /** Null between the gateway forgetting all lines and this one being opened again. */
  requestId: number | null;
  purpose: LinePurpose;
  usedAt: EpochMs;
  dataType: MarketDataType | null;
  position: Position;
}

export interface RejectionState {
  readonly code: number;
  readonly message: string;
  readonly at: EpochMs;
  /** Of the line; null when it was not ours any more. */
  readonly purpose: LinePurpose | null;
  readonly usedAt: EpochMs;
}

/** The gateway's market data lines, who holds them and what it refused. */
export interface SubscriptionsState extends ViewState {
  linesMax: number;
  readonly lines: Map<number, LineState>;
  /** Holders by contract id; a pin may come before its line. */
  readonly pins: Map<number, Set<string>>;
  /** What the gateway refused or ended, until that contract's line is opened again. */
  readonly rejections: Map<number, RejectionState>;
  evictions: number;
  /** Lines refused because every one was pinned. */
  refusals: number;
  /** The session in which the lines were opened has ended: nothing is quoted until the next one is synchronised. */
  sessionLost: boolean;
  /** By contract id: the event that last opened or closed its line. */
  readonly changedAt: Map<number, Position>;
}

function close(state: SubscriptionsState, conId: number, requestId: number, position: Position): boolean {
  const line = state.lines.get(conId);
  if (line === undefined || (line.requestId !== null && line.requestId !== requestId)) return false;
  state.lines.delete(conId);
  state.changedAt.set(conId, position);
  return true;
}

/** No line speaks without a session. */
function sessionLost(state: SubscriptionsState, position: Position): boolean {
  if (state.sessionLost) return false;
  state.sessionLost = true;
  for (const line of state.lines.values()) {
    line.dataType = null;
    state.changedAt.set(line.conId, position);
  }
  return true;
}

type Followed =
  | SubscriptionLinesEvent
  | Extract<
      GatewayConnectionEvent,
      {
        type:
          | "ConnectionLossReported"
          | "ConnectionBlocked"
          | "ConnectionCloseRequested"
          | "SynchronisationCompleted";
      }
    >;

export const subscriptions = projection<SubscriptionsState, Followed>({
  name: "subscriptions",
  version: 2,
  init: () => ({
    position: null,
    linesMax: LINES_MAX_DEFAULT,
    lines: new Map(),
    pins: new Map(),
    rejections: new Map(),
    evictions: 0,
    refusals: 0,
    sessionLost: false,
    changedAt: new Map(),
  }),
  on: {
    ConnectionLossReported: (state, _data, { position }) => sessionLost(state, position),
    ConnectionBlocked: (state, _data, { position }) => sessionLost(state, position),
    ConnectionCloseRequested: (state, _data, { position }) => sessionLost(state, position),
    SynchronisationCompleted(state) {
      if (!state.sessionLost) return false;
      state.sessionLost = false;
      return true;
    },
    LineRequested(state, { conId, purpose, usedAt }, { position }) {
      const line = state.lines.get(conId);
      if (line === undefined) return false;
      line.purpose = purpose;
      line.usedAt = usedAt;
      line.position = position;
      return true;
    },
    LineOpened(state, { contract: { conId }, requestId, purpose, usedAt }, { position }) {
      state.lines.set(conId, { conId, requestId, purpose, usedAt, dataType: null, position });
      state.rejections.delete(conId);
      state.changedAt.set(conId, position);
      return true;
    },
    LineEvicted(state, { conId, requestId }, { position }) {
      state.evictions += 1;
      close(state, conId, requestId, position);
      return true;
    },
    LineReleased(state, { conId, requestId }, { position }) {
      const closed = close(state, conId, requestId, position);
      // A rejected line is released by being forgotten.
      return state.rejections.delete(conId) || closed;
    },
    LinePinned(state, { conId, holder }) {
      const holders = state.pins.get(conId);
      if (holders === undefined) state.pins.set(conId, new Set([holder]));
      else holders.add(holder);
      return true;
    },
    LineUnpinned(state, { conId, holder }) {
      const holders = state.pins.get(conId);
      if (holders?.delete(holder) !== true) return false;
      if (holders.size === 0) state.pins.delete(conId);
      return true;
    },
    LineRefused(state) {
      state.refusals += 1;
      return true;
    },
    LineRejectionReported(state, { conId, requestId, code, message }, { position, metadata }) {
      const line = state.lines.get(conId);
      if (line?.requestId === requestId) close(state, conId, requestId, position);
      const at = metadata.occurredAt;
      state.rejections.delete(conId);
      state.rejections.set(conId, {
        code,
        message,
        at,
        purpose: line?.purpose ?? null,
        usedAt: line?.usedAt ?? at,
      });
      for (const oldest of state.rejections.keys()) {
        if (state.rejections.size <= REJECTED_LINES_MAX) break;
        if (!state.pins.has(oldest)) state.rejections.delete(oldest);
      }
      return true;
    },
    LineDataTypeReported(state, { conId, requestId, dataType }, { position }) {
      const line = state.lines.get(conId);
      if (line?.requestId !== requestId || line.dataType === dataType) return false;
      line.dataType = dataType;
      line.position = position;
      return true;
    },
    LinesInvalidated(state, _cause, { position }) {
      // Those that come back are opened again; a refusal held for the old session only.
      state.rejections.clear();
      for (const line of state.lines.values()) {
        line.requestId = null;
        line.dataType = null;
        line.position = position;
        state.changedAt.set(line.conId, position);
      }
      return true;
    },
    LinesLimitSet(state, { linesMax }) {
      state.linesMax = linesMax;
      return true;
    },
  },
});

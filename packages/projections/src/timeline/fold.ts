import {
  type EpochMs,
  exchangeDate,
  type GatewayConnectionEvent,
  type IsoDate,
  isLongThrottling,
  type OrderEvent,
  type Position,
  type RecordedEvent,
  type RequestsEvent,
  type RiskEvent,
  type SessionEvent,
  Shelf,
} from "@legbook/domain";
import { type ViewState, projection } from "../runner/projection.ts";

/** What a person looks for on a day's line. `problem`: a rejection, or an outcome that was not known. */
export type MarkerKind =
  | "session"
  | "order"
  | "fill"
  | "refusal"
  | "cancel"
  | "problem"
  | "disconnect"
  | "connect"
  | "breaker"
  | "killSwitch"
  | "limits"
  /** Our own pacing held something back for long; the marker is its end. */
  | "throttling";

export interface MarkerState {
  readonly kind: MarkerKind;
  readonly at: EpochMs;
  readonly position: Position;
  /** Whom it concerns: an order's reference, an account; null for the whole engine. */
  readonly subject: string | null;
}

export interface TimelineDayState {
  readonly date: IsoDate;
  /** Gateway time of the first and the last event of the day that this view follows. */
  from: EpochMs;
  to: EpochMs;
  /** How many markers it has. */
  markers: number;
}

/** Where something happened, day by day in New York. */
export interface TimelineState extends ViewState {
  readonly days: Map<IsoDate, TimelineDayState>;
  /** By `markerKey`: the day's markers in the log's order. */
  readonly markers: Shelf<string, MarkerState>;
}

/** The key of a day's marker, the first at 0. */
export function markerKey(date: IsoDate, place: number): string {
  return `${date} ${place}`;
}

/** Executions of one order within this time are one fill: a combo comes as itself and its legs. */
const ONE_FILL_MS = 1_000;

function dayOf(state: TimelineState, at: EpochMs): TimelineDayState {
  const date = exchangeDate(at);
  let day = state.days.get(date);
  if (day === undefined) {
    day = { date, from: at, to: at, markers: 0 };
    state.days.set(date, day);
  }
  if (at < day.from) day.from = at;
  if (at > day.to) day.to = at;
  return day;
}

function seen(state: TimelineState, _data: unknown, { metadata }: RecordedEvent): boolean {
  dayOf(state, metadata.occurredAt);
  return true;
}

function mark(
  state: TimelineState,
  kind: MarkerKind,
  subject: string | null,
  { position, metadata: { occurredAt: at } }: RecordedEvent,
): true {
  const day = dayOf(state, at);
  state.markers.set(markerKey(day.date, day.markers), { kind, at, position, subject });
  day.markers += 1;
  return true;
}

function isSameFill(state: TimelineState, subject: string, at: EpochMs): boolean {
  const { date, markers } = dayOf(state, at);
  for (let place = markers - 1; place >= 0; place -= 1) {
    const marker = state.markers.get(markerKey(date, place));
    if (marker === undefined || at - marker.at > ONE_FILL_MS) return false;
    if (marker.kind === "fill" && marker.subject === subject) return true;
  }
  return false;
}

type Followed = SessionEvent | GatewayConnectionEvent | RequestsEvent | OrderEvent | RiskEvent;

export const timeline = projection<TimelineState, Followed>({
  name: "timeline",
  version: 2,
  init: () => ({ position: null, days: new Map(), markers: new Shelf() }),
  on: {
    SessionStarted: (state, _data, record) => mark(state, "session", null, record),
    SessionEnded: (state, _data, record) => mark(state, "session", null, record),
    ScanStarted: seen,
    ScanStopped: seen,
    ScanLookTaken: seen,
    ConnectionRequested: seen,
    ConnectionOpenReported: seen,
    ConnectionLossReported: (state, _data, record) => mark(state, "disconnect", null, record),
    ReconnectionScheduled: seen,
    ConnectionBlocked: (state, _data, record) => mark(state, "disconnect", null, record),
    ConnectionCloseRequested: seen,
    ManagedAccountsReported: seen,
    NextOrderIdReported: seen,
    FarmStatusReported: seen,
    BrokerLinkReported: (state, { status }, record) =>
      mark(state, status === "lost" ? "disconnect" : "connect", null, record),
    GatewayTimeReported: seen,
    HeartbeatMissed: seen,
    MarketDataTypeRequested: seen,
    SynchronisationStarted: seen,
    SynchronisationPartCompleted: seen,
    SynchronisationCompleted: (state, _data, record) => mark(state, "connect", null, record),
    GatewayNoticeReported: seen,
    RequestThrottlingBegan: seen,
    RequestThrottlingEnded: (state, data, record) =>
      isLongThrottling(data) ? mark(state, "throttling", null, record) : seen(state, data, record),
    OrderRequested: seen,
    OrderRefused: (state, { orderRef }, record) => mark(state, "refusal", orderRef, record),
    MarginPreviewRequested: seen,
    MarginPreviewReported: seen,
    MarginPreviewFailed: seen,
    RiskAssessed: seen,
    OrderPlacementIntended: (state, { orderRef }, record) => mark(state, "order", orderRef, record),
    OrderTransmitted: seen,
    OrderTransmissionFailed: (state, { orderRef }, record) => mark(state, "problem", orderRef, record),
    OrderOpenReported: seen,
    OrderStatusReported: seen,
    OrderErrorReported: (state, { orderRef }, record) => mark(state, "problem", orderRef, record),
    ExecutionReported(state, { orderRef }, record) {
      const at = record.metadata.occurredAt;
      return isSameFill(state, orderRef, at) || mark(state, "fill", orderRef, record);
    },
    CommissionReported: seen,
    OrderCancelRequested: (state, { orderRef }, record) => mark(state, "cancel", orderRef, record),
    OrderCancelTransmitted: seen,
    OrderOutcomeUnknown: (state, { orderRef }, record) => mark(state, "problem", orderRef, record),
    OrderReconciled: seen,
    RiskLimitsSet: (state, { account }, record) => mark(state, "limits", account, record),
    KillSwitchEngaged: (state, { account }, record) => mark(state, "killSwitch", account, record),
    KillSwitchReleased: (state, { account }, record) => mark(state, "killSwitch", account, record),
    VolatilityBreakerTripped: (state, { account }, record) => mark(state, "breaker", account, record),
    VolatilityBreakerReset: (state, { account }, record) => mark(state, "breaker", account, record),
  },
});

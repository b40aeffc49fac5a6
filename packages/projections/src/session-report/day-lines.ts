import { type EpochMs, LINES_MAX_DEFAULT, type SubscriptionLinesEvent } from "@legbook/domain";
import { ignored, projection, type ViewState } from "../runner/projection.ts";
import type { SubscriptionsState } from "../subscriptions/fold.ts";
import { countNotice } from "./day-gateway.ts";
import type { LinePoint, NoticeRow } from "./model.ts";

/** Market data lines over the day. */
export interface DayLinesState extends ViewState {
  linesMax: number;
  readonly open: Set<number>;
  peak: number;
  opened: number;
  evicted: number;
  refused: number;
  readonly rejected: Map<number, NoticeRow>;
  /** One a moment at which their number changed; thinned when they are many. */
  use: LinePoint[];
}

const POINTS_MAX = 2_000;

/** Of neighbours one stays, the one with more lines in use: peaks are what is looked for. */
function thinned(points: readonly LinePoint[]): LinePoint[] {
  const kept: LinePoint[] = [];
  for (let place = 0; place < points.length; place += 2) {
    const [a, b] = [points[place], points[place + 1]];
    if (a !== undefined) kept.push(b === undefined || a.used > b.used ? a : b);
  }
  return kept;
}

function changed(state: DayLinesState, at: EpochMs): true {
  const used = state.open.size;
  state.peak = Math.max(state.peak, used);
  if (state.use.at(-1)?.at === at) state.use.pop();
  state.use.push({ at, used });
  if (state.use.length > POINTS_MAX) state.use = thinned(state.use);
  return true;
}

function close(state: DayLinesState, conId: number, at: EpochMs): boolean {
  return state.open.delete(conId) && changed(state, at);
}

/** A fold of the day's events, begun with the lines that were open when it began. */
export const dayLines = projection<DayLinesState, SubscriptionLinesEvent>({
  name: "dayLines",
  version: 1,
  init: () => ({
    position: null,
    linesMax: LINES_MAX_DEFAULT,
    open: new Set(),
    peak: 0,
    opened: 0,
    evicted: 0,
    refused: 0,
    rejected: new Map(),
    use: [],
  }),
  on: {
    LineOpened(state, { contract }, { metadata }) {
      state.opened += 1;
      state.open.add(contract.conId);
      return changed(state, metadata.occurredAt);
    },
    LineEvicted(state, { conId }, { metadata }) {
      state.evicted += 1;
      close(state, conId, metadata.occurredAt);
      return true;
    },
    LineReleased: (state, { conId }, { metadata }) => close(state, conId, metadata.occurredAt),
    LineRefused(state) {
      state.refused += 1;
      return true;
    },
    LineRejectionReported(state, { conId, code, message }, { metadata }) {
      countNotice(state.rejected, { code, message }, metadata.occurredAt);
      close(state, conId, metadata.occurredAt);
      return true;
    },
    LinesInvalidated(state, _cause, { metadata }) {
      state.open.clear();
      return changed(state, metadata.occurredAt);
    },
    LinesLimitSet(state, { linesMax }) {
      state.linesMax = linesMax;
      return true;
    },
    LineRequested: ignored,
    LinePinned: ignored,
    LineUnpinned: ignored,
    LineDataTypeReported: ignored,
  },
});

/** Where the day begins. */
export function linesAtStart(before: SubscriptionsState | null): DayLinesState {
  const state = dayLines.init();
  if (before === null) return state;
  state.linesMax = before.linesMax;
  for (const conId of before.lines.keys()) state.open.add(conId);
  state.peak = state.open.size;
  return state;
}

import type { RequestsEvent, SessionEvent } from "@legbook/domain";
import type { RequestThrottling } from "../connection/fold.ts";
import { projection, type ViewState } from "../runner/projection.ts";
import type { ThrottlingRow } from "./model.ts";

/** What our own pacing held back over the day. */
export interface DayThrottlingState extends ViewState {
  /** The episode under way; null when there is none. */
  open: RequestThrottling | null;
  readonly rows: ThrottlingRow[];
}

type Followed = RequestsEvent | Extract<SessionEvent, { type: "SessionStarted" }>;

/** A fold of the day's events, begun with what was held back when it began. */
export const dayThrottling = projection<DayThrottlingState, Followed>({
  name: "dayThrottling",
  version: 1,
  init: () => ({ position: null, open: null, rows: [] }),
  on: {
    SessionStarted(state) {
      if (state.open === null) return false;
      state.rows.push(unended(state.open, "engineGone"));
      state.open = null;
      return true;
    },
    RequestThrottlingBegan(state, began, { metadata, position }) {
      state.open = { ...began, since: metadata.occurredAt, position };
      return true;
    },
    RequestThrottlingEnded(state, { cause, durationMs, waitingMax, held, refused, dropped }) {
      if (state.open === null) throw new Error("throttling ended that never began");
      const { since, limit, limitMax, request, position } = state.open;
      const end = { end: cause, durationMs, waitingMax, held, refused, dropped };
      state.rows.push({ from: since, limit, limitMax, request, position, ...end });
      state.open = null;
      return true;
    },
  },
});

/** An episode of which the log does not say how it ended, or does not yet. */
function unended(
  { since, limit, limitMax, request, waiting, position }: RequestThrottling,
  end: "engineGone" | null,
): ThrottlingRow {
  const unknown = { durationMs: null, held: [], refused: 0, dropped: 0 };
  return { from: since, limit, limitMax, request, position, waitingMax: waiting, end, ...unknown };
}

/** Where the day begins. */
export function throttlingAtStart(open: RequestThrottling | null): DayThrottlingState {
  return { ...dayThrottling.init(), open };
}

/** All episodes, in the order of their beginning; one that lasts is the last. */
export function throttlingUntil({ rows, open }: DayThrottlingState): readonly ThrottlingRow[] {
  return open === null ? rows : [...rows, unended(open, null)];
}

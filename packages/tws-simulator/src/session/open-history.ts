import type { ClientSession } from "./client-session.ts";
import type { StreamKind } from "./data-streams.ts";

/** From a request for history to its answer at the soonest, in real time. */
const ANSWER_MS = 30;

/** A request that is admitted and not over: it may be cancelled, and another one be made under its id. */
export interface OpenHistory {
  readonly isOver: boolean;
}

/** Has a request answered step by step, until it is over: answered, cancelled, or its client gone. */
export function answerLater(
  session: ClientSession,
  kind: StreamKind,
  requestId: number,
  steps: (open: OpenHistory) => Iterator<number, void>,
): void {
  const { pacing } = session.venue.history;
  const open = { isOver: false };
  let drop = (): void => undefined;
  pacing.opened();
  session.streams.open(kind, requestId, () => {
    open.isOver = true;
    drop();
    pacing.closed();
  });
  session.after(ANSWER_MS, () => {
    if (!open.isOver) drop = session.work(steps(open));
  });
}

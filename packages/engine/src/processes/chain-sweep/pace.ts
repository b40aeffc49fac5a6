/**
 * The sweep's share of the gateway's pace. No window of a second holds more than `messagesPerSecondMax` of its requests,
 * and no step more than its part of them (or one rotation), so that a pause is not made up for in one burst. What goes first on the socket
 * is the request coordinator's to say.
 */
export interface SweepPace {
  readonly messagesPerSecondMax: number;
  readonly stepMs: number;
  /** What was sent in the second before the newest of them, oldest first. */
  readonly sent: readonly { readonly at: number; readonly messages: number }[];
}

const WINDOW_MS = 1_000;
/** A closing and an opening. */
const ROTATION = 2;

export function createSweepPace(messagesPerSecondMax: number, stepMs: number): SweepPace {
  return { messagesPerSecondMax, stepMs, sent: [] };
}

/** Requests that may go at `now`, which never goes back. */
export function messagesAllowed({ messagesPerSecondMax, stepMs, sent }: SweepPace, now: number): number {
  const inWindow = sent.reduce((sum, { at, messages }) => (at > now - WINDOW_MS ? sum + messages : sum), 0);
  const stepMax = Math.max(ROTATION, Math.ceil((messagesPerSecondMax * stepMs) / WINDOW_MS));
  return Math.min(stepMax, messagesPerSecondMax - inWindow);
}

/** Throws when more went than may: a plan that breaks its budget is a bug. */
export function messagesSent(pace: SweepPace, now: number, messages: number): SweepPace {
  const allowed = messagesAllowed(pace, now);
  if (messages > allowed)
    throw new Error(`the sweep sent ${messages} requests where ${allowed} were allowed`);
  if (messages === 0) return pace;
  const recent = pace.sent.filter(({ at }) => at > now - WINDOW_MS);
  return { ...pace, sent: [...recent, { at: now, messages }] };
}

import { setTimeout as sleep } from "node:timers/promises";
import { isPassing } from "./failures.ts";

const FIRST_PAUSE_MS = 20;
const PAUSE_MAX_MS = 1_000;

export interface Patience {
  /** How long a call is tried again before its failure stands, in milliseconds. */
  readonly waitMaxMs: number;
  /** Ends the trying at once. */
  readonly signal: AbortSignal;
}

/** Repeats a call until it succeeds or its failure will not pass. Only for calls that may be repeated. */
export async function persistently<Result>(
  { waitMaxMs, signal }: Patience,
  call: (attempt: number) => Promise<Result>,
): Promise<Result> {
  const deadline = performance.now() + waitMaxMs;
  let pauseMs = FIRST_PAUSE_MS;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call(attempt);
    } catch (error) {
      if (!isPassing(error) || signal.aborted || performance.now() + pauseMs > deadline) throw error;
    }
    await pause(pauseMs, signal);
    pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
  }
}

/** Waits, or returns early when `signal` aborts. */
export async function pause(durationMs: number, signal: AbortSignal): Promise<void> {
  await sleep(durationMs, undefined, { signal }).catch((error: unknown) => {
    if (!signal.aborted) throw error;
  });
}

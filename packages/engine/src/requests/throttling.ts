import {
  REQUEST_PRIORITIES,
  type RequestPriority,
  type RequestsEvent,
  type RequestThrottlingBegan,
  type RequestThrottlingEnded,
} from "@legbook/domain";
import type { Clock } from "../ports/clock.ts";

/** Throttling is over when nothing had to wait for so long: a pace just below the limit is one episode, not hundreds. */
export const THROTTLING_QUIET_MS = 5_000;

/** Watches what the pace holds back, and tells of it in one pair of events an episode. Times are monotonic. */
export interface ThrottlingWatch {
  /** The pace stopped a request; it and what is behind it wait. */
  stopped(by: RequestThrottlingBegan, nowMs: number): void;
  /** A request that had to wait waits no longer: it was sent, or refused. */
  left(priority: RequestPriority, waitMs: number): void;
  /** A request was refused because too many wait. */
  refused(): void;
  /** Nothing waits any more. */
  drained(nowMs: number): void;
  /** The session ended; so many that had waited were refused. */
  sessionLost(dropped: number, nowMs: number): void;
}

interface Episode {
  readonly beganAt: number;
  /** Null while something waits. */
  drainedAt: number | null;
  waitingMax: number;
  refused: number;
  readonly held: Map<RequestPriority, { count: number; longestWaitMs: number }>;
}

export function createThrottlingWatch(
  clock: Pick<Clock, "schedule">,
  onEvent: (event: RequestsEvent) => void,
): ThrottlingWatch {
  let episode: Episode | null = null;
  let cancelEnd: (() => void) | null = null;

  function end(cause: RequestThrottlingEnded["cause"], dropped: number, endedAt: number): void {
    cancelEnd?.();
    cancelEnd = null;
    if (episode === null) throw new Error("throttling ended that never began");
    const { beganAt, waitingMax, refused, held } = episode;
    episode = null;
    const data: RequestThrottlingEnded = {
      cause,
      durationMs: Math.round(endedAt - beganAt),
      waitingMax,
      held: REQUEST_PRIORITIES.flatMap((priority) => {
        const found = held.get(priority);
        if (found === undefined) return [];
        return [{ priority, count: found.count, longestWaitMs: Math.round(found.longestWaitMs) }];
      }),
      refused,
      dropped,
    };
    onEvent({ type: "RequestThrottlingEnded", data });
  }

  return {
    stopped(by, nowMs) {
      cancelEnd?.();
      cancelEnd = null;
      if (episode === null) {
        episode = { beganAt: nowMs, drainedAt: null, waitingMax: 0, refused: 0, held: new Map() };
        onEvent({ type: "RequestThrottlingBegan", data: by });
      }
      episode.drainedAt = null;
      episode.waitingMax = Math.max(episode.waitingMax, by.waiting);
    },
    left(priority, waitMs) {
      const known = episode?.held.get(priority);
      if (known === undefined) episode?.held.set(priority, { count: 1, longestWaitMs: waitMs });
      else {
        known.count += 1;
        known.longestWaitMs = Math.max(known.longestWaitMs, waitMs);
      }
    },
    refused() {
      if (episode !== null) episode.refused += 1;
    },
    drained(nowMs) {
      if (episode === null || episode.drainedAt !== null) return;
      episode.drainedAt = nowMs;
      cancelEnd = clock.schedule(THROTTLING_QUIET_MS, () => end("drained", 0, nowMs));
    },
    sessionLost(dropped, nowMs) {
      if (episode === null) return;
      if (episode.drainedAt === null) end("sessionLost", dropped, nowMs);
      else end("drained", 0, episode.drainedAt);
    },
  };
}

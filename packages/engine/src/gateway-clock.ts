import { epochMs, type EpochMs } from "@legbook/domain";
import type { Clock } from "./ports/clock.ts";

/**
 * Gateway time from this machine's clock and the gateway's answers to time requests.
 *
 * The gateway answers in whole seconds, cut off, so one answer bounds the offset to a second:
 * `gatewayTime - receivedAt <= offset < gatewayTime + 1 s - sentAt`. Answers are intersected, which soon leaves a
 * few milliseconds; an answer that contradicts the interval (a simulated market that runs faster, a clock that was
 * set) starts it anew.
 */
export interface GatewayClock {
  now(): EpochMs;
  /** Takes one answer in; returns the offset in use from now on, in milliseconds. */
  observe(answer: {
    readonly gatewayTime: EpochMs;
    readonly sentAt: EpochMs;
    readonly receivedAt: EpochMs;
  }): number;
}

/** Small steps back are held until time has caught up; larger ones are believed. */
const STEP_BACK_HELD_MS = 2_000;

export function createGatewayClock(clock: Pick<Clock, "now">): GatewayClock {
  let lowest = Number.NEGATIVE_INFINITY;
  let highest = Number.POSITIVE_INFINITY;
  let offsetMs = 0;
  let latest = Number.NEGATIVE_INFINITY;

  return {
    now() {
      const time = clock.now() + offsetMs;
      if (time >= latest || latest - time > STEP_BACK_HELD_MS) latest = time;
      return epochMs(latest);
    },
    observe({ gatewayTime, sentAt, receivedAt }) {
      const low = gatewayTime - receivedAt;
      const high = gatewayTime + 1_000 - sentAt;
      const disjoint = low >= highest || high <= lowest;
      lowest = disjoint ? low : Math.max(lowest, low);
      highest = disjoint ? high : Math.min(highest, high);
      offsetMs = Math.floor((lowest + highest) / 2);
      return offsetMs;
    },
  };
}

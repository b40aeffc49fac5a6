import { epochMs } from "@legbook/domain";
import type { Clock } from "../../ports/clock.ts";

export interface FakeClock extends Clock {
  /** Moves time on, firing what falls due in order of its time. */
  advance(ms: number): void;
  readonly scheduled: number;
}

/** A clock that stands still until it is told to move. */
export function createFakeClock(startMs = 1_000): FakeClock {
  let time = startMs;
  let timers: { readonly at: number; readonly callback: () => void }[] = [];
  return {
    now: () => epochMs(Math.floor(time)),
    monotonicMs: () => time,
    schedule(delayMs, callback) {
      const timer = { at: time + delayMs, callback };
      timers.push(timer);
      return () => void (timers = timers.filter((other) => other !== timer));
    },
    advance(ms) {
      const end = time + ms;
      for (;;) {
        const [next] = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (next === undefined) break;
        timers = timers.filter((other) => other !== next);
        time = Math.max(time, next.at);
        next.callback();
      }
      time = end;
    },
    get scheduled() {
      return timers.length;
    },
  };
}

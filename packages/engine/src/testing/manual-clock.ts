import { epochMs, type EpochMs } from "@legbook/domain";
import type { Clock } from "../ports/clock.ts";

/** A clock that stands still until a spec moves it. */
export interface ManualClock extends Clock {
  /** When the earliest timer is due, as monotonic time; null when none waits. */
  readonly nextDue: number | null;
  /** Moves to `monotonicMs` and calls what is due by then, the earliest first. */
  moveTo(monotonicMs: number): void;
  /** Moves on by `ms`. */
  advance(ms: number): void;
  /** A person or a time server sets the machine's clock: wall time jumps, timers do not. */
  jumpWall(ms: number): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void;
}

export function createManualClock(start: EpochMs): ManualClock {
  let elapsed = 0;
  let jumped = 0;
  const timers = new Set<Timer>();
  const next = () => [...timers].sort((a, b) => a.at - b.at)[0];
  const moveTo = (monotonicMs: number): void => {
    for (let timer = next(); timer !== undefined && timer.at <= monotonicMs; timer = next()) {
      timers.delete(timer);
      elapsed = Math.max(elapsed, timer.at);
      timer.callback();
    }
    elapsed = Math.max(elapsed, monotonicMs);
  };
  return {
    now: () => epochMs(start + Math.floor(elapsed) + jumped),
    monotonicMs: () => elapsed,
    schedule(delayMs, callback) {
      const timer = { at: elapsed + delayMs, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    get nextDue() {
      return next()?.at ?? null;
    },
    moveTo,
    advance: (ms) => moveTo(elapsed + ms),
    jumpWall(ms) {
      jumped += ms;
    },
  };
}

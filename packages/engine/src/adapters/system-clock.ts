import { epochMs } from "@legbook/domain";
import type { Clock } from "../ports/clock.ts";

/** The longest delay that the platform's timers keep; a longer one would fire at once. */
const DELAY_MAX_MS = 2_147_483_647;

/** This machine's clock. `schedule` throws `RangeError` for a delay that the platform cannot keep. */
export const systemClock: Clock = {
  now: () => epochMs(Date.now()),
  monotonicMs: () => performance.now(),
  schedule(delayMs, callback) {
    if (!(delayMs >= 0 && delayMs <= DELAY_MAX_MS)) throw new RangeError(`not a delay: ${delayMs} ms`);
    const timer = setTimeout(callback, delayMs);
    // A deadline that nobody waits for any more must not keep a process alive that has ended its sockets.
    timer.unref();
    return () => clearTimeout(timer);
  },
};

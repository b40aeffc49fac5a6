/** The gateway ends connections that repeatedly send more messages than this within a second. */
export const GATEWAY_MESSAGES_PER_SECOND = 50;
const WINDOW_MS = 1_000;

export interface PacingLimits {
  /** Messages in any window of one second, urgent ones included. At most 50. */
  readonly messagesPerSecondMax: number;
  /** How many of them only urgent messages may use. */
  readonly urgentReservePerSecond: number;
}

/**
 * A sliding window over the moments of the last messages. `nowMs` is a monotonic clock's; fractions count.
 * Invariant: no half-open window of a second holds more than `messagesPerSecondMax` recorded messages.
 */
export interface Pacing {
  /** Messages of this kind that may go in any second. */
  allowed(urgent: boolean): number;
  /** Milliseconds until one more message may go; 0 when it may go now. */
  waitMs(urgent: boolean, nowMs: number): number;
  /** A message goes now. Throws when it may not. */
  record(urgent: boolean, nowMs: number): void;
}

/** Throws `RangeError` for limits that cannot hold. */
export function createPacing({ messagesPerSecondMax, urgentReservePerSecond }: PacingLimits): Pacing {
  if (
    !Number.isSafeInteger(messagesPerSecondMax) ||
    messagesPerSecondMax < 1 ||
    messagesPerSecondMax > GATEWAY_MESSAGES_PER_SECOND
  ) {
    throw new RangeError(
      `messagesPerSecondMax must be 1 to ${GATEWAY_MESSAGES_PER_SECOND}: ${messagesPerSecondMax}`,
    );
  }
  if (
    !Number.isSafeInteger(urgentReservePerSecond) ||
    urgentReservePerSecond < 0 ||
    urgentReservePerSecond >= messagesPerSecondMax
  ) {
    throw new RangeError(
      `urgentReservePerSecond must be 0 to messagesPerSecondMax - 1: ${urgentReservePerSecond}`,
    );
  }
  const moments = new Float64Array(messagesPerSecondMax).fill(Number.NEGATIVE_INFINITY);
  let next = 0;

  /** When the message `count` places back was sent: while it is in the window, `count` messages are. */
  function sentAt(count: number): number {
    return moments[(next - count + messagesPerSecondMax) % messagesPerSecondMax] ?? Number.NEGATIVE_INFINITY;
  }
  function allowed(urgent: boolean): number {
    return urgent ? messagesPerSecondMax : messagesPerSecondMax - urgentReservePerSecond;
  }
  function waitMs(urgent: boolean, nowMs: number): number {
    return Math.max(0, sentAt(allowed(urgent)) + WINDOW_MS - nowMs);
  }
  return {
    allowed,
    waitMs,
    record(urgent, nowMs) {
      if (waitMs(urgent, nowMs) > 0) throw new Error("a message was sent faster than the pace allows");
      moments[next] = nowMs;
      next = (next + 1) % messagesPerSecondMax;
    },
  };
}

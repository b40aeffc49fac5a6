/** TWS's published limit on a client's messages [D]. */
export const MESSAGES_PER_SECOND_MAX = 50;
/** Violations after which the connection is ended [D: "three"]. */
export const VIOLATIONS_MAX = 3;
const VIOLATION_WINDOW_MS = 60_000;

export type PacingVerdict = "pass" | "violation" | "disconnect";

/** What clients may send; one for all of them, and a fault may change it. */
export interface Pace {
  messagesPerSecondMax: number;
  violationsMax: number;
}

/**
 * A bucket of one second's messages that refills steadily. A burst that waited in a socket while this process was
 * busy passes; a rate above the limit does not.
 */
export class Pacing {
  readonly #pace: Readonly<Pace>;
  #tokens: number;
  #refilledAt: number;
  #violations: number[] = [];
  #violating = false;

  constructor(pace: Readonly<Pace>, now: number) {
    this.#pace = pace;
    this.#tokens = pace.messagesPerSecondMax;
    this.#refilledAt = now;
  }

  /** Counts a message. One violation is told once, however many messages belong to it. */
  take(now: number): PacingVerdict {
    const { messagesPerSecondMax, violationsMax } = this.#pace;
    const refill = ((now - this.#refilledAt) / 1000) * messagesPerSecondMax;
    this.#tokens = Math.min(messagesPerSecondMax, this.#tokens + refill);
    this.#refilledAt = now;
    if (this.#tokens >= 1) {
      this.#tokens -= 1;
      this.#violating = false;
      return "pass";
    }
    if (this.#violating) return "pass";
    this.#violating = true;
    this.#violations = [...this.#violations.filter((at) => now - at < VIOLATION_WINDOW_MS), now];
    return this.#violations.length >= violationsMax ? "disconnect" : "violation";
  }
}

import type { Message } from "../kernel/decider.ts";

/**
 * What goes first to the gateway when not everything can go at once. The first two are urgent: a share of the pace is
 * kept for them, and they never wait for anything behind them.
 */
export const REQUEST_PRIORITIES = [
  "cancel",
  "order",
  "heartbeat",
  "synchronise",
  "account",
  "line",
  "chain",
] as const;

export type RequestPriority = (typeof REQUEST_PRIORITIES)[number];

/**
 * Stream `requests-<clientId>`: our own pacing before the gateway's socket. One pair an episode, however many requests
 * had to wait: it ends when for a while none had to, or with the session.
 */
export type RequestsEvent =
  | Message<"RequestThrottlingBegan", RequestThrottlingBegan>
  | Message<"RequestThrottlingEnded", RequestThrottlingEnded>;

/**
 * `messagesPerSecond`: all messages in any second. `messagesPerSecondUnreserved`: those of them that are not kept for
 * orders and cancels.
 */
export type RequestLimit = "messagesPerSecond" | "messagesPerSecondUnreserved";

export interface RequestThrottlingBegan {
  readonly limit: RequestLimit;
  /** Messages in any second. */
  readonly limitMax: number;
  /** Of the request that the limit stopped. */
  readonly priority: RequestPriority;
  /** Kind of that request, as the gateway's port names it: `openLine`, `placeOrder`. */
  readonly request: string;
  /** Requests that wait, this one included. */
  readonly waiting: number;
}

export interface RequestThrottlingEnded {
  /** `drained`: what waited was sent. `sessionLost`: what still waited was refused. */
  readonly cause: "drained" | "sessionLost";
  /** From the beginning until nothing waited any more; the quiet time after it is not counted. */
  readonly durationMs: number;
  /** The most that waited at one time. */
  readonly waitingMax: number;
  /** Those that had to wait, by priority, the most urgent first; a priority of which none did is left out. */
  readonly held: readonly ThrottledRequests[];
  /** Refused at once, because as many waited as may. */
  readonly refused: number;
  /** Of those that waited: refused because the session ended before their turn. */
  readonly dropped: number;
}

export interface ThrottledRequests {
  readonly priority: RequestPriority;
  readonly count: number;
  readonly longestWaitMs: number;
}

import type { Contract } from "../contract/contract.ts";
import type { EpochMs } from "../kernel/time.ts";
import type { MarketDataType } from "../gateway-connection/events.ts";
import type { LinePurpose } from "./events.ts";

/** One of the gateway's market data lines, held by one contract. */
export interface Line {
  readonly contract: Contract;
  readonly requestId: number;
  readonly purpose: LinePurpose;
  readonly lastUsedAt: EpochMs;
  /** Who pins it. */
  readonly holders: ReadonlySet<string>;
  /** As the gateway said; null before it did. */
  readonly dataType: MarketDataType | null;
}

/** A line that the gateway refused or ended. It is tried again when used later, and in a new session. */
export interface RejectedLine extends Line {
  readonly code: number;
  readonly message: string;
}

export interface SubscriptionLinesState {
  readonly linesMax: number;
  /** Live lines by contract id. */
  readonly lines: ReadonlyMap<number, Line>;
  /** Contract ids of live lines by request id: whose tick it is. */
  readonly requests: ReadonlyMap<number, number>;
  /** By contract id, oldest first, at most `REJECTED_LINES_MAX` besides the pinned ones. */
  readonly rejected: ReadonlyMap<number, RejectedLine>;
  /** Lines that the gateway forgot and that are about to be opened again, by contract id. */
  readonly invalidated: ReadonlyMap<number, Line>;
  /** Contract ids refused since a line was last free: saying it once is enough. */
  readonly refused: ReadonlySet<number>;
  /** The highest request id ever used. */
  readonly requestIdSeen: number;
  readonly evictions: number;
  readonly rejections: number;
  readonly refusals: number;
}

/** Below the broker's default of 100: the rest stays free for a person's own screens at the same gateway. */
export const LINES_MAX_DEFAULT = 90;
export const REJECTED_LINES_MAX = 200;

export const INITIAL_SUBSCRIPTION_LINES: SubscriptionLinesState = {
  linesMax: LINES_MAX_DEFAULT,
  lines: new Map(),
  requests: new Map(),
  rejected: new Map(),
  invalidated: new Map(),
  refused: new Set(),
  requestIdSeen: 0,
  evictions: 0,
  rejections: 0,
  refusals: 0,
};

export function linesUsage(state: SubscriptionLinesState): {
  readonly used: number;
  readonly max: number;
  readonly percent: number;
  readonly pinned: number;
  readonly evictions: number;
} {
  const used = state.lines.size;
  const max = state.linesMax;
  return { used, max, percent: (used / max) * 100, pinned: pinnedCount(state), evictions: state.evictions };
}

export function pinnedCount(state: SubscriptionLinesState): number {
  let count = 0;
  for (const line of state.lines.values()) if (line.holders.size > 0) count += 1;
  return count;
}

/** The contract id that a request id stands for; null when its line is gone (ticks may still be on their way). */
export function conIdOfRequest(state: SubscriptionLinesState, requestId: number): number | null {
  return state.requests.get(requestId) ?? null;
}

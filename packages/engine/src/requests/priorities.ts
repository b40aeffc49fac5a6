/**
 * What goes first when not everything can go at once. The first two are urgent: a share of the pace is kept for them,
 * and they never wait for anything behind them.
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

export function isUrgent(priority: RequestPriority): boolean {
  return priority === "cancel" || priority === "order";
}

import type { RequestPriority, RequestThrottlingEnded } from "./events.ts";

/** A wait of an order or a cancel that a trader should know of. */
export const ORDER_WAIT_LONG_MS = 1_000;
/** The same of any other request. */
export const REQUEST_WAIT_LONG_MS = 10_000;

/** An order or a cancel: a share of the pace is theirs. */
export function isUrgent(priority: RequestPriority): boolean {
  return priority === "cancel" || priority === "order";
}

/** Whether throttling is worth a person's look: something waited long, or was refused because too many waited. */
export function isLongThrottling({
  held,
  refused,
}: Pick<RequestThrottlingEnded, "held" | "refused">): boolean {
  return (
    refused > 0 ||
    held.some(
      ({ priority, longestWaitMs }) =>
        longestWaitMs >= (isUrgent(priority) ? ORDER_WAIT_LONG_MS : REQUEST_WAIT_LONG_MS),
    )
  );
}

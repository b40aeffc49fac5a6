/** What a store takes at most. At each limit it refuses; it never drops. */
export interface EventStoreLimits {
  /** Events of one append. */
  readonly appendEventsMax: number;
  /** Events that wait for a commit, over all writers. */
  readonly appendQueueMax: number;
  /** Events of one commit, unless a single append is larger. */
  readonly commitEventsMax: number;
  /** Events of one page of a read or a subscription. */
  readonly pageEventsMax: number;
}

export const DEFAULT_LIMITS: EventStoreLimits = {
  appendEventsMax: 4096,
  appendQueueMax: 65_536,
  commitEventsMax: 4096,
  pageEventsMax: 512,
};

/** Fills in what `given` leaves out. Throws `RangeError` when a limit is not a positive integer or two contradict. */
export function resolveLimits(given: Partial<EventStoreLimits>): EventStoreLimits {
  const limits: EventStoreLimits = {
    appendEventsMax: given.appendEventsMax ?? DEFAULT_LIMITS.appendEventsMax,
    appendQueueMax: given.appendQueueMax ?? DEFAULT_LIMITS.appendQueueMax,
    commitEventsMax: given.commitEventsMax ?? DEFAULT_LIMITS.commitEventsMax,
    pageEventsMax: given.pageEventsMax ?? DEFAULT_LIMITS.pageEventsMax,
  };
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive integer: ${value}`);
  }
  if (limits.appendEventsMax > limits.appendQueueMax) {
    throw new RangeError(
      "appendEventsMax must not exceed appendQueueMax: such an append could never be queued",
    );
  }
  return limits;
}

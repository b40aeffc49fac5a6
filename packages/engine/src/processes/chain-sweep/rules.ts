/** What the sweep goes by. Times in milliseconds of gateway time. */
export const SWEEP_RULES = {
  /** How long a line is given for its first word on the bid and on the ask; then it gives way, answered or not. */
  firstQuoteWaitMaxMs: 2_000,
  /** How long it stays after that word: sizes and the model's greeks come right behind it. */
  settleMs: 200,
  /** An open line is worth as much as its contract would be had it not been seen for so long: below, nothing is won. */
  heldAsUnseenMs: 5_000,
  /** A contract that was seen is not looked at again sooner: in the regular session, and while quotes stand still. */
  seenAgainAfterMs: 2_000,
  seenAgainClosedMs: 600_000,
  /** A contract that was never seen counts as one that was not seen for so long when the sweep learnt of it. */
  neverSeenMs: 60_000,
  /** A contract that said nothing rests so long, twice as long each further time up to the maximum. */
  silentRestMs: 15_000,
  silentRestMaxMs: 600_000,
  /** The same after a rejection. Above the half minute in which the lines' aggregate does not ask again. */
  rejectedRestMs: 60_000,
  rejectedRestMaxMs: 3_600_000,
  /** So many rejections with no quote between them are the gateway's state, not the contracts': one is tried at a time. */
  rejectedInRowMax: 5,
  rejectedProbeEveryMs: 10_000,
  /** Quote changes a second: what is supposed before a line was watched, and the bounds of what is believed. */
  rateSupposed: 0.2,
  rateSupposedForMs: 10_000,
  rateMin: 0.05,
  rateMax: 1,
  /** Another's line that nothing pins is left alone so long after its last use. */
  othersLineKeptMs: 60_000,
  /** The use of a line that is held is renewed so often: the lines' aggregate lets the least recently used give way. */
  useRenewedMs: 30_000,
  /** Lines of contracts that no scan wants any more are kept so long: the next scan may want them. */
  unwantedKeptMs: 10_000,
  /** After the gateway refused a line for there being too many, one more than there were is tried so often. */
  ceilingRaisedMs: 60_000,
  /** An underlying's line that is not open is asked for again so often. */
  underlyingAskedMs: 2_000,
  /** Requests that may wait for the gateway's pace before the sweep waits too. */
  queueMax: 10,
  /** Of the lines, those that may wait for their first quote at a time. */
  waitingShareMax: 1 / 3,
} as const;

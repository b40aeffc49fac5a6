/** What the sweep goes by. Times in milliseconds of gateway time. */
export const SWEEP_RULES = {
  /** How long a line is given for its first word on the bid and on the ask; then it gives way, answered or not. */
  firstQuoteWaitMaxMs: 2_000,
  /** How long it stays after that word: sizes and the model's greeks come right behind it. */
  settleMs: 200,
  /** An open line is worth as much as its contract would be had it not been seen for so long: below, nothing is won. */
  heldAsUnseenMs: 5_000,
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
  /** Of the lines, those that may wait for their first quote at a time. */
  waitingShareMax: 1 / 3,
} as const;

/**
 * Every bound of the engine, with what happens there. Relations between them are asserted at the end of the file.
 */
export const ENGINE_LIMITS = {
  /** Inputs waiting for the loop. Beyond it commands are refused, and the session is given up: its messages would have gaps. */
  inboxMax: 200_000,
  /** Commands waiting for the loop; one more is refused. */
  inboxCommandsMax: 1_000,
  /** Inputs that one turn of the loop takes. */
  turnInputsMax: 4_096,
  /** Ticks recorded in one event, and how long the first of them may wait for the others. */
  tickBatchMax: 256,
  tickBatchWaitMaxMs: 50,
  /** Batches on their way to the disk before the loop waits for them. */
  tickBatchesPendingMax: 1_024,
  /** Decisions repeated when another writer was faster. */
  decideAttemptsMax: 5,
  marketLinesMax: 90,
  /** Lines that scans and chains leave to tickets, orders and positions. */
  marketLinesReserved: 12,
  marginPreviewDeadlineMs: 5_000,
  acknowledgementDeadlineMs: 10_000,
  connectDeadlineMs: 10_000,
  synchronisationDeadlineMs: 30_000,
  /** The broker's books are read again so often: what a person or another program does, nobody tells us. */
  booksIntervalMs: 60_000,
  /** An order that works for so long is spoken of, and again each time that its age has doubled. */
  orderAgeNoticeMs: 3_600_000,
  heartbeatIntervalMs: 2_000,
  heartbeatDeadlineMs: 6_000,
  /** How long a line may stay silent whose data was in doubt: then it is opened anew. */
  lineSilenceMaxMs: 5_000,
  /** Gateways have taken 40 s for a chain. */
  chainRequestDeadlineMs: 60_000,
  /** How long an order waits for the first two-sided quotes of its legs. */
  quoteWaitMaxMs: 4_000,
  /** A scan is computed again at most this often. */
  scanIntervalMinMs: 250,
  scansMax: 20,
  /** Expiries whose contracts one scan looks at, the nearest first; how many more there are is said. */
  scanExpiriesMax: 24,
  /** What a scan found is recorded so often, and when an order of its underlying is asked for. */
  scanLookRecordedMs: 60_000,
  /** A quote that was confirmed longer ago is stale in the chain table: no curve is fitted to it. */
  tableQuoteAgeMaxMs: 120_000,
  /** Forwards, curves and ages of a chain table are worked out anew so often, and sooner when the underlying moved. */
  tableAnchorMs: 5_000,
  tableAnchorMinMs: 1_000,
  /** In millionths of its price. */
  tableSpotMovePpm: 500,
  /** Where no interest rate is given, the options are asked for it so often, and sooner while they tell none. */
  tableRateMs: 600_000,
  tableRateRetryMs: 15_000,
  messagesPerSecondMax: 45,
  /** Of them, what the sweep of chains may use: openings and closings together, in percent. */
  sweepPacePercent: 66,
  /** How often the sweep decides which lines give way. */
  sweepStepMs: 200,
} as const;

export type EngineLimits = { readonly [Name in keyof typeof ENGINE_LIMITS]: number };

/** Throws `RangeError` when a limit is no positive whole number or limits contradict each other. */
export function assertLimits(limits: EngineLimits): EngineLimits {
  for (const [name, value] of Object.entries(limits)) {
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${name} must be a positive whole number: ${value}`);
  }
  const relations: readonly [boolean, string][] = [
    [limits.inboxCommandsMax < limits.inboxMax, "inboxCommandsMax must be below inboxMax"],
    [limits.marketLinesReserved < limits.marketLinesMax, "marketLinesReserved must be below marketLinesMax"],
    [
      limits.heartbeatIntervalMs < limits.heartbeatDeadlineMs,
      "heartbeatIntervalMs must be below heartbeatDeadlineMs",
    ],
    [limits.messagesPerSecondMax <= 50, "messagesPerSecondMax must not exceed the gateway's 50"],
    [limits.sweepPacePercent <= 80, "sweepPacePercent must leave a fifth of the pace to everything else"],
    [limits.tableAnchorMinMs <= limits.tableAnchorMs, "tableAnchorMinMs must not exceed tableAnchorMs"],
    [limits.sweepStepMs <= 1_000, "sweepStepMs must not exceed a second"],
    [limits.tickBatchMax <= 256, "tickBatchMax must not exceed 256"],
  ];
  for (const [holds, message] of relations) if (!holds) throw new RangeError(message);
  return limits;
}

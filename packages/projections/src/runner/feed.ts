import type { Position, RecordedEvent } from "@legbook/domain";

/** What comes next in the log. */
export interface FeedPage {
  /** In the log's order. Those that change no view may be left out. */
  readonly events: readonly RecordedEvent[];
  /** The log was read up to here. Absent: up to the last of the events. */
  readonly until?: Position;
  /** Everything that was in the log when this page was read has been delivered. */
  readonly live: boolean;
}

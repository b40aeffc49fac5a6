import type { EpochMs, RecordedEvent } from "@legbook/domain";
import type { Span } from "./snapshots.ts";

/** What has to be looked through at most for the moment of a time, besides events that no view follows. */
export const SPAN_EVENTS_MAX = 64;

/** Spans of what was folded since the last save. */
export class OpenSpans {
  #ended: Span[] = [];
  #open: { earliest: EpochMs; events: number; last: RecordedEvent } | null = null;

  add(events: readonly RecordedEvent[]): void {
    for (const event of events) {
      const at = event.metadata.occurredAt;
      if (this.#open === null) this.#open = { earliest: at, events: 1, last: event };
      else {
        this.#open.earliest = at < this.#open.earliest ? at : this.#open.earliest;
        this.#open.events += 1;
        this.#open.last = event;
      }
      if (this.#open.events >= SPAN_EVENTS_MAX) this.#end();
    }
  }

  /** All of them, in the log's order; empty when nothing was folded. */
  take(): readonly Span[] {
    this.#end();
    const ended = this.#ended;
    this.#ended = [];
    return ended;
  }

  #end(): void {
    if (this.#open === null) return;
    this.#ended.push({ until: this.#open.last.position, earliest: this.#open.earliest });
    this.#open = null;
  }
}

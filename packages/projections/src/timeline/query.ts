import type { EpochMs, IsoDate, Position } from "@legbook/domain";
import type { ViewStates } from "../runner/states.ts";
import { type MarkerKind, markerKey, type TimelineDayState, type TimelineState } from "./fold.ts";

/** One thing that happened, or several of one kind within one slot of the line. */
export interface TimelineMarkerView {
  readonly kind: MarkerKind;
  readonly count: number;
  /** Of the first of them; and where the log stood right after the last. */
  readonly at: EpochMs;
  readonly position: Position;
  readonly lastPosition: Position;
  /** An order's reference or an account; null for several, and for the whole engine. */
  readonly subject: string | null;
}

/** A day of which the log knows something. */
export type TimelineDayView = Readonly<TimelineDayState>;

export interface TimelineView {
  readonly position: Position | null;
  /** Days of which the log knows something, the latest first. */
  readonly days: readonly TimelineDayView[];
  readonly date: IsoDate;
  /** In the log's order. */
  readonly markers: readonly TimelineMarkerView[];
}

/**
 * A day of the log as a line cut into slots of `slotMs`: what happened in one slot and is of one kind is one marker with a
 * count. An empty line for a day of which the log knows nothing.
 */
export function timelineView(
  { timeline }: Pick<ViewStates, "timeline">,
  date: IsoDate,
  slotMs: number,
): TimelineView {
  const days = [...timeline.days.values()].sort((a, b) => (a.date < b.date ? 1 : -1));
  return { position: timeline.position, days, date, markers: markersOf(timeline, date, slotMs) };
}

function markersOf(
  { days, markers }: Readonly<TimelineState>,
  date: IsoDate,
  slotMs: number,
): readonly TimelineMarkerView[] {
  const slots = new Map<string, { -readonly [Key in keyof TimelineMarkerView]: TimelineMarkerView[Key] }>();
  const count = days.get(date)?.markers ?? 0;
  for (let place = 0; place < count; place += 1) {
    const marker = markers.get(markerKey(date, place));
    if (marker === undefined) throw new Error(`marker ${place} of ${count} on ${date} is missing`);
    const { kind, at, position, subject } = marker;
    const slot = `${kind} ${Math.floor(at / slotMs)}`;
    const before = slots.get(slot);
    if (before === undefined) {
      slots.set(slot, { kind, count: 1, at, position, lastPosition: position, subject });
      continue;
    }
    before.count += 1;
    before.lastPosition = position;
    if (before.subject !== subject) before.subject = null;
  }
  return [...slots.values()];
}

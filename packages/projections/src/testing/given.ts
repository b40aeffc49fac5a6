import {
  type DomainEvent,
  type EpochMs,
  epochMs,
  eventId,
  type Position,
  type RecordedEvent,
  streamName,
} from "@legbook/domain";
import { createViews, type ViewsHost } from "../runner/views.ts";

/** 2015-12-24 10:00 in New York, a half day of the exchange. */
export const TEN_O_CLOCK = epochMs(Temporal.Instant.from("2015-12-24T10:00-05:00").epochMilliseconds);

/** A position as a store would make it: text that sorts in log order. */
export function positionAt(place: number): Position {
  return String(place).padStart(16, "0") as Position;
}

/** Events as a log holds them, one second of gateway time apart, from `start` and place 1. */
export function recorded(
  events: readonly DomainEvent[],
  {
    start = TEN_O_CLOCK,
    firstPlace = 1,
    actor = "engine",
  }: { start?: EpochMs; firstPlace?: number; actor?: string } = {},
): RecordedEvent[] {
  return events.map((event, index) => {
    const place = firstPlace + index;
    const id = eventId(`00000000-0000-7000-8000-${place.toString(16).padStart(12, "0")}`);
    const at = epochMs(start + index * 1000);
    return {
      event,
      metadata: {
        id,
        correlationId: id,
        causationId: null,
        actor,
        session: "s1",
        occurredAt: at,
        recordedAt: at,
      },
      stream: streamName("sample", "all"),
      revision: place,
      position: positionAt(place),
    };
  });
}

/** Views that have applied `events` as one live page. */
export function viewsAfter(
  events: readonly DomainEvent[],
  options?: Parameters<typeof recorded>[1],
): ViewsHost {
  return viewsOf(recorded(events, options));
}

/** Views that have applied events as a log holds them, as one live page. */
export function viewsOf(log: readonly RecordedEvent[]): ViewsHost {
  const views = createViews({
    onListenerError: (error) => {
      throw error;
    },
  });
  views.apply({ events: log, live: true });
  return views;
}

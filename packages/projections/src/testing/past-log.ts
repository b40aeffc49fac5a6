import type { RecordedEvent } from "@legbook/domain";
import type { PastLog } from "../runner/past-views.ts";

/** Events that do not change any more, read page by page. */
export function pastLogOf(log: readonly RecordedEvent[], pageEvents = 7): PastLog {
  return {
    async *read({ after, until, types }) {
      const wanted = log.filter(
        ({ position, event }) =>
          (after === null || position > after) &&
          position <= until &&
          (types as readonly string[]).includes(event.type),
      );
      for (let start = 0; start < wanted.length; start += pageEvents)
        yield wanted.slice(start, start + pageEvents);
    },
    timeAt: (position) =>
      Promise.resolve(log.find((event) => event.position === position)?.metadata.occurredAt ?? null),
    lastNotAfter(time, { after, until }) {
      const found = log.findLast(
        ({ position, metadata }) =>
          metadata.occurredAt <= time &&
          (after === null || position > after) &&
          (until === null || position <= until),
      );
      return Promise.resolve(
        found === undefined ? null : { position: found.position, at: found.metadata.occurredAt },
      );
    },
  };
}

import type { Position } from "@legbook/domain";
import type { EventStore } from "@legbook/engine";
import { type PastLog, SPAN_EVENTS_MAX } from "@legbook/projections";

/** Where a time is looked for first: a span and what no view follows of it. */
const NEAR_EVENTS = 2 * SPAN_EVENTS_MAX;

/** The log as past views read it. */
export function pastLog(store: Pick<EventStore, "readAll" | "readStored" | "head">): PastLog {
  return {
    async *read({ after, until, types }) {
      const from = after === null ? {} : { from: after };
      for await (const page of store.readAll({ direction: "forwards", types, until, ...from }))
        yield page.filter(({ position }) => position !== after);
    },
    timeAt: (position) => timeAt(store, position),
    async lastNotAfter(time, { after, until }) {
      let from = until ?? (await store.head());
      for (const limit of [NEAR_EVENTS, undefined]) {
        if (from === null) return null;
        const first: Position = from;
        const range = limit === undefined ? { from: first } : { from: first, limit };
        for await (const page of store.readStored({ direction: "backwards", ...range })) {
          for (const { position, metadata } of page) {
            if (after !== null && position <= after) return null;
            if (metadata.occurredAt <= time) return { position, at: metadata.occurredAt };
            from = position;
          }
        }
      }
      return null;
    },
  };
}

async function timeAt(store: Pick<EventStore, "readAll">, position: Position) {
  try {
    for await (const [event] of store.readAll({ direction: "forwards", from: position, limit: 1 })) {
      if (event?.position === position) return event.metadata.occurredAt;
    }
  } catch (error) {
    // Of another kind of log: this one has no event there.
    if (!(error instanceof RangeError)) throw error;
  }
  return null;
}

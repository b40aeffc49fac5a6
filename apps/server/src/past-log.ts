import type { Position } from "@legbook/domain";
import type { EventStore } from "@legbook/engine";
import type { PastLog } from "@legbook/projections";

/** The log as past views read it. */
export function pastLog(store: Pick<EventStore, "readAll" | "readStored">): PastLog {
  return {
    async *read({ after, until, types }) {
      const from = after === null ? {} : { from: after };
      for await (const page of store.readAll({ direction: "forwards", types, until, ...from }))
        yield page.filter(({ position }) => position !== after);
    },
    timeAt: (position) => timeAt(store, position),
    async lastNotAfter(time, { after, until }) {
      const from = until === null ? {} : { from: until };
      for await (const page of store.readStored({ direction: "backwards", ...from })) {
        for (const { position, metadata } of page) {
          if (after !== null && position <= after) return null;
          if (metadata.occurredAt <= time) return { position, at: metadata.occurredAt };
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

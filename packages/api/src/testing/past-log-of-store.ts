import type { RecordedEvent } from "@legbook/domain";
import type { EventStore } from "@legbook/engine/ports";
import type { PastLog } from "@legbook/projections";
import { pastLogOf } from "@legbook/projections/testing";

/** A small log as past views read it, read anew for each question. */
export function pastLogOfStore(store: EventStore): PastLog {
  const whole = async (): Promise<PastLog> => {
    const events: RecordedEvent[] = [];
    for await (const page of store.readAll({ direction: "forwards" })) events.push(...page);
    return pastLogOf(events);
  };
  return {
    async *read(range) {
      yield* (await whole()).read(range);
    },
    timeAt: async (position) => (await whole()).timeAt(position),
    lastNotAfter: async (time, range) => (await whole()).lastNotAfter(time, range),
  };
}

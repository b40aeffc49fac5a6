import type { DomainRecord, Position } from "@legbook/domain";
import type { EventStore } from "@legbook/engine/ports";
import type { Maker } from "./change-makers.ts";
import { asDomainRecord } from "./event-log.ts";

/** Events looked at for one page of changes; what was made further back is left unsaid. */
const EVENTS_MAX = 5_000;

interface Interval {
  /** Exclusive. */
  readonly from: Position;
  /** Inclusive; null for the newest. */
  readonly to: Position | null;
}

/** The newest event of an interval that made each change; null where none did, or it lies too far back. */
export async function madeBy(
  store: EventStore,
  { from, to }: Interval,
  makers: readonly (Maker | null)[],
): Promise<readonly (DomainRecord | null)[]> {
  const found = new Map<Maker, DomainRecord>();
  const open = new Set(makers.filter((maker) => maker !== null));
  const types = [...new Set([...open].flatMap((maker) => maker.types))];
  const answer = (): readonly (DomainRecord | null)[] =>
    makers.map((maker) => (maker === null ? null : (found.get(maker) ?? null)));
  if (open.size === 0) return answer();
  const begin = to === null ? {} : { from: to };
  for await (const page of store.readAll({ direction: "backwards", types, limit: EVENTS_MAX, ...begin })) {
    for (const each of page) {
      if (each.position <= from || open.size === 0) return answer();
      const record = asDomainRecord(each);
      for (const maker of open) {
        if (!maker.types.includes(record.event.type) || !maker.made(record.event)) continue;
        found.set(maker, record);
        open.delete(maker);
      }
    }
  }
  return answer();
}

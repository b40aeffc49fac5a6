import type { DomainEventType, DomainRecord, Position, StreamName } from "@legbook/domain";
import { DOMAIN_FORMATS } from "../event-store/codecs/domain-registry.ts";
import { applyToWorld } from "./apply.ts";
import { streams } from "./streams.ts";
import { createWorld, type World } from "./world.ts";

/** The world after an event of the log. */
export interface WorldSnapshot {
  /** The last event that is in it. */
  readonly position: Position;
  /** The taker's own: it goes on changing it. */
  readonly state: World;
}

/** A world with its place in the log, for whoever keeps it up without an engine. */
export interface FoldedWorld extends World {
  /** Of the last event that changed it; null before the first. */
  position: Position | null;
}

/**
 * Ticks are left out: quotes of an earlier session are no market. So are the journal of inputs and what our own pacing
 * held back: nothing follows from them.
 */
const LEFT_OUT: ReadonlySet<string> = new Set<DomainEventType>([
  "TicksRecorded",
  "InputsTaken",
  "RequestThrottlingBegan",
  "RequestThrottlingEnded",
]);

/** The types of events that an engine knows the world by when it starts. */
export const WORLD_TYPES: readonly DomainEventType[] = (
  Object.keys(DOMAIN_FORMATS) as DomainEventType[]
).filter((type) => !LEFT_OUT.has(type));

/** Whether a stream is of another client id: its sessions and lines are not ours; orders, positions, limits are everyone's. */
export function isForeignStream(stream: StreamName, clientId: number): boolean {
  return (
    /^(?:gateway|lines)-/.test(stream) &&
    stream !== streams.gateway(clientId) &&
    stream !== streams.lines(clientId)
  );
}

const WORLD_SNAPSHOTS_MAX = 4;

/**
 * What an engine of this client id knows when it starts, as a fold of the log that can be kept up and saved beside the
 * views. What grows with the log is on shelves.
 */
export function worldFold(clientId: number) {
  return {
    name: `world-${clientId}`,
    /** Also to be raised when an aggregate's state or evolution changes: snapshots hold them. */
    version: 1,
    types: WORLD_TYPES,
    /** An engine starts from the newest; those before it are for a log that was put back to an earlier day. */
    snapshotsMax: WORLD_SNAPSHOTS_MAX,
    init: (): FoldedWorld => ({ position: null, ...createWorld() }),
    apply(world: FoldedWorld, record: DomainRecord): void {
      const { stream, event, position } = record;
      if (LEFT_OUT.has(event.type) || isForeignStream(stream, clientId)) return;
      applyToWorld(world, record);
      world.position = position;
    },
  };
}

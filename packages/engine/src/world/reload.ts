import {
  gatewayConnection,
  scanPresets,
  subscriptionLines,
  type DomainEvent,
  type OrderRef,
  type Position,
  type StreamName,
} from "@legbook/domain";
import type { EventStore, LogReader } from "../ports/event-store.ts";
import { applyToWorld } from "./apply.ts";
import { isForeignStream, WORLD_TYPES } from "./fold.ts";
import type { World } from "./world.ts";

/** Forgets what is known of one stream and folds it again from the log. */
export async function reloadStream(world: World, store: EventStore, stream: StreamName): Promise<void> {
  forget(world, stream);
  for await (const page of store.readStream(stream, { direction: "forwards" })) {
    for (const { revision, event, metadata } of page) {
      applyToWorld(world, { stream, revision, event: event as DomainEvent, metadata });
    }
  }
}

/**
 * Folds the log after `after` (null: all of it) into the world, as `worldFold` does, and returns how many events it
 * folded. Ticks are left out, and the sessions and lines of other client ids.
 */
export async function loadWorld(
  world: World,
  store: Pick<LogReader, "readAll">,
  clientId: number,
  after: Position | null,
): Promise<number> {
  let count = 0;
  const from = after === null ? {} : { from: after };
  for await (const page of store.readAll({ direction: "forwards", types: WORLD_TYPES, ...from })) {
    for (const { stream, revision, event, metadata, position } of page) {
      if (position === after || isForeignStream(stream, clientId)) continue;
      applyToWorld(world, { stream, revision, event: event as DomainEvent, metadata });
      count += 1;
    }
  }
  return count;
}

function forget(world: World, stream: StreamName): void {
  const at = stream.indexOf("-");
  const id = stream.slice(at + 1);
  switch (stream.slice(0, at)) {
    case "gateway":
      world.gateway = { state: gatewayConnection.initial, revision: -1 };
      return;
    case "lines":
      world.lines = { state: subscriptionLines.initial, revision: -1 };
      return;
    case "order":
      world.orders.delete(id as OrderRef);
      world.openOrders.delete(id as OrderRef);
      return;
    case "risk":
      world.risk.delete(id);
      return;
    case "dates":
      world.corporateDates.delete(id);
      return;
    case "scan":
      world.scanPresets = { state: scanPresets.initial, revision: -1 };
      return;
    default:
      throw new Error(`the revision of ${stream} is not followed`);
  }
}

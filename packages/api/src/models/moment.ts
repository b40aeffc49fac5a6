import type { DomainRecord, EpochMs, Position } from "@legbook/domain";
import type { EventStore } from "@legbook/engine/ports";
import { EVENT_TYPES } from "@legbook/projections";
import { asDomainRecord } from "./event-log.ts";

/** A place in the log, with where a step leads to. */
export interface MomentModel {
  readonly position: Position;
  readonly at: EpochMs;
  readonly event: DomainRecord;
}

/** What a step goes over: what comes many times a minute, whatever anybody does. */
const UNREMARKABLE: ReadonlySet<string> = new Set([
  "TicksRecorded",
  "InputsTaken",
  "GatewayTimeReported",
  "AccountProfitAndLossReported",
  "PositionProfitAndLossReported",
]);
const STEPPED_ON = EVENT_TYPES.filter((type) => !UNREMARKABLE.has(type));

/** The event at a position that the log has. */
export async function momentModel(store: EventStore, position: Position): Promise<MomentModel> {
  for await (const [record] of store.readAll({ direction: "forwards", from: position, limit: 1 })) {
    if (record?.position === position) {
      return { position, at: record.metadata.occurredAt, event: asDomainRecord(record) };
    }
  }
  throw new Error(`the log has no event at ${position}`);
}

/** The nearest remarkable event on one side of a position; null when there is none. */
export async function stepFrom(
  store: EventStore,
  position: Position,
  direction: "forwards" | "backwards",
): Promise<Position | null> {
  for await (const page of store.readAll({ direction, from: position, limit: 2, types: STEPPED_ON })) {
    for (const record of page) if (record.position !== position) return record.position;
  }
  return null;
}

/** The newest start of the engine up to a position; null when the log has none before it. */
export async function sessionStartOf(store: EventStore, position: Position): Promise<Position | null> {
  const types = ["SessionStarted"];
  for await (const page of store.readAll({ direction: "backwards", from: position, limit: 1, types })) {
    for (const record of page) return record.position;
  }
  return null;
}

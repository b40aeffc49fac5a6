import type { DomainRecord, EventId, OrderRef, StreamName } from "@legbook/domain";
import type { PlacedEvent } from "../world/apply.ts";
import { align } from "./alignment.ts";
import { fieldDifferences, type FieldDifference } from "./field-differences.ts";
import { decidedIn, type RecordedTurn } from "./recorded-turn.ts";
import type { Divergence } from "./report.ts";

export interface TurnComparison {
  readonly divergences: readonly Divergence[];
  readonly decisions: number;
  readonly overtaken: number;
  readonly cutShort: number;
}

/**
 * Holds what a turn recorded against what today's code makes of the same inputs. Ids are made anew by every run: events
 * of the turn name one another by their place in it, all others by the id in the log. Of a turn that is cut, some
 * decisions may not have reached the log.
 */
export function compareTurn(
  turn: RecordedTurn,
  replayed: readonly PlacedEvent[],
  isCut: boolean,
): TurnComparison {
  const recorded = decidedIn(turn);
  const kept = withoutOvertaken(recorded, replayed, turn.overtaken);
  const isWhole = !isCut && turn.overtaken.length === 0;
  const recordedIds = placesOf(recorded);
  const keptIds = placesOf(kept);
  const pairs = align<PlacedEvent>(recorded, kept, keyOf);
  const unwritten = isCut ? pairs.filter((pair) => pair.recorded === null) : [];
  const divergences = pairs.flatMap((pair) => {
    const { recorded: one, replayed: other } = pair;
    if (isCut && one === null) return [];
    const fields = fieldDifferences(
      one === null ? undefined : told(one, recordedIds, isWhole),
      other === null ? undefined : told(other, keptIds, isWhole),
    );
    return fields.length === 0 ? [] : [divergence(turn, one as DomainRecord | null, other, fields)];
  });
  return {
    divergences,
    decisions: recorded.length,
    overtaken: replayed.length - kept.length,
    cutShort: unwritten.length,
  };
}

/** Of a stream on which another writer was faster, only as many decisions reached the log as it holds of the turn. */
function withoutOvertaken(
  recorded: readonly DomainRecord[],
  replayed: readonly PlacedEvent[],
  overtaken: readonly StreamName[],
): readonly PlacedEvent[] {
  if (overtaken.length === 0) return replayed;
  const left = new Map(
    overtaken.map((stream) => [stream, recorded.filter((one) => one.stream === stream).length]),
  );
  return replayed.filter(({ stream }) => {
    const count = left.get(stream);
    if (count === undefined) return true;
    left.set(stream, count - 1);
    return count > 0;
  });
}

function placesOf(events: readonly PlacedEvent[]): ReadonlyMap<EventId, number> {
  return new Map(events.map(({ metadata }, index) => [metadata.id, index]));
}

const keyOf = ({ stream, event }: PlacedEvent): string => `${stream} ${event.type}`;

/** Everything about an event that has to be the same. A cause that is not in the log, its id was never told. */
function told(
  { stream, event, metadata }: PlacedEvent,
  ids: ReadonlyMap<EventId, number>,
  withCauses: boolean,
): object {
  const { actor, occurredAt, recordedAt, correlationId, causationId } = metadata;
  const named = (id: EventId) => ids.get(id) ?? id;
  const causes = {
    correlation: named(correlationId),
    cause: causationId === null ? null : named(causationId),
  };
  const same = { stream, type: event.type, data: event.data, actor, occurredAt, recordedAt };
  return withCauses ? { ...same, ...causes } : same;
}

function divergence(
  turn: RecordedTurn,
  recorded: DomainRecord | null,
  replayed: PlacedEvent | null,
  fields: readonly FieldDifference[],
): Divergence {
  const shown = recorded ?? replayed;
  if (shown === null) throw new Error("two events that are none differ");
  const kind = recorded === null ? "added" : replayed === null ? "missing" : "changed";
  return {
    kind,
    type: shown.event.type,
    stream: shown.stream,
    position: (recorded ?? turn.inputs).position,
    at: shown.metadata.occurredAt,
    orderRef: orderRefOf(shown),
    fields,
    message: null,
  };
}

export function orderRefOf({ event }: Pick<PlacedEvent, "event">): OrderRef | null {
  return "orderRef" in event.data ? event.data.orderRef : null;
}

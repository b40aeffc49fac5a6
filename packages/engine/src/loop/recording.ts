import type { DomainEvent, EpochMs, EventId, NewEvent } from "@legbook/domain";
import type { Ids } from "../ports/ids.ts";

/** Why something is done: who asked, and which event led to it. */
export interface Cause {
  readonly actor: string;
  /** Null begins a workflow. */
  readonly correlationId: EventId | null;
  readonly causationId: EventId | null;
}

export const FROM_GATEWAY: Cause = { actor: "gateway", correlationId: null, causationId: null };
export const FROM_TIMER: Cause = { actor: "timer", correlationId: null, causationId: null };
export const FROM_ENGINE: Cause = { actor: "engine", correlationId: null, causationId: null };

/** The moment of one turn: all its events carry it. */
export interface TurnTime {
  readonly gateway: EpochMs;
  readonly machine: EpochMs;
}

/** Gives an event its identity and place in time. */
export function recordable(
  event: DomainEvent,
  cause: Cause,
  time: TurnTime,
  session: string,
  ids: Ids,
): NewEvent<DomainEvent> {
  const id = ids.next();
  return {
    event,
    metadata: {
      id,
      correlationId: cause.correlationId ?? id,
      causationId: cause.causationId,
      actor: cause.actor,
      session,
      occurredAt: time.gateway,
      recordedAt: time.machine,
    },
  };
}

/** The cause that an event is for what follows from it. */
export function causedBy(recorded: NewEvent): Cause {
  return {
    actor: "engine",
    correlationId: recorded.metadata.correlationId,
    causationId: recorded.metadata.id,
  };
}

import type { DomainEvent, DomainEventType, DomainRecord, Position, RecordedEvent } from "@legbook/domain";

/** What every view's state has: where in the log it last changed. */
export interface ViewState {
  /** Position of the last event that changed this view; null before the first. */
  position: Position | null;
}

/**
 * A view as a fold of the log. `apply` owns its state and changes it in place (ticks leave no garbage); it depends on
 * the event and on nothing else. A state is plain objects, arrays, maps and sets (`v8.serialize` keeps them whole); what
 * grows with the log is on shelves, which are properties of the state itself. `version` changes with the fold or the
 * shape of the state: a snapshot of another version is not read.
 */
export interface Projection<State extends ViewState> {
  readonly name: string;
  readonly version: number;
  /** The types of events that can change this view: `apply` does nothing with any other. */
  readonly types: readonly DomainEventType[];
  /** Of its snapshots, how many of the newest are kept, at least 1. Absent: all, because its past is asked for. */
  readonly snapshotsMax?: number;
  init(this: void): State;
  apply(state: State, record: DomainRecord): void;
}

type DataOf<Type extends DomainEventType> = Extract<DomainEvent, { type: Type }>["data"];

/** Folds one type of event. True when the view changed. */
export type Handler<State, Type extends DomainEventType> = (
  state: State,
  data: DataOf<Type>,
  record: RecordedEvent,
) => boolean;

/**
 * One handler for each event of the unions that a view follows: a new event in one of them does not type-check until
 * the view says what it means, be it `ignored`.
 */
export type Handlers<State, Followed extends DomainEvent> = {
  readonly [Type in Followed["type"]]: Handler<State, Type>;
};

/** For an event of a followed union that says nothing to this view. */
export function ignored(): boolean {
  return false;
}

export interface ProjectionDefinition<State extends ViewState, Followed extends DomainEvent> {
  readonly name: string;
  readonly version: number;
  init(this: void): State;
  readonly on: Handlers<State, Followed>;
}

/** Makes a projection of handlers, and keeps its state's `position`. */
export function projection<State extends ViewState, Followed extends DomainEvent>(
  definition: ProjectionDefinition<State, Followed>,
): Projection<State> {
  type AnyHandler = (state: State, data: never, record: RecordedEvent) => boolean;
  // Each handler only ever meets the data of the type that it is filed under.
  const handlers = new Map(
    Object.entries(definition.on as Readonly<Record<string, AnyHandler>>).filter(
      ([, handler]) => handler !== ignored,
    ),
  );
  return {
    name: definition.name,
    version: definition.version,
    types: [...handlers.keys()] as DomainEventType[],
    init: definition.init,
    apply(state, record) {
      const handler = handlers.get(record.event.type);
      if (handler?.(state, record.event.data as never, record) === true) state.position = record.position;
    },
  };
}

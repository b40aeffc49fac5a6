import type { DomainEventType, DomainRecord, EpochMs, Position, RecordedEvent } from "@legbook/domain";
import type { Projection, ViewState } from "./projection.ts";
import { PROJECTIONS, VIEW_NAMES, type ViewName, type ViewStates } from "./states.ts";

/** A place in the log: right after the event at `position`. */
export interface Moment {
  readonly position: Position;
  /** Gateway time of that event: what the clock said when the views were so. */
  readonly at: EpochMs;
}

/** The views as they were. */
export interface PastViews {
  /**
   * The states of the named views right after the event at `position`; of any other view they throw. They are shared:
   * readers never change them. Rejects with `PositionUnknown` when the log has no such event.
   */
  at(position: Position, names: readonly ViewName[]): Promise<ViewStates>;
  /** The moment of an event. Rejects with `PositionUnknown` when the log has no such event. */
  momentOf(position: Position): Promise<Moment>;
  /** The last event of the log whose gateway time is not after `time`; null when all are later, or there are none. */
  positionAt(time: EpochMs): Promise<Moment | null>;
}

/** The log has no event at this position. */
export class PositionUnknown extends Error {
  override readonly name = "PositionUnknown";
  readonly position: Position;

  constructor(position: Position) {
    super(`the log has no event at ${position}`);
    this.position = position;
  }
}

/** What past views need of the log. */
export interface PastLog {
  /** Pages, in the log's order, of the events of these types after `after` (null: from the beginning) up to `until`. */
  read(range: {
    readonly after: Position | null;
    readonly until: Position;
    readonly types: readonly DomainEventType[];
  }): AsyncIterable<readonly RecordedEvent[]>;
  /** Gateway time of the event at `position`; null when there is none. */
  timeAt(position: Position): Promise<EpochMs | null>;
  /** The last event whose gateway time is not after `time`; null for none. */
  lastNotAfter(time: EpochMs): Promise<Moment | null>;
}

/** Past views, folded from the log. */
export function createPastViews({ log }: { readonly log: PastLog }): PastViews {
  const momentOf = async (position: Position): Promise<Moment> => {
    const at = await log.timeAt(position);
    if (at === null) throw new PositionUnknown(position);
    return { position, at };
  };
  return {
    momentOf,
    positionAt: (time) => log.lastNotAfter(time),
    async at(position, names) {
      await momentOf(position);
      const states = new Map(names.map((name) => [name, projectionOf(name).init()]));
      const types = new Set(names.flatMap((name) => projectionOf(name).types));
      for await (const page of log.read({ after: null, until: position, types: [...types] })) {
        for (const event of page) {
          // Stores only hold events of the domain: their codecs refuse the rest.
          const record = event as DomainRecord;
          for (const [name, state] of states) projectionOf(name).apply(state, record);
        }
      }
      return viewStates(position, states);
    },
  };
}

function projectionOf(name: ViewName): Projection<ViewState> {
  // Each projection only ever meets the state that it made itself.
  return PROJECTIONS[name];
}

function viewStates(position: Position, states: ReadonlyMap<ViewName, ViewState>): ViewStates {
  const views = { position };
  for (const name of VIEW_NAMES) {
    const state = states.get(name);
    Object.defineProperty(views, name, {
      enumerable: state !== undefined,
      get() {
        if (state === undefined) throw new Error(`the view ${name} was not asked for at ${position}`);
        return state;
      },
    });
  }
  return views as ViewStates;
}

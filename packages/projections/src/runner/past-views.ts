import type { DomainEventType, DomainRecord, EpochMs, Position, RecordedEvent } from "@legbook/domain";
import type { Projection, ViewState } from "./projection.ts";
import type { SnapshotStore } from "./snapshots.ts";
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
  /** Of the events after `after` (null: the beginning) up to `until` (null: the end), the last one not after `time`. */
  lastNotAfter(
    time: EpochMs,
    range: { readonly after: Position | null; readonly until: Position | null },
  ): Promise<Moment | null>;
}

export interface PastViewsOptions {
  readonly log: PastLog;
  readonly snapshots: SnapshotStore;
  /** Resolves on a later turn of the event loop: a long fold must not keep others waiting. */
  readonly nextTurn: () => Promise<void>;
}

/** Past views: each from its nearest snapshot, and the events since. */
export function createPastViews(options: PastViewsOptions): PastViews {
  const { log, snapshots } = options;
  const momentOf = async (position: Position): Promise<Moment> => {
    const at = await log.timeAt(position);
    if (at === null) throw new PositionUnknown(position);
    return { position, at };
  };
  return {
    momentOf,
    async positionAt(time) {
      // Gateway time may step back, so what was saved last is looked through first.
      const saved = await snapshots.spansEnd();
      const newest = await log.lastNotAfter(time, { after: saved, until: null });
      if (newest !== null) return newest;
      const until = await snapshots.spanBefore(time);
      return until === null ? null : log.lastNotAfter(time, { after: null, until });
    },
    async at(position, names) {
      await momentOf(position);
      const begun = await Promise.all(names.map((name) => begin(options, position, name)));
      await foldOn(options, position, begun);
      return viewStates(position, new Map(begun.map(({ name, state }) => [name, state])));
    },
  };
}

interface Begun {
  readonly name: ViewName;
  readonly projection: Projection<ViewState>;
  readonly state: ViewState;
  /** The last event that is in the state; null for none. */
  readonly after: Position | null;
}

async function begin({ snapshots }: PastViewsOptions, position: Position, name: ViewName): Promise<Begun> {
  // Each projection only ever meets the state that it made itself.
  const projection: Projection<ViewState> = PROJECTIONS[name];
  const snapshot = await snapshots.load(name, projection.version, position);
  if (snapshot === null) return { name, projection, state: projection.init(), after: null };
  return { name, projection, state: snapshot.state, after: snapshot.position };
}

/** Applies what of the log up to `until` is not in the states yet. */
async function foldOn(
  { log, nextTurn }: PastViewsOptions,
  until: Position,
  all: readonly Begun[],
): Promise<void> {
  const behind = all.filter(({ after }) => after === null || after < until);
  if (behind.length === 0) return;
  const lowest = behind
    .map(({ after }) => after)
    .reduce((one, other) => (one === null || other === null ? null : one < other ? one : other));
  const types = new Set(behind.flatMap(({ projection }) => projection.types));
  for await (const page of log.read({ after: lowest, until, types: [...types] })) {
    for (const event of page) {
      // Stores only hold events of the domain: their codecs refuse the rest.
      const record = event as DomainRecord;
      for (const { projection, state, after } of behind) {
        if (after === null || event.position > after) projection.apply(state, record);
      }
    }
    await nextTurn();
  }
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

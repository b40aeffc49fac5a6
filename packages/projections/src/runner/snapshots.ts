import { type EpochMs, type Position, Shelf, type ShelfValue } from "@legbook/domain";
import type { ViewState } from "./projection.ts";

/** A view's state as it was after `position`: the last event of the log that it had seen, whether or not it changed it. */
export interface Snapshot {
  readonly position: Position;
  readonly state: ViewState;
}

export interface NamedSnapshot extends Snapshot {
  readonly name: string;
  /** Of the projection that made it. */
  readonly version: number;
  /** False: the state is still the one last saved under this name, only the position moved on. */
  readonly changed: boolean;
  /** Of the projection: how many of the newest are kept; null for all. */
  readonly snapshotsMax: number | null;
}

/** Consecutive events of the log up to `until`, and the earliest gateway time among them. */
export interface Span {
  readonly until: Position;
  readonly earliest: EpochMs;
}

/**
 * Keeps snapshots of views along the log, of one version a view. What shelves hold is kept once, by the save that it
 * changed before, however many snapshots follow: a save costs what changed.
 */
export interface SnapshotStore {
  /**
   * The newest snapshot of this version that is not after `until` (null: the newest of all), the caller's own to
   * change. A state that did not change up to `until` comes with `until` as its position.
   */
  load(name: string, version: number, until: Position | null): Promise<Snapshot | null>;
  /**
   * Keeps all of them or none; shelves read what they do not remember from here then. States do not change until it
   * resolves. `spans` are what the log grew by since the last save.
   */
  save(snapshots: readonly NamedSnapshot[], spans: readonly Span[]): Promise<void>;
  /** The end of the last span that begins no later than `time`; null when all are later. */
  spanBefore(time: EpochMs): Promise<Position | null>;
  /** The end of the newest span; null before the first. */
  spansEnd(): Promise<Position | null>;
}

export type AnyShelf = Shelf<string | number, ShelfValue>;

/** A state without its shelves, which are kept in another way. Shelves are properties of the state itself. */
export interface SplitState {
  readonly rest: Readonly<Record<string, unknown>>;
  readonly shelves: ReadonlyMap<string, AnyShelf>;
}

export function splitState(state: ViewState): SplitState {
  const rest: Record<string, unknown> = {};
  const shelves = new Map<string, AnyShelf>();
  for (const [name, value] of Object.entries(state)) {
    if (value instanceof Shelf) shelves.set(name, value as AnyShelf);
    else rest[name] = value;
  }
  return { rest, shelves };
}

/** The reverse of `splitState`. */
export function joinState({ rest, shelves }: SplitState): ViewState {
  // The state of a view has its position among the rest.
  return { ...rest, ...Object.fromEntries(shelves) } as unknown as ViewState;
}

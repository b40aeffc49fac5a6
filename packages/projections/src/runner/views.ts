import type { Position } from "@legbook/domain";
import { type Cell, Cells, type CellsOptions, ViewsStopped } from "./cells.ts";
import type { Projection, ViewState } from "./projection.ts";
import type { FeedPage } from "./feed.ts";
import { type RebuildProgress, ViewRebuilding } from "./rebuilding.ts";
import type { NamedSnapshot, Snapshot } from "./snapshots.ts";
import { VIEW_NAMES, type ViewName, type ViewStates } from "./states.ts";

/** The views as their readers see them. Reading one that is rebuilt throws `ViewRebuilding`. */
export interface Views extends ViewStates {
  /** Everything that was in the log when the newest page was read has been applied. */
  readonly live: boolean;
  /** The views that are not there yet, by name. */
  readonly rebuilding: ReadonlyMap<ViewName, RebuildProgress>;
  /**
   * Calls `listener` after each page that changed one of the views, once a page. It must not throw: what it throws
   * goes to `onListenerError`. Returns a function that ends it.
   */
  onChange(names: readonly ViewName[], listener: () => void): () => void;
  /** Resolves once every view has applied the log up to `position`: read your own writes. Rejects when the run stops. */
  reached(position: Position): Promise<void>;
}

/** The views as the run that feeds them sees them. */
export interface ViewsHost extends Views {
  /**
   * Leaves these folds out until they join: they are folded elsewhere, and whoever reads one of them meanwhile is told
   * so. Only before the views are restored.
   */
  setAside(names: readonly string[]): void;
  /** How far those that are set aside are; whoever listens to them is told. */
  rebuilt(names: readonly string[], progress: RebuildProgress): void;
  /**
   * Takes in what was set aside, folded up to where these views are or beyond; it is there once they have come so far.
   * The feed has to give the events of all folds from then on. Throws for one that is behind.
   */
  join(snapshots: readonly NamedSnapshot[]): void;
  /**
   * Puts views back to snapshots of their own version, by name; only before the first page. Returns the place in the
   * log that every view has seen, to feed from: null when one of them begins anew.
   */
  restore(snapshots: ReadonlyMap<string, Snapshot>): Position | null;
  /**
   * Applies a page to every view that has not seen it yet, then tells listeners. What a fold throws stops the views
   * and is thrown on, as is an event out of order and, once live, a snapshot from beyond the end of the log.
   */
  apply(page: FeedPage): void;
  /** Everything that is folded here, whose snapshots are wanted; what is set aside is not. */
  readonly folds: readonly Pick<Projection<ViewState>, "name" | "version" | "types">[];
  /** What is to be kept of each view; valid until the next page. */
  snapshots(): readonly NamedSnapshot[];
  /** These snapshots were saved: a view that does not change from now on need not be saved again. */
  saved(snapshots: readonly NamedSnapshot[]): void;
  /** Nothing more will be applied: whoever waits for a position is told why. */
  stop(reason: Error): void;
}

type States = { -readonly [Name in ViewName]: ViewStates[Name] };

/** What views are made with. */
export type ViewsOptions = CellsOptions;

export { ViewsStopped };

function rebuildingOf(cells: readonly Cell[]): ReadonlyMap<ViewName, RebuildProgress> {
  const rebuilding = new Map<ViewName, RebuildProgress>();
  for (const name of VIEW_NAMES) {
    const aside = cells.find((cell) => cell.name === name)?.aside ?? null;
    if (aside !== null) rebuilding.set(name, aside);
  }
  return rebuilding;
}

/** Empty views. */
export function createViews(options: ViewsOptions): ViewsHost {
  const cells = new Cells(options);
  const host = {
    get position() {
      return cells.position;
    },
    get live() {
      return cells.live;
    },
    get rebuilding() {
      return rebuildingOf(cells.all);
    },
    get folds() {
      return cells.present.map(({ name, projection: { version, types } }) => ({ name, version, types }));
    },
    onChange(names: readonly ViewName[], listener: () => void) {
      const entry = { names, listener };
      cells.listeners.add(entry);
      return () => {
        cells.listeners.delete(entry);
      };
    },
    reached: (position: Position) => cells.reached(position),
    setAside: (names: readonly string[]) => {
      cells.setAside(names);
    },
    rebuilt: (names: readonly string[], progress: RebuildProgress) => {
      cells.rebuilt(names, progress);
    },
    join: (snapshots: readonly NamedSnapshot[]) => {
      cells.join(snapshots);
    },
    restore: (snapshots: ReadonlyMap<string, Snapshot>) => cells.restore(snapshots),
    apply: (page: FeedPage) => {
      cells.apply(page);
    },
    snapshots: () => cells.snapshots(),
    saved: (snapshots: readonly NamedSnapshot[]) => {
      cells.saved(snapshots);
    },
    stop: (reason: Error) => {
      cells.stop(reason);
    },
  };
  for (const name of VIEW_NAMES) {
    const cell = cells.all.find((one) => one.name === name);
    Object.defineProperty(host, name, {
      enumerable: cell !== undefined,
      get() {
        if (cell === undefined) throw new Error(`the view ${name} is not kept here`);
        if (cell.aside !== null) throw new ViewRebuilding(name, cell.aside);
        return cell.state;
      },
    });
  }
  return host as typeof host & States;
}

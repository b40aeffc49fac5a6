import type { DomainRecord, Position, RecordedEvent } from "@legbook/domain";
import type { Projection, ViewState } from "./projection.ts";
import type { FeedPage } from "./feed.ts";
import type { NamedSnapshot, Snapshot } from "./snapshots.ts";
import { PROJECTIONS, VIEW_NAMES, type ViewName, type ViewStates } from "./states.ts";

/** The views as their readers see them. */
export interface Views extends ViewStates {
  /** Everything that was in the log when the newest page was read has been applied. */
  readonly live: boolean;
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
   * Puts views back to snapshots of their own version, by name; only before the first page. Returns the place in the
   * log that every view has seen, to feed from: null when one of them begins anew.
   */
  restore(snapshots: ReadonlyMap<string, Snapshot>): Position | null;
  /**
   * Applies a page to every view that has not seen it yet, then tells listeners. What a fold throws stops the views
   * and is thrown on, as is an event out of order and, once live, a snapshot from beyond the end of the log.
   */
  apply(page: FeedPage): void;
  /** Everything that is folded here, whose snapshots are wanted. */
  readonly folds: readonly Pick<Projection<ViewState>, "name" | "version" | "types">[];
  /** What is to be kept of each view; valid until the next page. */
  snapshots(): readonly NamedSnapshot[];
  /** These snapshots were saved: a view that does not change from now on need not be saved again. */
  saved(snapshots: readonly NamedSnapshot[]): void;
  /** Nothing more will be applied: whoever waits for a position is told why. */
  stop(reason: Error): void;
}

/** The views were stopped, or never reached what was waited for. */
export class ViewsStopped extends Error {
  override readonly name = "ViewsStopped";
}

type States = { -readonly [Name in ViewName]: ViewStates[Name] };

interface Cell {
  readonly name: string;
  readonly projection: Projection<ViewState>;
  state: ViewState;
  /** The last event that it has seen, whether or not it changed it. */
  seen: Position | null;
  /** Where its state last changed before it was saved; null while nothing of it is saved. */
  saved: { readonly at: Position | null } | null;
}

interface Waiter {
  readonly position: Position;
  readonly resolve: () => void;
  readonly reject: (reason: Error) => void;
}

interface Listener {
  readonly names: readonly string[];
  readonly listener: () => void;
}

function createCell(name: string, projection: Projection<ViewState>): Cell {
  return { name, projection, state: projection.init(), seen: null, saved: null };
}

/** Applies events to cells and tells who waits. Kept apart from the typed access below. */
class Engine {
  readonly cells: readonly Cell[];
  /** By type of event: the views that it may change. */
  readonly #following = new Map<string, Cell[]>();
  readonly listeners = new Set<Listener>();
  position: Position | null = null;
  live = false;
  #waiters: Waiter[] = [];
  #stopped: Error | null = null;
  readonly #onListenerError: (error: unknown) => void;

  constructor({ onListenerError, only = VIEW_NAMES, besides = [] }: ViewsOptions) {
    this.#onListenerError = onListenerError;
    this.cells = [
      // Each projection only ever meets the state that it made itself.
      ...only.map((name) => createCell(name, PROJECTIONS[name])),
      ...besides.map((projection) => createCell(projection.name, projection)),
    ];
    for (const cell of this.cells) {
      for (const type of cell.projection.types) {
        const following = this.#following.get(type);
        if (following === undefined) this.#following.set(type, [cell]);
        else following.push(cell);
      }
    }
  }

  restore(snapshots: ReadonlyMap<string, Snapshot>): Position | null {
    if (this.position !== null) throw new Error("views are restored before their first page only");
    for (const cell of this.cells) {
      const snapshot = snapshots.get(cell.name);
      if (snapshot === undefined) continue;
      cell.state = snapshot.state;
      cell.seen = snapshot.position;
      cell.saved = { at: cell.state.position };
    }
    this.position = this.cells.reduce<Position | null>(
      (lowest, { seen }, place) =>
        place === 0 || (seen !== null && lowest !== null && seen < lowest) || seen === null ? seen : lowest,
      null,
    );
    return this.position;
  }

  apply({ events, live, until }: FeedPage): void {
    if (this.#stopped !== null) throw new Error("the views were stopped", { cause: this.#stopped });
    const before = this.cells.map((cell) => cell.state.position);
    try {
      for (const event of events) this.#applyEvent(event);
      this.#reach(until ?? events.at(-1)?.position ?? null);
      if (live) this.#assertNoneAhead();
    } catch (error) {
      this.stop(new ViewsStopped("a view could not be folded", { cause: error }));
      throw error;
    }
    this.live = live;
    this.#tell(before);
    this.#release();
  }

  #applyEvent(event: RecordedEvent): void {
    const { position } = event;
    if (this.position !== null && position <= this.position) {
      throw new Error(`event ${position} came after ${this.position}`);
    }
    // Stores only hold events of the domain: their codecs refuse the rest.
    const record = event as DomainRecord;
    for (const cell of this.#following.get(record.event.type) ?? []) {
      if (cell.seen !== null && cell.seen >= position) continue;
      try {
        cell.projection.apply(cell.state, record);
      } catch (error) {
        throw new Error(`${cell.name} cannot fold ${record.event.type} at ${position}`, { cause: error });
      }
    }
    this.position = position;
  }

  /** Every view has seen the log up to here. */
  #reach(position: Position | null): void {
    if (position === null) return;
    if (this.position !== null && position < this.position)
      throw new Error(`the log ends at ${position}, the views have seen ${this.position}: it is another log`);
    this.position = position;
    for (const cell of this.cells) if (cell.seen === null || cell.seen < position) cell.seen = position;
  }

  #assertNoneAhead(): void {
    for (const { name, seen } of this.cells) {
      if (seen !== null && (this.position === null || seen > this.position)) {
        throw new Error(
          `the snapshot of ${name} is at ${seen}, the log ends at ${this.position ?? "nothing"}: it is of another log`,
        );
      }
    }
  }

  #tell(before: readonly (Position | null)[]): void {
    const changed = new Set<string>();
    for (const [place, cell] of this.cells.entries()) {
      if (cell.state.position !== before[place]) changed.add(cell.name);
    }
    if (changed.size === 0) return;
    for (const { names, listener } of this.listeners) {
      if (!names.some((name) => changed.has(name))) continue;
      try {
        listener();
      } catch (error) {
        this.#onListenerError(error);
      }
    }
  }

  #release(): void {
    const { position } = this;
    if (this.#waiters.length === 0 || position === null) return;
    const waiting: Waiter[] = [];
    for (const waiter of this.#waiters) {
      if (waiter.position <= position) waiter.resolve();
      else waiting.push(waiter);
    }
    this.#waiters = waiting;
  }

  snapshots(): readonly NamedSnapshot[] {
    return this.cells.flatMap(({ name, projection: { version }, seen, state, saved }) => {
      const changed = saved === null || saved.at !== state.position;
      return seen === null ? [] : [{ name, version, position: seen, state, changed }];
    });
  }

  saved(snapshots: readonly NamedSnapshot[]): void {
    for (const cell of this.cells) {
      const snapshot = snapshots.find(({ name }) => name === cell.name);
      if (snapshot !== undefined) cell.saved = { at: snapshot.state.position };
    }
  }

  reached(position: Position): Promise<void> {
    if (this.position !== null && this.position >= position) return Promise.resolve();
    if (this.#stopped !== null) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      this.#waiters.push({ position, resolve, reject });
    });
  }

  stop(reason: Error): void {
    if (this.#stopped !== null) return;
    this.#stopped = reason;
    this.live = false;
    for (const waiter of this.#waiters) waiter.reject(reason);
    this.#waiters = [];
  }
}

export interface ViewsOptions {
  /** Gets what a listener throws: a bug, to be logged, that keeps no view from going on. */
  readonly onListenerError: (error: unknown) => void;
  /** Other folds of the log that are kept up and saved with the views. */
  readonly besides?: readonly Projection<ViewState>[];
  /** The views that are wanted: reading another throws. Absent: all of them. */
  readonly only?: readonly ViewName[];
}

/** Empty views. */
export function createViews(options: ViewsOptions): ViewsHost {
  const engine = new Engine(options);
  const host = {
    get position() {
      return engine.position;
    },
    get live() {
      return engine.live;
    },
    onChange(names: readonly ViewName[], listener: () => void) {
      const entry = { names, listener };
      engine.listeners.add(entry);
      return () => {
        engine.listeners.delete(entry);
      };
    },
    reached: (position: Position) => engine.reached(position),
    folds: engine.cells.map(({ name, projection: { version, types } }) => ({ name, version, types })),
    restore: (snapshots: ReadonlyMap<string, Snapshot>) => engine.restore(snapshots),
    apply: (page: FeedPage) => {
      engine.apply(page);
    },
    snapshots: () => engine.snapshots(),
    saved: (snapshots: readonly NamedSnapshot[]) => {
      engine.saved(snapshots);
    },
    stop: (reason: Error) => {
      engine.stop(reason);
    },
  };
  for (const name of VIEW_NAMES) {
    const cell = engine.cells.find((one) => one.name === name);
    Object.defineProperty(host, name, {
      enumerable: cell !== undefined,
      get() {
        if (cell === undefined) throw new Error(`the view ${name} is not kept here`);
        return cell.state;
      },
    });
  }
  return host as typeof host & States;
}

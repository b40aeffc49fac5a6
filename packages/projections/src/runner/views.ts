import type { DomainRecord, Position, RecordedEvent } from "@legbook/domain";
import type { Checkpoint, NamedCheckpoint } from "./checkpoints.ts";
import type { Projection, ViewState } from "./projection.ts";
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
   * Puts views back to checkpoints of their own version; only before the first page. Returns the place in the log
   * that every view has seen, to feed from: null when one of them begins anew.
   */
  restore(checkpoints: ReadonlyMap<ViewName, Checkpoint>): Position | null;
  /**
   * Applies a page to every view that has not seen it yet, then tells listeners. What a fold throws stops the views
   * and is thrown on, as is an event out of order and, once live, a checkpoint from beyond the end of the log.
   */
  apply(events: readonly RecordedEvent[], live: boolean): void;
  /** What is to be kept of each view; valid until the next page. */
  checkpoints(): readonly NamedCheckpoint[];
  /** These checkpoints were saved: a view that does not change from now on need not be saved again. */
  saved(checkpoints: readonly NamedCheckpoint[]): void;
  /** Nothing more will be applied: whoever waits for a position is told why. */
  stop(reason: Error): void;
}

/** The views were stopped, or never reached what was waited for. */
export class ViewsStopped extends Error {
  override readonly name = "ViewsStopped";
}

type States = { -readonly [Name in ViewName]: ViewStates[Name] };

interface Cell {
  readonly name: ViewName;
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
  readonly names: readonly ViewName[];
  readonly listener: () => void;
}

function createCell(name: ViewName): Cell {
  // Each projection only ever meets the state that it made itself.
  const projection = PROJECTIONS[name] as Projection<ViewState>;
  return { name, projection, state: projection.init(), seen: null, saved: null };
}

/** Applies events to cells and tells who waits. Kept apart from the typed access below. */
class Engine {
  readonly cells: readonly Cell[] = VIEW_NAMES.map(createCell);
  readonly listeners = new Set<Listener>();
  position: Position | null = null;
  live = false;
  #waiters: Waiter[] = [];
  #stopped: Error | null = null;
  readonly #onListenerError: (error: unknown) => void;

  constructor(onListenerError: (error: unknown) => void) {
    this.#onListenerError = onListenerError;
  }

  restore(checkpoints: ReadonlyMap<ViewName, Checkpoint>): Position | null {
    if (this.position !== null) throw new Error("views are restored before their first page only");
    for (const cell of this.cells) {
      const checkpoint = checkpoints.get(cell.name);
      if (checkpoint === undefined) continue;
      if (checkpoint.version !== cell.projection.version) {
        throw new Error(
          `a checkpoint of ${cell.name} has version ${checkpoint.version}, not ${cell.projection.version}`,
        );
      }
      cell.state = checkpoint.state as ViewState;
      cell.seen = checkpoint.position;
      cell.saved = { at: cell.state.position };
    }
    this.position = this.cells.reduce<Position | null>(
      (lowest, { seen }, place) =>
        place === 0 || (seen !== null && lowest !== null && seen < lowest) || seen === null ? seen : lowest,
      null,
    );
    return this.position;
  }

  apply(events: readonly RecordedEvent[], live: boolean): void {
    if (this.#stopped !== null) throw new Error("the views were stopped", { cause: this.#stopped });
    const before = this.cells.map((cell) => cell.state.position);
    try {
      for (const event of events) this.#applyEvent(event);
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
    for (const cell of this.cells) {
      if (cell.seen !== null && cell.seen >= position) continue;
      try {
        cell.projection.apply(cell.state, record);
      } catch (error) {
        throw new Error(`${cell.name} cannot fold ${record.event.type} at ${position}`, { cause: error });
      }
      cell.seen = position;
    }
    this.position = position;
  }

  #assertNoneAhead(): void {
    for (const { name, seen } of this.cells) {
      if (seen !== null && (this.position === null || seen > this.position)) {
        throw new Error(
          `the checkpoint of ${name} is at ${seen}, the log ends at ${this.position ?? "nothing"}: it is of another log`,
        );
      }
    }
  }

  #tell(before: readonly (Position | null)[]): void {
    const changed = new Set<ViewName>();
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

  checkpoints(): readonly NamedCheckpoint[] {
    return this.cells.flatMap(({ name, projection: { version }, seen, state, saved }) => {
      const changed = saved === null || saved.at !== state.position;
      return seen === null ? [] : [{ name, version, position: seen, state, changed }];
    });
  }

  saved(checkpoints: readonly NamedCheckpoint[]): void {
    for (const cell of this.cells) {
      const checkpoint = checkpoints.find(({ name }) => name === cell.name);
      if (checkpoint !== undefined) cell.saved = { at: (checkpoint.state as ViewState).position };
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

/** Empty views. `onListenerError` gets what a listener throws: a bug, to be logged, that keeps no view from going on. */
export function createViews({
  onListenerError,
}: {
  readonly onListenerError: (error: unknown) => void;
}): ViewsHost {
  const engine = new Engine(onListenerError);
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
    restore: (checkpoints: ReadonlyMap<ViewName, Checkpoint>) => engine.restore(checkpoints),
    apply: (events: readonly RecordedEvent[], live: boolean) => {
      engine.apply(events, live);
    },
    checkpoints: () => engine.checkpoints(),
    saved: (checkpoints: readonly NamedCheckpoint[]) => {
      engine.saved(checkpoints);
    },
    stop: (reason: Error) => {
      engine.stop(reason);
    },
  };
  for (const cell of engine.cells)
    Object.defineProperty(host, cell.name, { enumerable: true, get: () => cell.state });
  return host as typeof host & States;
}

import type { DomainRecord, Position, RecordedEvent } from "@legbook/domain";
import type { FeedPage } from "./feed.ts";
import type { Projection, ViewState } from "./projection.ts";
import { NOTHING_REBUILT, type RebuildProgress } from "./rebuilding.ts";
import type { NamedSnapshot, Snapshot } from "./snapshots.ts";
import { PROJECTIONS, VIEW_NAMES, type ViewName } from "./states.ts";

/** The views were stopped, or never reached what was waited for. */
export class ViewsStopped extends Error {
  override readonly name = "ViewsStopped";
}

export interface CellsOptions {
  /** Gets what a listener throws: a bug, to be logged, that keeps no view from going on. */
  readonly onListenerError: (error: unknown) => void;
  /** Other folds of the log that are kept up and saved with the views. */
  readonly besides?: readonly Projection<ViewState>[];
  /** The views that are wanted: reading another throws. Absent: all of them. */
  readonly only?: readonly ViewName[];
}

/** A fold and its state. */
export interface Cell {
  readonly name: string;
  readonly projection: Projection<ViewState>;
  state: ViewState;
  /** The last event that it has seen, whether or not it changed it. */
  seen: Position | null;
  /** Where its state last changed before it was saved; null while nothing of it is saved. */
  saved: { readonly at: Position | null } | null;
  /** Set while it is not there: it is folded elsewhere. */
  aside: RebuildProgress | null;
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
  return { name, projection, state: projection.init(), seen: null, saved: null, aside: null };
}

/** Applies events to folds and tells who waits. The typed access is `createViews`'s. */
export class Cells {
  readonly all: readonly Cell[];
  /** By type of event: the views that it may change. */
  readonly #following = new Map<string, Cell[]>();
  readonly listeners = new Set<Listener>();
  position: Position | null = null;
  live = false;
  #waiters: Waiter[] = [];
  #stopped: Error | null = null;
  readonly #onListenerError: (error: unknown) => void;

  constructor({ onListenerError, only = VIEW_NAMES, besides = [] }: CellsOptions) {
    this.#onListenerError = onListenerError;
    this.all = [
      // Each projection only ever meets the state that it made itself.
      ...only.map((name) => createCell(name, PROJECTIONS[name])),
      ...besides.map((projection) => createCell(projection.name, projection)),
    ];
    for (const cell of this.all) this.#follow(cell);
  }

  #follow(cell: Cell): void {
    for (const type of cell.projection.types) {
      const following = this.#following.get(type);
      if (following === undefined) this.#following.set(type, [cell]);
      else following.push(cell);
    }
  }

  /** The folds that are there. */
  get present(): readonly Cell[] {
    return this.all.filter(({ aside }) => aside === null);
  }

  setAside(names: readonly string[]): void {
    if (this.position !== null) throw new Error("views are set aside before they are restored only");
    for (const cell of this.all) if (names.includes(cell.name)) cell.aside = NOTHING_REBUILT;
    this.#following.clear();
    for (const cell of this.present) this.#follow(cell);
  }

  rebuilt(names: readonly string[], progress: RebuildProgress): void {
    const away = this.all.filter(({ name, aside }) => aside !== null && names.includes(name));
    for (const cell of away) cell.aside = progress;
    this.#tell(new Set(away.map(({ name }) => name)));
  }

  join(snapshots: readonly NamedSnapshot[]): void {
    for (const { name, position, state, changed } of snapshots) {
      const cell = this.all.find((one) => one.name === name);
      if (cell === undefined || cell.aside === null) throw new Error(`${name} was not set aside`);
      if (this.position !== null && position < this.position)
        throw new Error(`${name} was folded up to ${position}, the views are at ${this.position}`);
      cell.state = state;
      cell.seen = position;
      cell.saved = changed ? null : { at: state.position };
      this.#follow(cell);
    }
    this.#tell(this.#arrived());
  }

  /** Those that joined and are no longer ahead. */
  #arrived(): Set<string> {
    const arrived = new Set<string>();
    for (const cell of this.all) {
      if (cell.aside === null || cell.seen === null) continue;
      if (this.position === null || cell.seen > this.position) continue;
      cell.aside = null;
      arrived.add(cell.name);
    }
    return arrived;
  }

  restore(snapshots: ReadonlyMap<string, Snapshot>): Position | null {
    if (this.position !== null) throw new Error("views are restored before their first page only");
    const { present } = this;
    for (const cell of present) {
      const snapshot = snapshots.get(cell.name);
      if (snapshot === undefined) continue;
      cell.state = snapshot.state;
      cell.seen = snapshot.position;
      cell.saved = { at: cell.state.position };
    }
    this.position = present.reduce<Position | null>(
      (lowest, { seen }, place) =>
        place === 0 || (seen !== null && lowest !== null && seen < lowest) || seen === null ? seen : lowest,
      null,
    );
    return this.position;
  }

  apply({ events, live, until }: FeedPage): void {
    if (this.#stopped !== null) throw new Error("the views were stopped", { cause: this.#stopped });
    const { present } = this;
    const before = present.map((cell) => cell.state.position);
    try {
      for (const event of events) this.#applyEvent(event);
      this.#reach(until ?? events.at(-1)?.position ?? null);
      if (live) this.#assertNoneAhead();
    } catch (error) {
      this.stop(new ViewsStopped("a view could not be folded", { cause: error }));
      throw error;
    }
    this.live = live;
    const changed = this.#arrived();
    for (const [place, { name, state }] of present.entries())
      if (state.position !== before[place]) changed.add(name);
    this.#tell(changed);
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
    for (const cell of this.all) {
      if (cell.aside !== null && cell.seen === null) continue;
      if (cell.seen === null || cell.seen < position) cell.seen = position;
    }
  }

  #assertNoneAhead(): void {
    for (const { name, seen } of this.present) {
      if (seen !== null && (this.position === null || seen > this.position)) {
        throw new Error(
          `the snapshot of ${name} is at ${seen}, the log ends at ${this.position ?? "nothing"}: it is of another log`,
        );
      }
    }
  }

  #tell(changed: ReadonlySet<string>): void {
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
    return this.present.flatMap(
      ({ name, projection: { version, snapshotsMax = null }, seen, state, saved }) => {
        const changed = saved === null || saved.at !== state.position;
        return seen === null ? [] : [{ name, version, position: seen, state, changed, snapshotsMax }];
      },
    );
  }

  saved(snapshots: readonly NamedSnapshot[]): void {
    for (const cell of this.all) {
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

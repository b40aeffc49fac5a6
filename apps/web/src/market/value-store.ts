import { useSyncExternalStore } from "react";
import { onNextFrame } from "./frame.ts";
import { share } from "./share.ts";

type Listener = () => void;

/** One value outside React; its readers wake at most once a frame, or at once for what a hand did. */
export class ValueStore<T> {
  #value: T;
  readonly #listeners = new Set<Listener>();

  constructor(value: T) {
    this.#value = value;
  }

  readonly get = (): T => this.#value;

  /** From the wire: painted with the next frame. */
  receive(value: T): void {
    const kept = share(this.#value, value);
    if (kept === this.#value) return;
    this.#value = kept;
    onNextFrame(this.#notify);
  }

  /** From a hand: painted at once, so that what is typed never waits. */
  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    this.#notify();
  }

  readonly subscribe = (listener: Listener): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly #notify = (): void => {
    for (const listener of this.#listeners) listener();
  };
}

/** The value of a store, or a part of it; painted again only when that part is another. */
export function useValue<T>(store: ValueStore<T>): T;
export function useValue<T, Part>(store: ValueStore<T>, select: (value: T) => Part): Part;
export function useValue<T>(store: ValueStore<T>, select?: (value: T) => unknown): unknown {
  return useSyncExternalStore(store.subscribe, () => (select ? select(store.get()) : store.get()));
}

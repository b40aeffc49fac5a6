/** Wakes those who wait for the next commit. */
export class CommitSignal {
  readonly #waiters = new Set<() => void>();
  readonly #watch: () => () => void;
  #unwatch: (() => void) | null = null;

  /** `watch` starts whatever else may call `notify` and returns what stops it; it runs only while someone waits. */
  constructor(watch: () => () => void = () => () => {}) {
    this.#watch = watch;
  }

  /** Calls `wake` at every commit from now on, until `remove`. */
  add(wake: () => void): void {
    this.#waiters.add(wake);
    this.#unwatch ??= this.#watch();
  }

  remove(wake: () => void): void {
    this.#waiters.delete(wake);
    if (this.#waiters.size > 0) return;
    this.#unwatch?.();
    this.#unwatch = null;
  }

  notify(): void {
    for (const wake of this.#waiters) wake();
  }
}

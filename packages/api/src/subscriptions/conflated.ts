/** Reads the newest state at the moment of the call. */
export type Reader<Model> = () => Model;

/** Something changed; the next delivery comes no sooner than `intervalMs` after the last. */
export type Changed = (intervalMs: number) => void;

export interface ConflatedOptions<Model> {
  /** Calls `changed` on every change until the returned function is called. */
  readonly watch: (changed: Changed) => () => void;
  /** Delivers after this time without a change too; never without it. */
  readonly refreshMs?: number;
  /** `lateMs`: how long the reader left a due delivery waiting. */
  readonly read: (lateMs: number) => Model;
}

/**
 * An endless sequence that keeps nothing but the fact that something changed. The state is read when the reader takes
 * it, so a slow reader skips to the newest and costs no memory. The first delivery is immediate. Written by hand
 * because `return` of an async generator waits for its pending `await`, which here may never end.
 */
export class Conflated<Model> implements AsyncGenerator<Reader<Model>, void, void> {
  readonly #options: ConflatedOptions<Model>;
  readonly #unwatch: () => void;
  #dueAt: number | null;
  #deliveredAt = -Infinity;
  #timer: NodeJS.Timeout | null = null;
  #taker: ((result: IteratorResult<Reader<Model>, void>) => void) | null = null;
  #ended = false;

  constructor(options: ConflatedOptions<Model>) {
    this.#options = options;
    this.#dueAt = performance.now();
    this.#unwatch = options.watch((intervalMs) => {
      this.#due(Math.max(performance.now(), this.#deliveredAt + intervalMs));
    });
  }

  next(): Promise<IteratorResult<Reader<Model>, void>> {
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    if (this.#taker !== null) throw new Error("one reader may wait at a time");
    const { promise, resolve } = Promise.withResolvers<IteratorResult<Reader<Model>, void>>();
    this.#taker = resolve;
    this.#arm();
    return promise;
  }

  return(): Promise<IteratorResult<Reader<Model>, void>> {
    this.#end();
    return Promise.resolve({ done: true, value: undefined });
  }

  throw(error: unknown): Promise<IteratorResult<Reader<Model>, void>> {
    this.#end();
    return Promise.reject(error instanceof Error ? error : new Error(String(error)));
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  #due(at: number): void {
    if (this.#dueAt !== null && this.#dueAt <= at) return;
    this.#dueAt = at;
    this.#arm();
  }

  /** Sets the timer when someone waits and something is due. */
  #arm(): void {
    if (this.#taker === null || this.#dueAt === null) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const waitMs = this.#dueAt - performance.now();
    if (waitMs <= 0) this.#deliver(this.#taker, this.#dueAt);
    else this.#timer = setTimeout(() => this.#arm(), waitMs);
  }

  #deliver(taker: (result: IteratorResult<Reader<Model>, void>) => void, dueAt: number): void {
    const now = performance.now();
    const { refreshMs, read } = this.#options;
    this.#taker = null;
    this.#deliveredAt = now;
    this.#dueAt = refreshMs === undefined ? null : now + refreshMs;
    taker({ done: false, value: () => read(now - dueAt) });
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#unwatch();
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#taker?.({ done: true, value: undefined });
    this.#taker = null;
  }
}

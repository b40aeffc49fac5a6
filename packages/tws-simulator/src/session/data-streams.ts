/** One client's requests for data other than market data lines that are not over: bars and ticks that go on. */
export class DataStreams {
  readonly #streams = new Map<string, () => void>();

  /** False when the kind has one under this id already. */
  open(kind: StreamKind, requestId: number, ended: () => void = () => undefined): boolean {
    const key = `${kind} ${requestId}`;
    if (this.#streams.has(key)) return false;
    this.#streams.set(key, ended);
    return true;
  }

  isOpen(kind: StreamKind, requestId: number): boolean {
    return this.#streams.has(`${kind} ${requestId}`);
  }

  count(kind: StreamKind): number {
    return [...this.#streams.keys()].filter((key) => key.startsWith(`${kind} `)).length;
  }

  /** False when there is none. */
  end(kind: StreamKind, requestId: number): boolean {
    const key = `${kind} ${requestId}`;
    const ended = this.#streams.get(key);
    if (ended === undefined) return false;
    this.#streams.delete(key);
    ended();
    return true;
  }

  close(): void {
    for (const ended of this.#streams.values()) ended();
    this.#streams.clear();
  }
}

export type StreamKind = "history" | "historyTicks" | "bars" | "ticks";

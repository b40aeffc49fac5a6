interface Watch {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** What waits for a time of the market. The market's clock may jump: what it passed runs in order. */
export class MarketWatch {
  #watches: Watch[] = [];
  #made = 0;

  /** Runs `run` once the market's time is `due`, unless the returned function is called before. */
  at(due: number, run: () => void): () => void {
    this.#made += 1;
    const watch = { due, order: this.#made, run };
    this.#watches.push(watch);
    this.#watches.sort((a, b) => a.due - b.due || a.order - b.order);
    return () => {
      this.#watches = this.#watches.filter((other) => other !== watch);
    };
  }

  step(now: number): void {
    for (let next = this.#watches[0]; next !== undefined && next.due <= now; next = this.#watches[0]) {
      this.#watches.shift();
      next.run();
    }
  }
}

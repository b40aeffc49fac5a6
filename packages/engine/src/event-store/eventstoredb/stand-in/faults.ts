/** What becomes of one append call, on demand. */
export interface AppendFault {
  /** Whether its events are written before it fails. */
  readonly when: "before-writing" | "after-writing";
  /**
   * `kill` ends the whole server; `hold` keeps the call until `release`, and `hold-past-deadline` executes it even when
   * its time is over by then; the others end this call with that status, or point to another node.
   */
  readonly how:
    | "unavailable"
    | "cancelled"
    | "deadline-exceeded"
    | "not-leader"
    | "kill"
    | "hold"
    | "hold-past-deadline";
}

/** Faults that wait for their append, first come, first served. */
export interface StandInFaults {
  onNextAppend(fault: AppendFault): void;
  /** Resolves when an append is held. */
  holding(): Promise<void>;
  /** Lets the append go on that is held. */
  release(): void;
}

export class PendingFaults implements StandInFaults {
  readonly #waiting: AppendFault[] = [];

  onNextAppend(fault: AppendFault): void {
    this.#waiting.push(fault);
  }

  readonly #held = Promise.withResolvers<void>();
  readonly #released = Promise.withResolvers<void>();

  holding(): Promise<void> {
    return this.#held.promise;
  }

  release(): void {
    this.#released.resolve();
  }

  async hold(): Promise<void> {
    this.#held.resolve();
    await this.#released.promise;
  }

  take(): AppendFault | null {
    return this.#waiting.shift() ?? null;
  }
}

/** What becomes of one append call, on demand. */
export interface AppendFault {
  /** Whether its events are written before it fails. */
  readonly when: "before-writing" | "after-writing";
  /** `kill` ends the whole server; the others end this call with that status, or point to another node. */
  readonly how: "unavailable" | "cancelled" | "deadline-exceeded" | "not-leader" | "kill";
}

/** Faults that wait for their append, first come, first served. */
export interface StandInFaults {
  onNextAppend(fault: AppendFault): void;
}

export class PendingFaults implements StandInFaults {
  readonly #waiting: AppendFault[] = [];

  onNextAppend(fault: AppendFault): void {
    this.#waiting.push(fault);
  }

  take(): AppendFault | null {
    return this.#waiting.shift() ?? null;
  }
}

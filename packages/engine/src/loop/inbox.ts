/** What waits for the loop. Order is arrival. */
export interface Inbox<Input> {
  /** False when the inbox is full: nothing was taken in. For what others send, as fast as they like. */
  offer(input: Input): boolean;
  /**
   * Takes the input in, however much waits: for what the engine owes itself (timers, outcomes of requests), which is
   * bounded by what it follows from and may not be lost. Once closed, nothing is taken in.
   */
  admit(input: Input): void;
  /** Everything that waits, `countMax` at most; waits for the first. Empty once closed. */
  take(countMax: number): Promise<readonly Input[]>;
  readonly size: number;
  readonly capacity: number;
  readonly isClosed: boolean;
  close(): void;
}

/** A bounded first-in first-out queue with one reader. */
export function createInbox<Input>(capacity: number): Inbox<Input> {
  let waiting: Input[] = [];
  let taken = 0;
  let closed = false;
  let wake: (() => void) | null = null;

  const size = () => waiting.length - taken;
  const admit = (input: Input) => {
    if (closed) return;
    waiting.push(input);
    wake?.();
  };
  return {
    offer(input) {
      if (closed || size() >= capacity) return false;
      admit(input);
      return true;
    },
    admit,
    async take(countMax) {
      if (size() === 0 && !closed) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        wake = null;
      }
      const batch = waiting.slice(taken, taken + countMax);
      taken += batch.length;
      if (taken === waiting.length) {
        waiting = [];
        taken = 0;
      } else if (taken > 65_536) {
        waiting = waiting.slice(taken);
        taken = 0;
      }
      return batch;
    },
    get size() {
      return size();
    },
    capacity,
    get isClosed() {
      return closed;
    },
    close() {
      closed = true;
      wake?.();
    },
  };
}

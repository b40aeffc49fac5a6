/** What waits for the loop. Order is arrival. */
export interface Inbox<Input> {
  /** False when the inbox is full: nothing was taken in. */
  offer(input: Input): boolean;
  /** Everything that waits, `countMax` at most; waits for the first. Empty once closed. */
  take(countMax: number): Promise<readonly Input[]>;
  readonly size: number;
  readonly capacity: number;
  close(): void;
}

/** A bounded first-in first-out queue with one reader. */
export function createInbox<Input>(capacity: number): Inbox<Input> {
  let waiting: Input[] = [];
  let taken = 0;
  let closed = false;
  let wake: (() => void) | null = null;

  const size = () => waiting.length - taken;
  return {
    offer(input) {
      if (closed || size() >= capacity) return false;
      waiting.push(input);
      wake?.();
      return true;
    },
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
    close() {
      closed = true;
      wake?.();
    },
  };
}

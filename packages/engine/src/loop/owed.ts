/** The engine stopped before it could answer: by request, or because its log or a process failed (then `cause`). */
export class EngineStopped extends Error {
  override readonly name = "EngineStopped";
}

/** Answers that the loop owes. None may outlive the loop: whoever waits is told when nothing will come any more. */
export interface Owed {
  /** Resolves when `begin`'s callback is called; rejects with `EngineStopped` when the loop ends before. */
  promise<Value>(begin: (resolve: (value: Value) => void) => void): Promise<Value>;
  /** Rejects everything that is owed, and whatever is asked for later. */
  stop(reason: EngineStopped): void;
}

export function createOwed(): Owed {
  const waiting = new Set<(reason: EngineStopped) => void>();
  let stopped: EngineStopped | null = null;
  return {
    promise(begin) {
      return new Promise((resolve, reject) => {
        if (stopped !== null) {
          reject(stopped);
          return;
        }
        waiting.add(reject);
        begin((value) => {
          waiting.delete(reject);
          resolve(value);
        });
      });
    },
    stop(reason) {
      stopped ??= reason;
      for (const reject of waiting) reject(reason);
      waiting.clear();
    },
  };
}

/** What was started, to be ended in the opposite order. */
export interface Endings {
  push(name: string, end: () => Promise<void>): void;
  /** Ends what was started, last first, once. Throws the faults of all together. */
  run(): Promise<void>;
}

export function endings(): Endings {
  const started: { readonly name: string; readonly end: () => Promise<void> }[] = [];
  return {
    push: (name, end) => started.push({ name, end }),
    async run() {
      const faults: unknown[] = [];
      for (let next = started.pop(); next !== undefined; next = started.pop()) {
        try {
          await next.end();
        } catch (error) {
          faults.push(new Error(`ending the ${next.name} failed`, { cause: error }));
        }
      }
      if (faults.length > 0) throw new AggregateError(faults, "not everything ended cleanly");
    },
  };
}

import type { CheckpointStore, NamedCheckpoint } from "../runner/checkpoints.ts";

/** Keeps copies, as a store on a disk would: nothing is shared with the views that go on. */
export class CheckpointsInMemory implements CheckpointStore {
  readonly kept = new Map<string, NamedCheckpoint>();
  saves = 0;

  load(name: string): Promise<NamedCheckpoint | null> {
    return Promise.resolve(structuredClone(this.kept.get(name) ?? null));
  }

  save(checkpoints: readonly NamedCheckpoint[]): Promise<void> {
    this.saves += 1;
    for (const checkpoint of checkpoints) {
      const kept = this.kept.get(checkpoint.name);
      if (checkpoint.changed) this.kept.set(checkpoint.name, structuredClone(checkpoint));
      else if (kept === undefined)
        throw new Error(`nothing of ${checkpoint.name} is kept that could be unchanged`);
      else this.kept.set(checkpoint.name, { ...kept, position: checkpoint.position });
    }
    return Promise.resolve();
  }
}

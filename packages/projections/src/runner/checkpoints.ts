import type { Position } from "@legbook/domain";

/** A view's state as it was after `position`. */
export interface Checkpoint {
  /** Of the projection that made it. */
  readonly version: number;
  /** The last event of the log that the view had seen, whether or not it changed it. */
  readonly position: Position;
  readonly state: unknown;
}

export interface NamedCheckpoint extends Checkpoint {
  readonly name: string;
  /** False: the state is still the one last saved under this name, only the position moved on. */
  readonly changed: boolean;
}

/**
 * Keeps one checkpoint a view. What `load` gives is the caller's own: it is changed in place. States given to `save`
 * do not change until it resolves; it keeps all of them or none.
 */
export interface CheckpointStore {
  load(name: string): Promise<Checkpoint | null>;
  save(checkpoints: readonly NamedCheckpoint[]): Promise<void>;
}

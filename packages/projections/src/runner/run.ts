import type { Position, RecordedEvent } from "@legbook/domain";
import type { Checkpoint, CheckpointStore } from "./checkpoints.ts";
import { PROJECTIONS, VIEW_NAMES, type ViewName } from "./states.ts";
import { type ViewsHost, ViewsStopped } from "./views.ts";

/** Consecutive events of the log. */
export interface FeedPage {
  readonly events: readonly RecordedEvent[];
  /** Everything that was in the log when this page was read has been delivered. */
  readonly live: boolean;
}

/** What of an `AbortSignal` is needed here. */
export interface StopSignal {
  readonly aborted: boolean;
}

export interface Progress {
  /** Events that were applied since the run began. */
  readonly applied: number;
  readonly position: Position | null;
  readonly live: boolean;
}

export interface ProjectionRun<Signal extends StopSignal> {
  /** The log after a position (exclusive; null: from its beginning), first what is there, then what comes. */
  readonly feed: (after: Position | null, signal: Signal) => AsyncIterable<FeedPage>;
  readonly views: ViewsHost;
  readonly checkpoints: CheckpointStore;
  /** At least 1. Ten times as many while catching up, which does not count for the first save after it. */
  readonly checkpointEveryEvents: number;
  readonly signal: Signal;
  /** Resolves on a later turn of the event loop: pages of a long catch-up must not keep others waiting. */
  readonly nextTurn: () => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
}

async function loadCheckpoints(store: CheckpointStore): Promise<ReadonlyMap<ViewName, Checkpoint>> {
  const usable = new Map<ViewName, Checkpoint>();
  for (const name of VIEW_NAMES) {
    const checkpoint = await store.load(name);
    // Another version folds differently: that view, and only that one, reads the log anew.
    if (checkpoint !== null && checkpoint.version === PROJECTIONS[name].version) usable.set(name, checkpoint);
  }
  return usable;
}

/** A log is read many times faster than it grows, and whoever waits for the views waits for every save as well. */
const CATCHING_UP_SAVES_RARER = 10;

async function follow<Signal extends StopSignal>(run: ProjectionRun<Signal>): Promise<void> {
  const { views, checkpoints, signal } = run;
  const after = views.restore(await loadCheckpoints(checkpoints));
  let applied = 0;
  let unsaved = 0;
  let saveAt = run.checkpointEveryEvents * CATCHING_UP_SAVES_RARER;
  let caughtUp = false;
  const save = async (): Promise<void> => {
    if (unsaved === 0) return;
    const current = views.checkpoints();
    await checkpoints.save(current);
    views.saved(current);
    unsaved = 0;
  };
  if (!signal.aborted) {
    for await (const { events, live } of run.feed(after, signal)) {
      views.apply(events, live);
      applied += events.length;
      unsaved += events.length;
      run.onProgress({ applied, position: views.position, live });
      if (live && !caughtUp) {
        caughtUp = true;
        saveAt = unsaved + run.checkpointEveryEvents;
      }
      if (unsaved >= saveAt) {
        await save();
        saveAt = run.checkpointEveryEvents * (caughtUp ? 1 : CATCHING_UP_SAVES_RARER);
      }
      if (signal.aborted) break;
      await run.nextTurn();
    }
  }
  await save();
  if (!signal.aborted) throw new ViewsStopped("the feed of events ended by itself");
}

/**
 * Keeps the views up with the log until the signal is aborted, then saves checkpoints and resolves. Rejects when a
 * fold throws, the feed fails or ends by itself, or checkpoints cannot be kept; no event is ever skipped, and nothing
 * of a page that failed is saved. Either way whoever waits in `views.reached` is rejected.
 */
export async function runProjections<Signal extends StopSignal>(run: ProjectionRun<Signal>): Promise<void> {
  if (!Number.isInteger(run.checkpointEveryEvents) || run.checkpointEveryEvents < 1) {
    throw new RangeError(`checkpointEveryEvents must be at least 1: ${run.checkpointEveryEvents}`);
  }
  try {
    await follow(run);
  } catch (error) {
    run.views.stop(new ViewsStopped("the views stopped on an error", { cause: error }));
    throw error;
  }
  run.views.stop(new ViewsStopped("the views were stopped"));
}

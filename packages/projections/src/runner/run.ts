import type { Position } from "@legbook/domain";
import type { FeedPage } from "./feed.ts";
import type { Snapshot, SnapshotStore } from "./snapshots.ts";
import { OpenSpans } from "./spans.ts";
import { type ViewsHost, ViewsStopped } from "./views.ts";

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
  readonly snapshots: SnapshotStore;
  /** At least 1, by whole pages: what has to be folded at most to see the views at any event. */
  readonly snapshotEveryEvents: number;
  readonly signal: Signal;
  /** Resolves on a later turn of the event loop: pages of a long catch-up must not keep others waiting. */
  readonly nextTurn: () => Promise<void>;
  readonly onProgress: (progress: Progress) => void;
}

async function loadSnapshots({
  views,
  snapshots,
}: {
  readonly views: ViewsHost;
  readonly snapshots: SnapshotStore;
}): Promise<ReadonlyMap<string, Snapshot>> {
  const usable = new Map<string, Snapshot>();
  for (const { name, version } of views.folds) {
    // Another version folds differently: that view, and only that one, reads the log anew.
    const snapshot = await snapshots.load(name, version, null);
    if (snapshot !== null) usable.set(name, snapshot);
  }
  return usable;
}

async function follow<Signal extends StopSignal>(run: ProjectionRun<Signal>): Promise<void> {
  const { views, snapshots, signal } = run;
  const after = views.restore(await loadSnapshots(run));
  let applied = 0;
  let unsaved = 0;
  const spans = new OpenSpans();
  const save = async (): Promise<void> => {
    const folded = spans.take();
    if (folded.length === 0) return;
    const current = views.snapshots();
    await snapshots.save(current, folded);
    views.saved(current);
    unsaved = 0;
  };
  if (!signal.aborted) {
    for await (const page of run.feed(after, signal)) {
      const { events, live } = page;
      views.apply(page);
      applied += events.length;
      unsaved += events.length;
      spans.add(events);
      run.onProgress({ applied, position: views.position, live });
      if (unsaved >= run.snapshotEveryEvents) await save();
      if (signal.aborted) break;
      await run.nextTurn();
    }
  }
  await save();
  if (!signal.aborted) throw new ViewsStopped("the feed of events ended by itself");
}

/**
 * Keeps the views up with the log until the signal is aborted, then saves snapshots and resolves. Rejects when a
 * fold throws, the feed fails or ends by itself, or snapshots cannot be kept; no event is ever skipped, and nothing
 * of a page that failed is saved. Either way whoever waits in `views.reached` is rejected.
 */
export async function runProjections<Signal extends StopSignal>(run: ProjectionRun<Signal>): Promise<void> {
  if (!Number.isInteger(run.snapshotEveryEvents) || run.snapshotEveryEvents < 1) {
    throw new RangeError(`snapshotEveryEvents must be at least 1: ${run.snapshotEveryEvents}`);
  }
  try {
    await follow(run);
  } catch (error) {
    run.views.stop(new ViewsStopped("the views stopped on an error", { cause: error }));
    throw error;
  }
  run.views.stop(new ViewsStopped("the views were stopped"));
}

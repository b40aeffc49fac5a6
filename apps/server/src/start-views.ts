import { setImmediate } from "node:timers/promises";
import type { EventStore } from "@legbook/engine";
import {
  createPastViews,
  createViews,
  type PastViews,
  type Projection,
  runProjections,
  type Snapshot,
  type ViewName,
  ViewRebuilding,
  type ViewsHost,
  type ViewState,
} from "@legbook/projections";
import type { Logger } from "pino";
import { createTeller, foldsBehind, rebuildBeside } from "./rebuild-beside.ts";
import { pastLog } from "./past-log.ts";
import { openSnapshots, SNAPSHOT_EVERY_EVENTS } from "./snapshots/snapshot-store.ts";
import { followLog, typesOf } from "./views-feed.ts";

export interface RunningViews {
  readonly views: ViewsHost;
  readonly past: PastViews;
  /** The newest snapshot of one of the folds besides; null before the first. */
  newest(fold: Projection<ViewState>): Promise<Snapshot | null>;
  /** Saves them and resolves when nothing of them is at work any more. */
  stop(): Promise<void>;
}

export interface StartViewsOptions {
  readonly store: EventStore;
  /** The log's file, or its server's address: what is folded beside the others is read in another thread. */
  readonly log: string;
  /** Of the snapshots' file; one process keeps views in it. */
  readonly path: string;
  /** The views that are kept up. Absent: all of them. */
  readonly only?: readonly ViewName[];
  /** Other folds that are kept up and saved with the views. */
  readonly besides?: readonly Projection<ViewState>[];
  readonly logger: Logger;
  readonly onFatal: (error: unknown) => void;
}

/**
 * Views that follow the log, from their newest snapshots; resolves when they are at its end. One whose snapshots do not
 * hold, while those of others do, is not waited for: it is rebuilt beside them, and refused until it is there.
 */
export async function startViews(options: StartViewsOptions): Promise<RunningViews> {
  const { store, log, path, only, besides = [], logger, onFatal } = options;
  const views = createViews({
    ...(only === undefined ? {} : { only }),
    besides,
    onListenerError: (error) => logger.error({ err: error }, "a reader of the views failed"),
  });
  const snapshots = await openSnapshots({ path, log: store, onRefused: (what) => logger.warn(what) });
  snapshots.sweep();
  // Of all of them: what is set aside goes on with the others from where it joins.
  const types = typesOf(views);
  const behind = await foldsBehind(views, snapshots);
  views.setAside(behind);
  const teller = createTeller({ views, names: views.folds.map(({ name }) => name), store, logger });
  const abort = new AbortController();
  const run = runProjections({
    feed: (after, signal) => followLog(store, types, after, signal),
    views,
    snapshots: only === undefined ? snapshots : snapshots.ofSomeEvents(),
    snapshotEveryEvents: SNAPSHOT_EVERY_EVENTS,
    nextTurn: () => setImmediate(),
    signal: abort.signal,
    onProgress: ({ applied, position, live }) => {
      if (live || views.live) return;
      teller(applied, position).catch((error: unknown) => {
        if (!abort.signal.aborted) onFatal(error);
      });
    },
  });
  const ended = run.catch((error: unknown) => {
    if (!abort.signal.aborted) onFatal(error);
  });
  let stopRebuild = (): Promise<void> => Promise.resolve();
  const stop = async (): Promise<void> => {
    abort.abort();
    await stopRebuild();
    await ended;
    snapshots.close();
  };
  try {
    const head = await store.head();
    if (head !== null) await views.reached(head);
    if (behind.length > 0)
      stopRebuild = rebuildBeside({ views, snapshots, store, log, path, names: behind, logger, onFatal });
  } catch (error) {
    await stop();
    throw error;
  }
  const past = createPastViews({ log: pastLog(store), snapshots, nextTurn: () => setImmediate() });
  return {
    views,
    past: unlessRebuilding(past, views),
    stop,
    newest: ({ name, version }) => snapshots.load(name, version, null),
  };
}

/** Of a view that is rebuilt there is no past yet either: folding it up to there would take as long as the rebuild. */
function unlessRebuilding(past: PastViews, views: ViewsHost): PastViews {
  return {
    momentOf: (position) => past.momentOf(position),
    positionAt: (time) => past.positionAt(time),
    at(position, names) {
      for (const [name, progress] of views.rebuilding)
        if (names.includes(name)) return Promise.reject(new ViewRebuilding(name, progress));
      return past.at(position, names);
    },
  };
}

import { setImmediate } from "node:timers/promises";
import type { EventStore } from "@legbook/engine";
import {
  createPastViews,
  createViews,
  type PastViews,
  type Projection,
  runProjections,
  type Snapshot,
  type ViewsHost,
  type ViewState,
} from "@legbook/projections";
import type { Logger } from "pino";
import { pastLog } from "./past-log.ts";
import { openSnapshots } from "./snapshots/snapshot-store.ts";
import { followLog, typesOf } from "./views-feed.ts";

/** What has to be folded at most to see the views at any moment, or after a crash: some tens of milliseconds. */
export const SNAPSHOT_EVERY_EVENTS = 2_048;

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
  /** Of the snapshots' file; one process keeps views in it. */
  readonly path: string;
  /** Other folds that are kept up and saved with the views. */
  readonly besides?: readonly Projection<ViewState>[];
  readonly logger: Logger;
  readonly onFatal: (error: unknown) => void;
}

/** Views that follow the log, from their newest snapshots; resolves when they are at its end. */
export async function startViews(options: StartViewsOptions): Promise<RunningViews> {
  const { store, path, besides = [], logger, onFatal } = options;
  const views = createViews({
    besides,
    onListenerError: (error) => logger.error({ err: error }, "a reader of the views failed"),
  });
  const snapshots = await openSnapshots({ path, log: store, onRefused: (what) => logger.warn(what) });
  snapshots.sweep();
  const abort = new AbortController();
  const run = runProjections({
    feed: (after, signal) => followLog(store, typesOf(views), after, signal),
    views,
    snapshots,
    snapshotEveryEvents: SNAPSHOT_EVERY_EVENTS,
    nextTurn: () => setImmediate(),
    signal: abort.signal,
    onProgress: ({ applied, live }) => logger.debug({ applied, live }, "views"),
  });
  const ended = run.catch((error: unknown) => {
    if (!abort.signal.aborted) onFatal(error);
  });
  const stop = async (): Promise<void> => {
    abort.abort();
    await ended;
    snapshots.close();
  };
  try {
    const head = await store.head();
    if (head !== null) await views.reached(head);
  } catch (error) {
    await stop();
    throw error;
  }
  const past = createPastViews({ log: pastLog(store), snapshots, nextTurn: () => setImmediate() });
  return { views, past, stop, newest: ({ name, version }) => snapshots.load(name, version, null) };
}

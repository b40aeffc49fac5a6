import { setImmediate } from "node:timers/promises";
import type { Position } from "@legbook/domain";
import { type LogReader, worldFold } from "@legbook/engine";
import { createViews, runProjections, VIEW_NAMES, type ViewName, type ViewsHost } from "@legbook/projections";
import { openSnapshots, SNAPSHOT_EVERY_EVENTS } from "./snapshots/snapshot-store.ts";
import { readLog, typesOf } from "./views-feed.ts";

export interface RebuildOptions {
  readonly store: LogReader;
  /** Of the snapshots' file. */
  readonly path: string;
  /** Names of views, and of worlds (`world-17` for client id 17). */
  readonly names: readonly string[];
  /** Absent: as a running server does. */
  readonly snapshotEveryEvents?: number;
  /** Is told of what in the snapshots' file is not used, and why. */
  readonly onRefused: (what: string) => void;
  /** Goes on from what is kept, in its place. Absent: begins anew, beside it. */
  readonly resume?: boolean;
  /** Events that were folded so far, and the last one. */
  readonly onProgress: (applied: number, position: Position | null) => void;
}

/** A name that no view has. */
export class ViewUnknown extends Error {
  override readonly name = "ViewUnknown";
}

function worldOf(name: string): ReturnType<typeof worldFold> | null {
  const clientId = /^world-(\d{1,9})$/.exec(name)?.[1];
  return clientId === undefined ? null : worldFold(Number(clientId));
}

function isViewName(name: string): name is ViewName {
  return (VIEW_NAMES as readonly string[]).includes(name);
}

/** Empty views of these names, and no others. Throws `ViewUnknown` for a name that no view has. */
export function viewsOf(names: readonly string[]): ViewsHost {
  const only = names.filter(isViewName);
  const besides = names.flatMap((name) => worldOf(name) ?? []);
  const unknown = names.filter((name) => !isViewName(name) && worldOf(name) === null);
  if (unknown.length > 0) {
    throw new ViewUnknown(
      `no view is called ${unknown.join(", ")}: there are ${VIEW_NAMES.join(", ")}, world-<client id>`,
    );
  }
  return createViews({
    only,
    besides,
    onListenerError: (error) => {
      throw error;
    },
  });
}

/**
 * Folds views from the log's beginning into new snapshots, which take the place of the old ones at the end; whoever
 * reads the old ones, a running server too, reads on undisturbed. Returns how many events were folded. Rejects with
 * `ViewUnknown` for a name that no view has; what was there before stays then, as after any other failure.
 */
export async function rebuildViews(options: RebuildOptions): Promise<number> {
  const { store, path, names, resume = false, onRefused, onProgress } = options;
  const { snapshotEveryEvents = SNAPSHOT_EVERY_EVENTS } = options;
  const views = viewsOf(names);
  const snapshots = await openSnapshots({ path, log: store, onRefused });
  try {
    const allEvents = VIEW_NAMES.every((name) => names.includes(name));
    const anew = resume ? null : snapshots.rebuild({ allEvents });
    const stop = new AbortController();
    let folded = 0;
    await runProjections({
      feed: (after) => readLog(store, typesOf(views), after),
      views,
      snapshots: anew ?? snapshots.ofSomeEvents(),
      snapshotEveryEvents,
      signal: stop.signal,
      nextTurn: () => setImmediate(),
      onProgress({ applied, position, live }) {
        folded = applied;
        onProgress(applied, position);
        if (live) stop.abort();
      },
    });
    anew?.finish();
    return folded;
  } finally {
    snapshots.close();
  }
}

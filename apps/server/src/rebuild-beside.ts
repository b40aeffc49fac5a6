import { setImmediate, setTimeout } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { EpochMs, Position } from "@legbook/domain";
import type { LogReader } from "@legbook/engine";
import { type Snapshot, type SnapshotStore, VIEW_NAMES, type ViewsHost } from "@legbook/projections";
import type { Logger } from "pino";
import { pastLog } from "./past-log.ts";
import { viewsOf } from "./rebuild-views.ts";
import type { SnapshotFile } from "./snapshots/snapshot-store.ts";
import { readLog, typesOf } from "./views-feed.ts";

/** What the thread is started with. */
export interface RebuildJob {
  /** The log's file, or its server's address. */
  readonly log: string;
  /** Of the snapshots' file. */
  readonly path: string;
  readonly names: readonly string[];
}

/** What the thread says. */
export type RebuildMessage =
  | { readonly kind: "progress"; readonly applied: number; readonly position: Position | null }
  | { readonly kind: "refused"; readonly what: string }
  | { readonly kind: "done"; readonly applied: number };

export interface RebuildBesideOptions extends RebuildJob {
  readonly views: ViewsHost;
  readonly snapshots: SnapshotStore;
  readonly store: LogReader;
  readonly logger: Logger;
  readonly onFatal: (error: unknown) => void;
}

/** How often it is said how far a rebuild is, to readers of the views; the log's line comes less often. */
const TOLD_EVERY_MS = 1_000;
const LOGGED_EVERY_MS = 5_000;
/** The views went on while the rest was read: it is read again. */
const JOIN_PAUSE_MS = 5;

/**
 * The folds whose newest snapshot is not where the last save was: of another version, or left behind. None where that is
 * so of every view: then all of them are folded together.
 */
export async function foldsBehind(
  { folds }: Pick<ViewsHost, "folds">,
  snapshots: Pick<SnapshotFile, "seen" | "spansEnd">,
): Promise<readonly string[]> {
  const end = await snapshots.spansEnd();
  if (end === null) return [];
  const behind = folds
    .filter(({ name, version }) => (snapshots.seen(name, version) ?? "") < end)
    .map(({ name }) => name);
  const isThere = ({ name }: { readonly name: string }): boolean =>
    (VIEW_NAMES as readonly string[]).includes(name) && !behind.includes(name);
  return folds.some(isThere) ? behind : [];
}

/**
 * Folds what was set aside from the log in a thread of its own, so that neither an engine nor a reader waits for it, and
 * lets it join the views when it has come as far as they are. What it came to is saved on the way: after a stop it goes
 * on from there. The returned function ends it.
 */
export function rebuildBeside(options: RebuildBesideOptions): () => Promise<void> {
  const { log, path, names, logger, onFatal } = options;
  const stop = new AbortController();
  const job: RebuildJob = { log, path, names };
  const worker = new Worker(new URL("rebuild-beside.worker.ts", import.meta.url), { workerData: job });
  const teller = createTeller(options);
  logger.warn({ views: names }, `${names.join(", ")}: rebuilt from the log, the other views are there`);
  const rebuilt = new Promise<number>((resolve, reject) => {
    worker.on("message", (message: RebuildMessage) => {
      if (message.kind === "refused") logger.warn(message.what);
      else if (message.kind === "done") resolve(message.applied);
      else void teller(message.applied, message.position).catch(reject);
    });
    worker.once("error", reject);
    worker.once("exit", () => reject(new Error(`the thread that rebuilds ${names.join(", ")} has ended`)));
  });
  const work = async (): Promise<void> => {
    const applied = await rebuilt;
    await worker.terminate();
    await joinViews(options, stop.signal);
    if (!stop.signal.aborted) logger.warn(`${names.join(", ")}: rebuilt from ${applied} events`);
  };
  const ended = work().catch((error: unknown) => {
    if (!stop.signal.aborted) onFatal(error);
  });
  return async () => {
    stop.abort();
    await worker.terminate();
    await ended;
  };
}

/** Tells the views' readers, and the log, how far a fold of these names is: by the time that the log covers up to there. */
export function createTeller({
  views,
  names,
  store,
  logger,
}: Pick<RebuildBesideOptions, "views" | "names" | "store" | "logger">) {
  const log = pastLog(store);
  const began = performance.now();
  let [toldAt, loggedAt] = [began, began];
  let ends: Promise<{ readonly first: EpochMs; readonly last: EpochMs }> | null = null;
  let shareAtFirst: number | null = null;
  return async (applied: number, position: Position | null): Promise<void> => {
    const now = performance.now();
    if (position === null || (shareAtFirst !== null && now - toldAt < TOLD_EVERY_MS)) return;
    toldAt = now;
    ends ??= endsOf(store);
    const [at, { first, last }] = await Promise.all([log.timeAt(position), ends]);
    const share = at === null || last <= first ? 0 : Math.min(1, Math.max(0, (at - first) / (last - first)));
    shareAtFirst ??= share;
    const elapsed = (now - began) / 1_000;
    const gained = share - shareAtFirst;
    const eventsPerSecond = applied / elapsed;
    const secondsLeft = gained > 0 ? ((1 - share) / gained) * elapsed : null;
    views.rebuilt(names, { share, eventsPerSecond, secondsLeft });
    if (now - loggedAt < LOGGED_EVERY_MS) return;
    loggedAt = now;
    const left = secondsLeft === null ? "" : `, ${Math.ceil(secondsLeft)} s left`;
    const rate = Math.round(eventsPerSecond).toLocaleString("en-US");
    logger.warn(`${names.join(", ")}: ${Math.floor(share * 100)} % rebuilt, ${rate} events/s${left}`);
  };
}

/** Gateway times of the log's first and last event. */
async function endsOf(store: LogReader): Promise<{ readonly first: EpochMs; readonly last: EpochMs }> {
  const timeOf = async (direction: "forwards" | "backwards"): Promise<EpochMs> => {
    for await (const [event] of store.readStored({ direction, limit: 1 }))
      if (event !== undefined) return event.metadata.occurredAt;
    throw new Error("an empty log has nothing to rebuild");
  };
  return { first: await timeOf("forwards"), last: await timeOf("backwards") };
}

/** Folds what came since the thread was done, which is little, and hands it over between two pages of the views. */
async function joinViews(
  { views, names, snapshots, store }: RebuildBesideOptions,
  signal: AbortSignal,
): Promise<void> {
  const rest = viewsOf(names);
  const newest = new Map<string, Snapshot>();
  for (const { name, version } of rest.folds) {
    const snapshot = await snapshots.load(name, version, null);
    // Nothing is kept of what no event of the log changed.
    if (snapshot !== null) newest.set(name, snapshot);
  }
  rest.restore(newest);
  while (!signal.aborted) {
    for await (const page of readLog(store, typesOf(rest), rest.position)) {
      rest.apply(page);
      await setImmediate();
    }
    const [joining, others] = [rest.position, views.position];
    if (views.live && joining !== null && others !== null && joining >= others) {
      views.join(rest.snapshots());
      return;
    }
    await setTimeout(JOIN_PAUSE_MS);
  }
}

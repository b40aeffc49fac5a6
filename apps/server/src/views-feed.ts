import type { Position } from "@legbook/domain";
import type { LogReader } from "@legbook/engine";
import type { FeedPage, ViewsHost } from "@legbook/projections";

/** The types of events that change any of these views. */
export function typesOf({ folds }: Pick<ViewsHost, "folds">): readonly string[] {
  return [...new Set(folds.flatMap(({ types }) => types))];
}

/** Pages of what is in the log after `after` (null: from its beginning), of these types; the last one is live. */
export async function* readLog(
  store: LogReader,
  types: readonly string[],
  after: Position | null,
): AsyncGenerator<FeedPage> {
  const head = await store.head();
  if (head === null) {
    yield { events: [], live: true };
    return;
  }
  const from = after === null ? {} : { from: after };
  for await (const page of store.readAll({ direction: "forwards", types, until: head, ...from }))
    yield { events: page.filter(({ position }) => position !== after), live: false };
  yield { events: [], until: head, live: true };
}

/** As `readLog`, and then everything that is appended. */
export async function* followLog(
  store: LogReader,
  types: readonly string[],
  after: Position | null,
  signal: AbortSignal,
): AsyncGenerator<FeedPage> {
  let reached = after;
  for await (const page of readLog(store, types, after)) {
    reached = page.until ?? page.events.at(-1)?.position ?? reached;
    yield page;
    if (signal.aborted) return;
  }
  yield* store.subscribeAll({ ...(reached === null ? {} : { after: reached }), signal });
}

import type { DomainEvent, Position, RecordedEvent } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  orderRequested,
  plainState,
  positionAt,
  PROLOGUE,
  recorded,
  sampleLog,
  SnapshotsInMemory,
  ticks,
  viewsAfter,
} from "../testing/index.ts";
import type { FeedPage } from "./feed.ts";
import { runProjections } from "./run.ts";
import { VIEW_NAMES, type ViewStates } from "./states.ts";
import { createViews, type ViewsHost, ViewsStopped } from "./views.ts";

const PAGE_EVENTS = 7;

function emptyViews(): ViewsHost {
  return createViews({
    onListenerError: (error) => {
      throw error;
    },
  });
}

/** A log that ends: pages of what is there, live with the last, then `atEnd`. */
function feedOf(log: readonly RecordedEvent[], fedFrom: (Position | null)[], atEnd: () => void) {
  return async function* feed(after: Position | null): AsyncIterable<FeedPage> {
    fedFrom.push(after);
    const rest = log.filter(({ position }) => after === null || position > after);
    for (let start = 0; start < rest.length; start += PAGE_EVENTS) {
      yield { events: rest.slice(start, start + PAGE_EVENTS), live: false };
    }
    yield { events: [], live: true };
    atEnd();
    yield { events: [], live: true };
  };
}

async function runOver(log: readonly RecordedEvent[], snapshots: SnapshotsInMemory, views = emptyViews()) {
  const stop = new AbortController();
  const fedFrom: (Position | null)[] = [];
  await runProjections({
    feed: feedOf(log, fedFrom, () => {
      stop.abort();
    }),
    views,
    snapshots,
    snapshotEveryEvents: 5,
    signal: stop.signal,
    nextTurn: () => Promise.resolve(),
    onProgress: () => {},
  });
  return { views, fedFrom };
}

function statesOf(views: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, plainState(views[name])]));
}

describe("views", () => {
  it("are the same for the same events", () => {
    fc.assert(
      fc.property(sampleLog, (events) => {
        expect(statesOf(viewsAfter(events))).toEqual(statesOf(viewsAfter(events)));
      }),
      { numRuns: 50 },
    );
  });

  it("are the same whether folded from the beginning or resumed from snapshots anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(sampleLog, fc.double({ min: 0, max: 1, noNaN: true }), async (events, share) => {
        const log = recorded(events);
        const snapshots = new SnapshotsInMemory();
        await runOver(log.slice(0, Math.floor(share * log.length)), snapshots);
        const { views } = await runOver(log, snapshots);
        expect(statesOf(views)).toEqual(statesOf(viewsAfter(events)));
      }),
      { numRuns: 60 },
    );
  });

  it("never change without saying so: listeners and snapshots go by their position", () => {
    fc.assert(
      fc.property(sampleLog, (events) => {
        const views = emptyViews();
        for (const event of recorded(events)) {
          const before = VIEW_NAMES.map((name) => plainState(views[name]));
          views.apply({ events: [event], live: true });
          for (const [place, name] of VIEW_NAMES.entries()) {
            if (views[name].position !== event.position)
              expect(plainState(views[name])).toEqual(before[place]);
          }
        }
      }),
      { numRuns: 20 },
    );
  });

  it("change with every part of the sample log, so that the properties above mean something", () => {
    const touched = new Set<string>();
    for (const events of fc.sample(sampleLog, { numRuns: 30, seed: 1 })) {
      const views = viewsAfter(events);
      for (const name of VIEW_NAMES) if (views[name].position !== null) touched.add(name);
    }
    expect([...touched].sort()).toEqual([...VIEW_NAMES].sort());
  });
});

describe("a run", () => {
  const log = recorded([...PROLOGUE, ticks(2740, { bid: 3, ask: 3.2 }), orderRequested("o1")]);

  it("feeds from the snapshot and not again what the views have seen", async () => {
    const snapshots = new SnapshotsInMemory();
    await runOver(log.slice(0, 8), snapshots);
    const { fedFrom } = await runOver(log, snapshots);
    expect(fedFrom).toEqual([positionAt(8)]);
  });

  it("reads the whole log for a view whose fold changed, while the others keep what they have", async () => {
    const snapshots = new SnapshotsInMemory();
    await runOver(log, snapshots);
    const orders = snapshots.made.get("orders")!;
    snapshots.made.set(
      "orders",
      orders.map((made) => Object.assign(made, { version: made.version - 1, rest: { of: "another fold" } })),
    );
    const { views, fedFrom } = await runOver(log, snapshots);
    expect(fedFrom).toEqual([null]);
    expect([...views.orders.placed.entries()]).toEqual([[0, "o1"]]);
    expect(statesOf(views)).toEqual(statesOf(viewsAfter(log.map(({ event }) => event as DomainEvent))));
  });

  it("keeps every snapshot at the newest event when it stops, even in views that did not change", async () => {
    const snapshots = new SnapshotsInMemory();
    await runOver(log, snapshots);
    expect([...snapshots.made.values()].map((made) => made.at(-1)?.seen)).toEqual(
      VIEW_NAMES.map(() => log.at(-1)!.position),
    );
  });

  it("says which views a save may leave as they are: those that did not change since the last", async () => {
    const snapshots = new SnapshotsInMemory();
    await runOver(log.slice(0, -2), snapshots);
    const changed: string[] = [];
    const save = snapshots.save.bind(snapshots);
    snapshots.save = (entries, span) => {
      changed.push(...entries.filter((entry) => entry.changed).map(({ name }) => name));
      return save(entries, span);
    };
    await runOver(log.slice(0, -1), snapshots);
    expect(changed).toEqual(["market"]);
  });

  it("ends loudly on an event that a view cannot fold, and saves nothing of that page", async () => {
    const broken = recorded([orderRequested("o1"), orderRequested("o1")]);
    const snapshots = new SnapshotsInMemory();
    const views = emptyViews();
    const waiting = views.reached(positionAt(2));
    const refused = expect(waiting).rejects.toThrow(ViewsStopped);
    await expect(runOver(broken, snapshots, views)).rejects.toThrow(/orders cannot fold OrderRequested/);
    await refused;
    expect(snapshots.spans).toEqual([]);
  });

  it("ends loudly when the feed ends without having been stopped", async () => {
    const feed = async function* (): AsyncIterable<FeedPage> {
      yield { events: log, live: true };
    };
    const run = runProjections({
      feed,
      views: emptyViews(),
      snapshots: new SnapshotsInMemory(),
      snapshotEveryEvents: 5,
      signal: new AbortController().signal,
      nextTurn: () => Promise.resolve(),
      onProgress: () => {},
    });
    await expect(run).rejects.toThrow("the feed of events ended by itself");
  });

  it("refuses snapshots of another log: those beyond its end", async () => {
    const snapshots = new SnapshotsInMemory();
    await runOver(log, snapshots);
    snapshots.made.delete("orders");
    await expect(runOver(log.slice(0, 3), snapshots)).rejects.toThrow(/it is of another log/);
  });
});

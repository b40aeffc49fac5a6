import type { DomainEvent, Position, RecordedEvent } from "@legbook/domain";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  CheckpointsInMemory,
  orderRequested,
  positionAt,
  PROLOGUE,
  recorded,
  sampleLog,
  ticks,
  viewsAfter,
} from "../testing/index.ts";
import { type FeedPage, runProjections } from "./run.ts";
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

async function runOver(
  log: readonly RecordedEvent[],
  checkpoints: CheckpointsInMemory,
  views = emptyViews(),
) {
  const stop = new AbortController();
  const fedFrom: (Position | null)[] = [];
  await runProjections({
    feed: feedOf(log, fedFrom, () => {
      stop.abort();
    }),
    views,
    checkpoints,
    checkpointEveryEvents: 5,
    signal: stop.signal,
    nextTurn: () => Promise.resolve(),
    onProgress: () => {},
  });
  return { views, fedFrom };
}

function statesOf(views: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, structuredClone(views[name])]));
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

  it("are the same whether folded from the beginning or resumed from checkpoints anywhere", async () => {
    await fc.assert(
      fc.asyncProperty(sampleLog, fc.double({ min: 0, max: 1, noNaN: true }), async (events, share) => {
        const log = recorded(events);
        const checkpoints = new CheckpointsInMemory();
        await runOver(log.slice(0, Math.floor(share * log.length)), checkpoints);
        const { views } = await runOver(log, checkpoints);
        expect(statesOf(views)).toEqual(statesOf(viewsAfter(events)));
      }),
      { numRuns: 60 },
    );
  });

  it("never change without saying so: listeners and checkpoints go by their position", () => {
    fc.assert(
      fc.property(sampleLog, (events) => {
        const views = emptyViews();
        for (const event of recorded(events)) {
          const before = VIEW_NAMES.map((name) => structuredClone(views[name]));
          views.apply([event], true);
          for (const [place, name] of VIEW_NAMES.entries()) {
            if (views[name].position !== event.position) expect(views[name]).toEqual(before[place]);
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

  it("feeds from the checkpoint and not again what the views have seen", async () => {
    const checkpoints = new CheckpointsInMemory();
    await runOver(log.slice(0, 8), checkpoints);
    const { fedFrom } = await runOver(log, checkpoints);
    expect(fedFrom).toEqual([positionAt(8)]);
  });

  it("reads the whole log for a view whose fold changed, while the others keep what they have", async () => {
    const checkpoints = new CheckpointsInMemory();
    await runOver(log, checkpoints);
    const orders = checkpoints.kept.get("orders")!;
    checkpoints.kept.set("orders", { ...orders, version: orders.version - 1, state: "of another fold" });
    const { views, fedFrom } = await runOver(log, checkpoints);
    expect(fedFrom).toEqual([null]);
    expect(views.orders.placed).toEqual(["o1"]);
    expect(statesOf(views)).toEqual(statesOf(viewsAfter(log.map(({ event }) => event as DomainEvent))));
  });

  it("keeps every checkpoint at the newest event when it stops, even in views that did not change", async () => {
    const checkpoints = new CheckpointsInMemory();
    await runOver(log, checkpoints);
    expect([...checkpoints.kept.values()].map(({ position }) => position)).toEqual(
      VIEW_NAMES.map(() => log.at(-1)!.position),
    );
  });

  it("says which views a save may leave as they are: those that did not change since the last", async () => {
    const checkpoints = new CheckpointsInMemory();
    await runOver(log.slice(0, -2), checkpoints);
    const changed: string[] = [];
    const save = checkpoints.save.bind(checkpoints);
    checkpoints.save = (entries) => {
      changed.push(...entries.filter((entry) => entry.changed).map(({ name }) => name));
      return save(entries);
    };
    await runOver(log.slice(0, -1), checkpoints);
    expect(changed).toEqual(["market"]);
  });

  it("ends loudly on an event that a view cannot fold, and saves nothing of that page", async () => {
    const broken = recorded([orderRequested("o1"), orderRequested("o1")]);
    const checkpoints = new CheckpointsInMemory();
    const views = emptyViews();
    const waiting = views.reached(positionAt(2));
    const refused = expect(waiting).rejects.toThrow(ViewsStopped);
    await expect(runOver(broken, checkpoints, views)).rejects.toThrow(/orders cannot fold OrderRequested/);
    await refused;
    expect(checkpoints.saves).toBe(0);
  });

  it("ends loudly when the feed ends without having been stopped", async () => {
    const feed = async function* (): AsyncIterable<FeedPage> {
      yield { events: log, live: true };
    };
    const run = runProjections({
      feed,
      views: emptyViews(),
      checkpoints: new CheckpointsInMemory(),
      checkpointEveryEvents: 5,
      signal: new AbortController().signal,
      nextTurn: () => Promise.resolve(),
      onProgress: () => {},
    });
    await expect(run).rejects.toThrow("the feed of events ended by itself");
  });

  it("refuses checkpoints of another log: those beyond its end", async () => {
    const checkpoints = new CheckpointsInMemory();
    await runOver(log, checkpoints);
    checkpoints.kept.delete("orders");
    await expect(runOver(log.slice(0, 3), checkpoints)).rejects.toThrow(/it is of another log/);
  });
});

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setImmediate } from "node:timers/promises";
import { type DomainEvent, eventId, streamName } from "@legbook/domain";
import { domainEventCodec, type EventStore, openSqliteEventStore, worldFold } from "@legbook/engine";
import { createViews, VIEW_NAMES, ViewRebuilding, type ViewStates } from "@legbook/projections";
import { orderRequested, plainState, PROLOGUE, recorded, ticks } from "@legbook/projections/testing";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningViews, startViews, type StartViewsOptions } from "./start-views.ts";

const DAY = [...PROLOGUE, ticks(2740, { bid: 3, ask: 3.2 }), orderRequested("o1")];
const OTHER_DAY = [
  ...PROLOGUE,
  ticks(2740, { bid: 4, ask: 4.2 }),
  orderRequested("p1"),
  orderRequested("p2"),
];

let folder: string;
let log: string;
let path: string;
let said: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legbook-views-"));
  log = join(folder, "log.db");
  path = join(folder, "log.views.db");
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function write(file: string, events: readonly DomainEvent[], name: string): Promise<void> {
  await withLog(file, async (store) => {
    await append(store, events, name);
  });
}

/** Under ids that the name makes. */
async function append(store: EventStore, events: readonly DomainEvent[], name: string): Promise<void> {
  const prefix = Buffer.from(name).toString("hex").padStart(4, "0");
  for (const [place, { event, metadata }] of recorded(events).entries()) {
    const id = eventId(`00000000-0000-7000-8000-${prefix}${String(place).padStart(8, "0")}`);
    const own = { event, metadata: { ...metadata, id } };
    await store.append({ stream: streamName("session", name), events: [own], expectedRevision: "any" });
  }
}

async function foldedFrom(store: EventStore): Promise<ViewStates> {
  const folded = createViews({ onListenerError: fail });
  for await (const events of store.readAll({ direction: "forwards" })) folded.apply({ events, live: true });
  return folded;
}

async function withLog<Result>(file: string, work: (store: EventStore) => Promise<Result>): Promise<Result> {
  const store = openSqliteEventStore({ path: file, codec: domainEventCodec() });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

/** What views on the log show, and what a fold from zero shows. */
async function shown(
  work: (running: RunningViews) => void = () => {},
): Promise<{ views: unknown; folded: unknown }> {
  return withLog(log, async (store) => {
    const running = await startOn(store);
    work(running);
    const views = statesOf(running.views);
    await running.stop();
    return { views, folded: statesOf(await foldedFrom(store)) };
  });
}

function fail(error: unknown): never {
  throw error;
}

function statesOf(views: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, plainState(views[name])]));
}

/** As if these folds had been changed since: what is kept is of an earlier version. */
function age(...names: readonly string[]): void {
  const rows = new DatabaseSync(path);
  for (const name of names) rows.prepare("UPDATE fold SET version = version - 1 WHERE name = ?").run(name);
  rows.close();
}

async function startOn(store: EventStore, besides: StartViewsOptions["besides"] = []): Promise<RunningViews> {
  const logger = pino({ level: "warn" }, { write: (line) => void said.push(line) });
  return startViews({ store, log, path, besides, logger, onFatal: fail });
}

/** Resolves once every view is there. */
async function allThere({ views }: RunningViews): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = views.onChange(VIEW_NAMES, () => views.rebuilding.size === 0 && resolve());
  if (views.rebuilding.size > 0) await promise;
  end();
}

describe("a view whose fold was changed", () => {
  it("is rebuilt beside the others, which are there at once, and goes on with them", async () => {
    await write(log, DAY, "a");
    await shown();
    age("orders", "timeline");
    await withLog(log, async (store) => {
      const running = await startOn(store);
      const { views, past } = running;
      const head = (await store.head())!;
      expect(views.position).toBe(head);
      expect([...views.rebuilding.keys()]).toEqual(["orders", "timeline"]);
      expect(() => views.orders).toThrow(ViewRebuilding);
      expect(views.market.position).not.toBeNull();
      await expect(past.at(head, ["market", "orders"])).rejects.toThrow(ViewRebuilding);
      expect((await past.at(head, ["market"])).market.position).toBe(views.market.position);
      await append(store, [ticks(2740, { bid: 3.3 }), orderRequested("meanwhile")], "b");
      await allThere(running);
      await append(store, [orderRequested("after")], "c");
      await views.reached((await store.head())!);
      expect(views.orders.placedCount).toBe(3);
      expect(statesOf(views)).toEqual(statesOf(await foldedFrom(store)));
      const all = await past.at(views.position!, VIEW_NAMES);
      expect(statesOf(all)).toEqual(statesOf(views));
      await running.stop();
    });
    expect(said.filter((line) => line.includes("orders, timeline: rebuilt from"))).toHaveLength(2);
    const again = await shown(({ views }) => expect(views.rebuilding.size).toBe(0));
    expect(again.views).toEqual(again.folded);
  });

  it("goes on being rebuilt after a stop in the middle of it", async () => {
    await write(log, DAY, "a");
    await shown();
    age("orders");
    await withLog(log, async (store) => (await startOn(store)).stop());
    await withLog(log, async (store) => {
      const running = await startOn(store);
      await allThere(running);
      expect(statesOf(running.views)).toEqual(statesOf(await foldedFrom(store)));
      await running.stop();
    });
  });

  it("holds everything where it is so of all of them", async () => {
    await write(log, DAY, "a");
    await shown();
    age(...VIEW_NAMES);
    const { views, folded } = await shown((running) => expect(running.views.rebuilding.size).toBe(0));
    expect(views).toEqual(folded);
  });

  it("may be an engine's world, which is not given out before it is whole", async () => {
    const fold = worldFold(17);
    await write(log, DAY, "a");
    await withLog(log, async (store) => (await startOn(store, [fold])).stop());
    age(fold.name);
    await withLog(log, async (store) => {
      const running = await startOn(store, [fold]);
      expect(await running.newest(fold)).toBeNull();
      expect(running.views.rebuilding.size).toBe(0);
      while (!said.some((line) => line.includes(`${fold.name}: rebuilt from`) && line.includes("events")))
        await setImmediate();
      await running.stop();
      const next = await startOn(store, [fold]);
      expect((await next.newest(fold))?.position).toBe(await store.head());
      await next.stop();
    });
  });
});

describe("snapshots that are not of the log", () => {
  it("are refused when another log was put in its place", async () => {
    await write(log, DAY, "a");
    await shown();
    rmSync(log);
    await write(log, OTHER_DAY, "b");
    const { views, folded } = await shown(({ views: { orders } }) => expect(orders.placedCount).toBe(2));
    expect(views).toEqual(folded);
    expect(said.join()).toMatch(/orders.* are not of this log: they are made anew from the log/);
    const again = await shown();
    expect(again.views).toEqual(folded);
    expect(said).toHaveLength(1);
  });

  it("are kept up to where a restored backup went another way", async () => {
    await write(log, DAY, "a");
    await shown();
    copyFileSync(log, join(folder, "backup.db"));
    await write(log, [orderRequested("lost")], "c");
    await shown();
    copyFileSync(join(folder, "backup.db"), log);
    await write(log, [orderRequested("p1"), orderRequested("p2")], "d");
    const { views, folded } = await shown(({ views: { orders } }) => expect(orders.placedCount).toBe(3));
    expect(views).toEqual(folded);
    expect(said.join()).toMatch(/orders.* after 0*\d+ are not of this log/);
  });
});

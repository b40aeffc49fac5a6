import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { streamName } from "@legbook/domain";
import { domainEventCodec, type EventStore, openSqliteEventStore, worldFold } from "@legbook/engine";
import { PROJECTIONS, VIEW_NAMES } from "@legbook/projections";
import {
  orderRequested,
  plainState,
  PROLOGUE,
  recorded,
  TEN_O_CLOCK,
  ticks,
} from "@legbook/projections/testing";
import { pino } from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { rebuildViews, ViewUnknown } from "./rebuild-views.ts";
import { openSnapshots, type SnapshotFile } from "./snapshots/snapshot-store.ts";
import { type RunningViews, startViews } from "./start-views.ts";

const EVENTS = [
  ...PROLOGUE,
  ticks(2740, { bid: 3, ask: 3.2 }),
  ticks(2740, { bid: 3.1 }),
  orderRequested("o1"),
];

let folder: string;
let store: EventStore;
let path: string;
let running: RunningViews;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "legbook-rebuild-"));
  store = openSqliteEventStore({ path: join(folder, "log.db"), codec: domainEventCodec() });
  path = join(folder, "log.views.db");
  for (const { event, metadata } of recorded(EVENTS)) {
    await store.append({
      stream: streamFor(event.type),
      events: [{ event, metadata }],
      expectedRevision: "any",
    });
  }
  running = await startRunning();
});
afterEach(async () => {
  await running.stop();
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

function streamFor(type: string) {
  const category = type.startsWith("Order") ? "order" : "session";
  return streamName(category, "o1");
}

function startRunning(): Promise<RunningViews> {
  return startViews({
    store,
    log: join(folder, "log.db"),
    path,
    logger: pino({ level: "silent" }),
    onFatal: (error) => {
      throw error;
    },
  });
}

function refuse(what: string): never {
  throw new Error(what);
}

function openFile(): Promise<SnapshotFile> {
  return openSnapshots({ path, log: store, onRefused: refuse });
}

async function newest(name: keyof typeof PROJECTIONS): Promise<{ position: string; state: unknown } | null> {
  const file = await openFile();
  const loaded = await file.load(name, PROJECTIONS[name].version, null);
  const plain = loaded === null ? null : { position: loaded.position, state: plainState(loaded.state) };
  file.close();
  return plain;
}

it("makes of the log what a running server makes of it, beside it", async () => {
  await running.stop();
  const before = await Promise.all(VIEW_NAMES.map(newest));
  running = await startRunning();
  const counts: number[] = [];
  const folded = await rebuildViews({
    store,
    path,
    names: VIEW_NAMES,
    onRefused: refuse,
    onProgress: (count) => counts.push(count),
  });
  expect(folded).toBe(EVENTS.length);
  expect(counts.at(-1)).toBe(EVENTS.length);
  expect(await Promise.all(VIEW_NAMES.map(newest))).toEqual(before);
  expect(running.views.orders.placedCount).toBe(1);
  expect((await running.past.at(running.views.position!, ["orders"])).orders.placedCount).toBe(1);
});

it("of one view reads only what that view follows, and leaves the others as they are", async () => {
  await running.stop();
  const position = running.views.position!;
  const rows = new DatabaseSync(path);
  rows.exec("DELETE FROM snapshot WHERE fold = (SELECT id FROM fold WHERE name = 'orders')");
  rows.close();
  const file = await openFile();
  const { version, init } = PROJECTIONS.orders;
  const wrong = {
    name: "orders",
    version,
    position,
    state: { ...init(), position, placedCount: 9 },
    changed: true,
    snapshotsMax: null,
  };
  await file.save([wrong], [{ until: position, earliest: TEN_O_CLOCK }]);
  file.close();
  const market = await newest("market");
  const folded = await rebuildViews({
    store,
    path,
    names: ["orders"],
    onRefused: refuse,
    onProgress: () => {},
  });
  expect(folded).toBe(1);
  expect(await newest("orders")).toMatchObject({ position, state: { placedCount: 1 } });
  expect(await newest("market")).toEqual(market);
  running = await startRunning();
  expect(running.views.orders.placedCount).toBe(1);
});

it("takes an engine's world too, and refuses a name that nothing has", async () => {
  const fold = worldFold(17);
  await rebuildViews({ store, path, names: [fold.name], onRefused: refuse, onProgress: () => {} });
  const file = await openFile();
  expect(file.names()).toContain(fold.name);
  file.close();
  await expect(
    rebuildViews({ store, path, names: ["odrers"], onRefused: refuse, onProgress: () => {} }),
  ).rejects.toThrow(ViewUnknown);
});

it("of a part of the views says nothing of times: it does not see all events", async () => {
  await running.stop();
  rmSync(path);
  await rebuildViews({ store, path, names: ["orders"], onRefused: refuse, onProgress: () => {} });
  const file = await openFile();
  expect(await file.spansEnd()).toBeNull();
  await rebuildViews({ store, path, names: VIEW_NAMES, onRefused: refuse, onProgress: () => {} });
  expect(await file.spansEnd()).toBe(running.views.position);
  file.close();
  running = await startRunning();
});

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DomainEvent, streamName } from "@legbook/domain";
import { domainEventCodec, type EventStore, openSqliteEventStore } from "@legbook/engine";
import { createViews, VIEW_NAMES, type ViewStates } from "@legbook/projections";
import { orderRequested, plainState, PROLOGUE, recorded, ticks } from "@legbook/projections/testing";
import { pino } from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type RunningViews, startViews } from "./start-views.ts";

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
    for (const [place, { event, metadata }] of recorded(events).entries()) {
      const id = `00000000-0000-7000-8000-${Buffer.from(name).toString("hex").padStart(4, "0")}${String(place).padStart(8, "0")}`;
      const own = { event, metadata: { ...metadata, id: id as typeof metadata.id } };
      await store.append({ stream: streamName("session", name), events: [own], expectedRevision: "any" });
    }
  });
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
    const logger = pino({ level: "warn" }, { write: (line) => void said.push(line) });
    const running = await startViews({ store, path, logger, onFatal: fail });
    work(running);
    const views = statesOf(running.views);
    await running.stop();
    const folded = createViews({ onListenerError: fail });
    for await (const events of store.readAll({ direction: "forwards" })) folded.apply({ events, live: true });
    return { views, folded: statesOf(folded) };
  });
}

function fail(error: unknown): never {
  throw error;
}

function statesOf(views: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, plainState(views[name])]));
}

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

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RecordedEvent } from "@legbook/domain";
import {
  createPastViews,
  createViews,
  PROJECTIONS,
  runProjections,
  type SnapshotStore,
  VIEW_NAMES,
  type ViewStates,
} from "@legbook/projections";
import {
  orderRequested,
  pastLogOf,
  plainState,
  positionAt,
  PROLOGUE,
  recorded,
  sampleLog,
  ticks,
} from "@legbook/projections/testing";
import * as fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSnapshots, type SnapshotFile } from "./snapshot-store.ts";

const EVERY = 4;
const LOG = recorded([...PROLOGUE, ticks(2740, { bid: 3, ask: 3.2 }), orderRequested("o1")]);

let folder: string;
const open: SnapshotFile[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "legbook-snapshots-"));
});
afterEach(() => {
  for (const file of open.splice(0)) file.close();
  rmSync(folder, { recursive: true, force: true });
});

function openFile(name = "views.db"): SnapshotFile {
  const file = openSnapshots(join(folder, name));
  open.push(file);
  return file;
}

async function run(log: readonly RecordedEvent[], snapshots: SnapshotStore): Promise<ViewStates> {
  const stop = new AbortController();
  const views = createViews({
    onListenerError: (error) => {
      throw error;
    },
  });
  await runProjections({
    feed: async function* (after) {
      for (const event of log)
        if (after === null || event.position > after) yield { events: [event], live: false };
      stop.abort();
      yield { events: [], live: true };
    },
    views,
    snapshots,
    snapshotEveryEvents: EVERY,
    signal: stop.signal,
    nextTurn: () => Promise.resolve(),
    onProgress: () => {},
  });
  return views;
}

function statesOf(views: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, plainState(views[name])]));
}

function folded(log: readonly RecordedEvent[]): unknown {
  const views = createViews({ onListenerError: () => {} });
  views.apply({ events: log, live: true });
  return statesOf(views);
}

describe("snapshots in a file", () => {
  it("show the views as they were at every event, and go on from there", async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(sampleLog, fc.double({ min: 0, max: 1, noNaN: true }), async (events, share) => {
        const log = recorded(events);
        const file = openFile(`${(number += 1)}.db`);
        await run(log.slice(0, Math.floor(share * log.length)), file);
        expect(statesOf(await run(log, file))).toEqual(folded(log));
        const past = createPastViews({
          log: pastLogOf(log),
          snapshots: file,
          nextTurn: () => Promise.resolve(),
        });
        for (const [place, { position }] of log.entries()) {
          expect(statesOf(await past.at(position, VIEW_NAMES))).toEqual(folded(log.slice(0, place + 1)));
        }
      }),
      { numRuns: 12 },
    );
  });

  it("outlive the process that made them", async () => {
    await run(LOG, openFile());
    open.splice(0).forEach((file) => file.close());
    const loaded = await openFile().load("orders", PROJECTIONS.orders.version, null);
    expect(loaded?.position).toBe(LOG.at(-1)?.position);
    expect(loaded?.state.position).toBe(LOG.at(-1)?.position);
  });

  it("of another version of the fold are not read, and deleted when the server starts", async () => {
    const file = openFile();
    await run(LOG, file);
    const { version } = PROJECTIONS.orders;
    expect(await file.load("orders", version + 1, null)).toBeNull();
    const state = { position: positionAt(1) };
    const newer = {
      name: "orders",
      version: version + 1,
      position: positionAt(2),
      state,
      changed: true,
      snapshotsMax: null,
    };
    await file.save([newer], { until: positionAt(2), earliest: LOG[0]!.metadata.occurredAt });
    file.sweep();
    const again = openFile();
    expect(await again.load("orders", version, null)).toBeNull();
    expect(await again.load("orders", version + 1, null)).toEqual({ position: positionAt(2), state });
  });

  it("of a rebuild take the place of the others when it is finished, and those stay readable until the next start", async () => {
    const file = openFile();
    const readers = createPastViews({
      log: pastLogOf(LOG),
      snapshots: file,
      nextTurn: () => Promise.resolve(),
    });
    const before = await run(LOG, file);
    const rebuild = openFile().rebuild();
    const half = LOG.slice(0, 9);
    await run(half, rebuild);
    expect((await openFile().load("orders", PROJECTIONS.orders.version, null))?.position).toBe(
      positionAt(LOG.length),
    );
    rebuild.finish();
    expect((await openFile().load("orders", PROJECTIONS.orders.version, null))?.position).toBe(positionAt(9));
    expect(statesOf(await readers.at(LOG.at(-1)!.position, VIEW_NAMES))).toEqual(statesOf(before));
  });

  it("of a rebuild that was never finished are deleted when the server starts", async () => {
    await run(LOG, openFile().rebuild());
    const file = openFile();
    file.sweep();
    const rows = new DatabaseSync(join(folder, "views.db"), { readOnly: true });
    expect(rows.prepare("SELECT count(*) AS n FROM fold").get()).toEqual({ n: 0 });
    expect(rows.prepare("SELECT count(*) AS n FROM entry").get()).toEqual({ n: 0 });
    rows.close();
  });

  it("that are damaged say what to do", async () => {
    await run(LOG, openFile());
    const rows = new DatabaseSync(join(folder, "views.db"));
    rows.exec("UPDATE snapshot SET state = x'00'");
    rows.close();
    await expect(openFile().load("orders", PROJECTIONS.orders.version, null)).rejects.toThrow(
      /orders in .*views.db is damaged: delete the file, it is made anew/,
    );
  });

  it("in a file of another version of the tables are begun anew", async () => {
    const old = new DatabaseSync(join(folder, "views.db"));
    old.exec("CREATE TABLE checkpoint (name TEXT); INSERT INTO checkpoint VALUES ('orders')");
    old.close();
    expect(statesOf(await run(LOG, openFile()))).toEqual(folded(LOG));
  });
});

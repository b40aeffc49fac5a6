import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { type EventId, type Position, type RecordedEvent, Shelf } from "@legbook/domain";
import type { StoredRecord } from "@legbook/engine";
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
import {
  openSnapshots,
  openSnapshotsForReading,
  type SnapshotFile,
  type SnapshotFileOptions,
} from "./snapshot-store.ts";

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

async function openFile(name = "views.db", log = LOG): Promise<SnapshotFile> {
  const file = await openSnapshots({ path: join(folder, name), log: chainOf(log), onRefused: refuse });
  open.push(file);
  return file;
}

function refuse(what: string): never {
  throw new Error(what);
}

/** A log of these events as snapshots are bound to it. */
function chainOf(log: readonly RecordedEvent[], salt = ""): SnapshotFileOptions["log"] {
  return {
    head: () => Promise.resolve(log.at(-1)?.position ?? null),
    async *readStored({ from }) {
      const place = log.findIndex(({ position }) => position === from);
      if (place < 0) return;
      const ids = log.slice(0, place + 1).map(({ metadata }) => metadata.id);
      const hash = createHash("sha256").update(`${salt}${ids.join()}`).digest();
      yield [{ position: log[place]!.position, hash } as unknown as StoredRecord];
    },
  };
}

/** Another event in its place. */
function withOtherId(event: RecordedEvent): RecordedEvent {
  return { ...event, metadata: { ...event.metadata, id: `${event.metadata.id}-other` as EventId } };
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
        const file = await openFile(`${(number += 1)}.db`, log);
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
    await run(LOG, await openFile());
    open.splice(0).forEach((file) => file.close());
    const loaded = await (await openFile()).load("orders", PROJECTIONS.orders.version, null);
    expect(loaded?.position).toBe(LOG.at(-1)?.position);
    expect(loaded?.state.position).toBe(LOG.at(-1)?.position);
  });

  it("of another version of the fold are not read, and deleted when the server starts", async () => {
    const file = await openFile();
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
    await file.save([newer], [{ until: positionAt(2), earliest: LOG[0]!.metadata.occurredAt }]);
    file.sweep();
    const again = await openFile();
    expect(await again.load("orders", version, null)).toBeNull();
    expect(await again.load("orders", version + 1, null)).toEqual({ position: positionAt(2), state });
  });

  it("of a rebuild take the place of the others when it is finished, and those stay readable until the next start", async () => {
    const file = await openFile();
    const readers = createPastViews({
      log: pastLogOf(LOG),
      snapshots: file,
      nextTurn: () => Promise.resolve(),
    });
    const before = await run(LOG, file);
    const rebuild = (await openFile()).rebuild({ allEvents: true });
    const half = LOG.slice(0, 9);
    await run(half, rebuild);
    expect((await (await openFile()).load("orders", PROJECTIONS.orders.version, null))?.position).toBe(
      positionAt(LOG.length),
    );
    rebuild.finish();
    expect((await (await openFile()).load("orders", PROJECTIONS.orders.version, null))?.position).toBe(
      positionAt(9),
    );
    expect(statesOf(await readers.at(LOG.at(-1)!.position, VIEW_NAMES))).toEqual(statesOf(before));
  });

  it("of a rebuild that was never finished are deleted when the server starts", async () => {
    await run(LOG, (await openFile()).rebuild({ allEvents: true }));
    const file = await openFile();
    file.sweep();
    const rows = new DatabaseSync(join(folder, "views.db"), { readOnly: true });
    expect(rows.prepare("SELECT count(*) AS n FROM fold").get()).toEqual({ n: 0 });
    expect(rows.prepare("SELECT count(*) AS n FROM entry").get()).toEqual({ n: 0 });
    rows.close();
  });

  it("of another log at the same path are dropped, said so, and never read", async () => {
    const own = await openFile();
    await run(LOG, own);
    open.splice(open.indexOf(own), 1);
    own.close();
    const said: string[] = [];
    const log = chainOf(LOG, "another");
    const options = { path: join(folder, "views.db"), log, onRefused: (what: string) => said.push(what) };
    const reader = await openSnapshotsForReading(options);
    expect(await reader.load("orders", PROJECTIONS.orders.version, null)).toBeNull();
    expect(await reader.spansEnd()).toBeNull();
    reader.close();
    const file = await openSnapshots(options);
    expect(await file.load("orders", PROJECTIONS.orders.version, null)).toBeNull();
    expect(await file.spansEnd()).toBeNull();
    file.close();
    expect(said[0]).toMatch(/views.db: the snapshots of .*orders.* are not of this log: they are not used/);
    expect(said[1]).toMatch(/market, .*orders.* are not of this log: they are made anew from the log/);
  });

  it("are kept up to where a log that was put back to an earlier day goes another way", async () => {
    const [common, other] = [
      LOG.slice(0, -2),
      recorded([...PROLOGUE, orderRequested("o2"), orderRequested("o3")]),
    ];
    const went = [...common, ...other.slice(common.length).map(withOtherId)];
    expect(went.length).toBeGreaterThan(common.length);
    await run(LOG, await openFile());
    const said: string[] = [];
    const [path, log] = [join(folder, "views.db"), chainOf(went)];
    for (const opener of [openSnapshotsForReading, openSnapshots]) {
      const file = await opener({ path, log, onRefused: (what) => said.push(what) });
      const past = createPastViews({
        log: pastLogOf(went),
        snapshots: file,
        nextTurn: () => Promise.resolve(),
      });
      for (const [place, { position }] of went.entries())
        expect(statesOf(await past.at(position, VIEW_NAMES))).toEqual(folded(went.slice(0, place + 1)));
      const last = (await file.spansEnd())!;
      expect(last <= common.at(-1)!.position && last > LOG[0]!.position).toBe(true);
      file.close();
    }
    expect(said).toHaveLength(2);
    expect(statesOf(await run(went, await openFile("views.db", went)))).toEqual(folded(went));
  });

  it("are as many of a fold as it says, and the earliest that somebody goes on from stays whole", async () => {
    const fold = { name: "few", version: 1 };
    const file = await openFile();
    const state = { position: null as Position | null, shelf: new Shelf<string, number>() };
    const save = async (place: number): Promise<void> => {
      const position = LOG[place]!.position;
      state.position = position;
      state.shelf.set("every", place);
      state.shelf.set(`only ${place}`, place);
      const span = { until: position, earliest: LOG[0]!.metadata.occurredAt };
      await file.save([{ ...fold, position, state, changed: true, snapshotsMax: 2 }], [span]);
    };
    for (const place of [0, 1, 2]) await save(place);
    const taken = (await file.load(fold.name, fold.version, null))!.state as typeof state;
    for (const place of [3, 4, 5, 6]) await save(place);
    expect(await file.load(fold.name, fold.version, LOG[4]!.position)).toBeNull();
    expect((await file.load(fold.name, fold.version, LOG[5]!.position))?.position).toBe(LOG[5]!.position);
    expect(taken.shelf.get("every")).toBe(2);
    expect(taken.shelf.get("only 0")).toBe(0);
    const rows = new DatabaseSync(join(folder, "views.db"), { readOnly: true });
    expect(rows.prepare("SELECT count(*) AS n FROM entry WHERE key = 'every' AND ordinal < 3").get()).toEqual(
      { n: 0 },
    );
    rows.close();
  });

  it("that are damaged say what to do", async () => {
    await run(LOG, await openFile());
    const rows = new DatabaseSync(join(folder, "views.db"));
    rows.exec("UPDATE snapshot SET state = x'00'");
    rows.close();
    await expect((await openFile()).load("orders", PROJECTIONS.orders.version, null)).rejects.toThrow(
      /orders in .*views.db is damaged: delete the file, it is made anew/,
    );
  });

  it("in a file of another version of the tables are begun anew, and said so", async () => {
    const said: string[] = [];
    const options = {
      path: join(folder, "views.db"),
      log: chainOf(LOG),
      onRefused: (what: string) => said.push(what),
    };
    const old = new DatabaseSync(join(folder, "views.db"));
    old.exec("CREATE TABLE checkpoint (name TEXT); INSERT INTO checkpoint VALUES ('orders')");
    old.exec("PRAGMA user_version = 1");
    old.close();
    expect(await (await openSnapshotsForReading(options)).load("orders", 1, null)).toBeNull();
    const file = await openSnapshots(options);
    open.push(file);
    expect(said).toEqual([
      `${options.path} is of another version: its snapshots are not used`,
      `${options.path} is of another version (1): they are made anew from the log`,
    ]);
    expect(statesOf(await run(LOG, file))).toEqual(folded(LOG));
  });
});

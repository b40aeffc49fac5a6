import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { epochMs, type RecordedEvent } from "@legbook/domain";
import { domainEventCodec, readRecording } from "@legbook/engine";
import { createPastViews, createViews, VIEW_NAMES, type ViewStates } from "@legbook/projections";
import { plainState } from "@legbook/projections/testing";
import { expect, it, onTestFinished } from "vitest";
import { pastLog } from "../../apps/server/src/past-log.ts";
import { rebuildViews } from "../../apps/server/src/rebuild-views.ts";
import { openSnapshots } from "../../apps/server/src/snapshots/snapshot-store.ts";
import { temporaryFolder } from "../support/legbook.ts";

const FOLDER = join(import.meta.dirname, "../recordings");
const DAYS = readdirSync(FOLDER).filter((name) => name.endsWith(".jsonl.gz"));
const ASKED = 200;
/** So that a day has many snapshots. */
const SNAPSHOT_EVERY_EVENTS = 64;

it.each(DAYS)("%s: at 200 random events every view is what a fold from zero makes of it", async (name) => {
  const { past, log } = await recordedDay(name);
  const random = randomNumbers(20_151_224);
  const places = Array.from({ length: ASKED }, () => Math.floor(random() * log.length)).sort((a, b) => a - b);
  const folded = createViews({ onListenerError: () => {} });
  let next = 0;
  for (const place of places) {
    if (place >= next) folded.apply({ events: log.slice(next, place + 1), live: true });
    next = Math.max(next, place + 1);
    const then = await past.at(log[place]!.position, VIEW_NAMES);
    expect(statesOf(then)).toEqual(statesOf(folded));
  }
});

it.each(DAYS)("%s: at 200 random times the moment is the last event that is not after", async (name) => {
  const { past, log } = await recordedDay(name);
  const times = log.map(({ metadata }) => metadata.occurredAt);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const random = randomNumbers(1);
  for (let run = 0; run < ASKED; run += 1) {
    const time = epochMs(Math.round(first - 5_000 + random() * (last - first + 10_000)));
    const expected = log.findLast(({ metadata }) => metadata.occurredAt <= time);
    const found = await past.positionAt(time);
    expect(found?.position).toBe(expected?.position);
    expect(found?.at).toBe(expected?.metadata.occurredAt);
  }
});

async function recordedDay(name: string) {
  const store = await readRecording(readFileSync(join(FOLDER, name)), domainEventCodec());
  const log: RecordedEvent[] = [];
  for await (const page of store.readAll({ direction: "forwards" })) log.push(...page);
  const folder = temporaryFolder();
  const path = join(folder.path, "views.db");
  await rebuildViews({
    store,
    path,
    names: VIEW_NAMES,
    snapshotEveryEvents: SNAPSHOT_EVERY_EVENTS,
    onRefused: refuse,
    onProgress: () => {},
  });
  const snapshots = await openSnapshots({ path, log: store, onRefused: refuse });
  onTestFinished(() => {
    snapshots.close();
    folder.remove();
  });
  const past = createPastViews({ log: pastLog(store), snapshots, nextTurn: () => setImmediate() });
  return { past, log };
}

function refuse(what: string): never {
  throw new Error(what);
}

function statesOf(views: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, plainState(views[name])]));
}

/** Numbers from 0 to 1, the same for the same seed: a linear congruence (Numerical Recipes' constants). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

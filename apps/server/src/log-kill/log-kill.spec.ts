import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import type { RecordedEvent } from "@legbook/domain";
import {
  domainEventCodec,
  openSqliteEventStore,
  openSqliteLogReader,
  verifyChain,
  verifySqliteLog,
} from "@legbook/engine";
import { createViews, VIEW_NAMES, type ViewStates } from "@legbook/projections";
import { plainState } from "@legbook/projections/testing";
import { pino } from "pino";
import { startViews } from "../start-views.ts";
import type { Acknowledgement } from "./log-load.child.ts";

const CHILD = fileURLToPath(new URL("log-load.child.ts", import.meta.url));
const KILLS = Number(process.env["LEGBOOK_LOG_KILLS"] ?? 6);
const SEED = Number(process.env["LEGBOOK_LOG_KILL_SEED"] ?? Date.now() % 100_000);
/** A log is killed so many times and gone on with, then the next begins. */
const KILLS_A_LOG = 8;
const ACKNOWLEDGEMENTS_MAX = 1_500;
const STARTING_MS = 3_000;
const KILL_TIMEOUT_MS = 60_000;

const codec = domainEventCodec();
let folder = "";

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Moment {
  /** Whichever comes first. */
  readonly acknowledgements: number;
  readonly afterMs: number;
}

/** Every third kill may come at any moment from the start on, the others in the middle of the load. */
function momentOf(kill: number, next: () => number): Moment {
  const afterMs = kill % 3 === 2 ? next() * STARTING_MS : KILL_TIMEOUT_MS / 2;
  return { acknowledgements: 1 + Math.floor(next() * ACKNOWLEDGEMENTS_MAX), afterMs };
}

async function loadUntilKilled(args: readonly string[], moment: Moment): Promise<readonly Acknowledgement[]> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const kill = (): void => void child.kill("SIGKILL");
  onTestFinished(kill);
  const timer = setTimeout(kill, moment.afterMs);
  let output = "";
  let complaints = "";
  let lines = 0;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    lines += text.split("\n").length - 1;
    if (lines >= moment.acknowledgements) kill();
  });
  const [, signal] = (await once(child, "close")) as [number | null, string | null];
  clearTimeout(timer);
  expect(signal, complaints).toBe("SIGKILL");
  return output
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Acknowledgement);
}

async function readAll(path: string): Promise<readonly RecordedEvent[]> {
  const reader = openSqliteLogReader({ path, codec });
  const events: RecordedEvent[] = [];
  for await (const page of reader.readAll({ direction: "forwards" })) events.push(...page);
  await verifyChain(reader, () => {});
  await reader.close();
  return events;
}

function expectAcknowledged(events: readonly RecordedEvent[], all: readonly Acknowledgement[]): void {
  const byPosition = new Map(events.map((event) => [event.position as string, event]));
  for (const { position, stream, revision, id } of all) {
    const event = byPosition.get(position);
    expect({ stream: event?.stream, revision: event?.revision, id: event?.metadata.id }).toEqual({
      stream,
      revision,
      id,
    });
  }
}

/** An append is all there or not at all. */
function expectWholeAppends(events: readonly RecordedEvent[]): void {
  const counts = new Map<string, number>();
  for (const { metadata } of events) {
    const key = `${metadata.correlationId} ${metadata.actor}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  for (const [key, count] of counts) expect(`${key.split(":").at(-1)}`, key).toBe(String(count));
}

function statesOf(states: ViewStates): unknown {
  return Object.fromEntries(VIEW_NAMES.map((name) => [name, plainState(states[name])]));
}

function folded(events: readonly RecordedEvent[]): unknown {
  const views = createViews({
    onListenerError: (error) => {
      throw error;
    },
  });
  views.apply({ events: events, live: true });
  return statesOf(views);
}

/** What the product's own views show after a restart on what the kill left: log and snapshots. */
async function shownAfterRestart(log: string, views: string): Promise<unknown> {
  const store = openSqliteEventStore({ path: log, codec });
  const running = await startViews({
    store,
    log,
    path: views,
    logger: pino({ level: "silent" }),
    onFatal: (error) => {
      throw error;
    },
  });
  const shown = statesOf(running.views);
  await running.stop();
  await store.close();
  return shown;
}

describe("after kill -9 at a random moment under load", () => {
  it(
    "what was acknowledged is there, the chain verifies, and the views equal a rebuild from zero",
    { timeout: KILLS * KILL_TIMEOUT_MS },
    async () => {
      console.log(`${KILLS} kills (LEGBOOK_LOG_KILLS), seed ${SEED} (LEGBOOK_LOG_KILL_SEED)`);
      const next = chances(SEED);
      let acknowledged: Acknowledgement[] = [];
      let total = 0;
      for (let kill = 0; kill < KILLS; kill += 1) {
        if (kill % KILLS_A_LOG === 0) {
          rmSync(folder, { recursive: true, force: true });
          folder = mkdtempSync(join(tmpdir(), "legbook-log-kill-"));
          acknowledged = [];
        }
        const log = join(folder, "log.db");
        const views = join(folder, "log.views.db");
        const lines = await loadUntilKilled([log, views, String(SEED + kill)], momentOf(kill, next));
        acknowledged.push(...lines);
        total += lines.length;
        if (acknowledged.length === 0) continue;
        const events = await readAll(log);
        expectAcknowledged(events, acknowledged);
        expectWholeAppends(events);
        expect(verifySqliteLog(log).events).toBe(events.length);
        expect(await shownAfterRestart(log, views)).toEqual(folded(events));
        if ((kill + 1) % 50 === 0) console.log(`${kill + 1} kills, ${total} acknowledged appends`);
      }
      expect(total).toBeGreaterThan(KILLS * 10);
      console.log(`${total} acknowledged appends, all there`);
    },
  );
});

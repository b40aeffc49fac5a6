import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { epochMs, type NewEvent, streamName, type TickKind } from "@legbook/domain";
import {
  createUuidV7Ids,
  domainEventCodec,
  examineLogFile,
  openSqliteEventStore,
  systemClock,
} from "@legbook/engine";

const MAIN = fileURLToPath(new URL("../main.ts", import.meta.url));
const BATCHES = 20_000;
const APPEND_EVENTS = 2_000;
const KILLS = Number(process.env["LEGBOOK_KEPT_KILLS"] ?? 2);
/** From a program's start to the end of what it does here, and more. */
const KILL_WITHIN_MS = 3_500;
const START_TIME = epochMs(1_450_969_200_000);

const codec = domainEventCodec();
const ids = createUuidV7Ids(systemClock);
let folder = "";
let log = "";
let hash = "";

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "legbook-kept-"));
  log = join(folder, "log.db");
  const store = openSqliteEventStore({ path: log, codec });
  for (let first = 0; first < BATCHES; first += APPEND_EVENTS) {
    const events = Array.from({ length: APPEND_EVENTS }, (_, offset) => batch(first + offset));
    await store.append({ stream: streamName("market", "2015-12-24"), events, expectedRevision: "any" });
  }
  await store.close();
  hash = await soundHash(log);
}, 60_000);
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function batch(number: number): NewEvent {
  const ticks = Array.from({ length: 32 }, (_, tick) => tick);
  const id = ids.next();
  const occurredAt = epochMs(START_TIME + number);
  return {
    event: {
      type: "TicksRecorded",
      data: {
        baseTime: occurredAt,
        conIds: ticks.map((tick) => 208_813_720 + (tick % 16)),
        kinds: ticks.map((tick): TickKind => (tick % 2 === 0 ? 1 : 2)),
        values: ticks.map((tick) => 1_000_000 + ((tick * 7 + number * 13) % 997) * 10_000),
        offsetsMs: ticks,
      },
    },
    metadata: {
      id,
      correlationId: id,
      causationId: null,
      actor: "engine",
      session: "s1",
      occurredAt,
      recordedAt: occurredAt,
    },
  };
}

/** The last event's hash of a log in which everything was looked at and is sound. */
async function soundHash(path: string): Promise<string> {
  const { findings, log } = await examineLogFile(path, codec, () => {});
  expect(findings.filter(({ kind }) => kind !== "attention")).toEqual([]);
  return Buffer.from(log?.last?.hash ?? []).toString("hex");
}

async function run(args: readonly string[], killAfterMs: number | null): Promise<number | null> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: "ignore" });
  onTestFinished(() => void child.kill("SIGKILL"));
  const timer = killAfterMs === null ? null : setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  const [code] = (await once(child, "close")) as [number | null];
  if (timer !== null) clearTimeout(timer);
  return code;
}

/** Kills the program at several moments, looks at what is left each time, then lets it finish. */
async function killed(args: readonly string[], left: () => Promise<void>): Promise<void> {
  for (let kill = 0; kill < KILLS; kill += 1) {
    await run(args, 300 + Math.random() * KILL_WITHIN_MS);
    await left();
  }
}

describe("kill -9 in the middle of", { timeout: 60_000 + KILLS * 30_000 }, () => {
  it("a retention leaves every tick, in the log or in its segment, and the next run finishes", async () => {
    const args = ["retain", log, "--ticks-older-than-days", "0"];
    await killed(args, async () => expect(await soundHash(log)).toBe(hash));
    expect(await run(args, null)).toBe(0);
    expect(await soundHash(log)).toBe(hash);
    const { segments } = await examineLogFile(log, codec, () => {});
    expect(segments.events).toBe(BATCHES - 1);
  });

  it("a copy leaves its beginning, and the next run goes on to the same log", async () => {
    const target = join(folder, "copy.db");
    const args = ["copy", "--from", log, "--to", target];
    await killed(args, async () => {
      if (existsSync(target)) await soundHash(target);
    });
    expect(await run(args, null)).toBe(0);
    expect(await soundHash(target)).toBe(hash);
  });

  it("a backup leaves a whole one or none", async () => {
    const target = join(folder, "backup.db");
    const args = ["backup", log, "--to", target];
    await killed(args, async () => {
      if (!existsSync(target)) return;
      expect(await soundHash(target)).toBe(hash);
      rmSync(target);
    });
    expect(await run(args, null)).toBe(0);
    expect(await soundHash(target)).toBe(hash);
    expect(await soundHash(log)).toBe(hash);
  });
});

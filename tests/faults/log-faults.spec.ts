import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { streamName } from "@legbook/domain";
import { createUuidV7Ids, systemClock } from "@legbook/engine";
import { createEventCodec, openSqliteEventStore, verifySqliteLog } from "@legbook/engine/event-store";
import { z } from "zod";
import { type Api, eventTypes, signInProgram } from "../support/api.ts";
import type { Child } from "../support/child-process.ts";
import { legbookStart, runLegbook, temporaryFolder } from "../support/legbook.ts";
import { mayMount, startOnSmallDisk } from "../support/small-disk.ts";

const MAIN = "apps/server/src/main.ts";
const FAULT_DEADLINE_MS = 50_000;
const STOP_DEADLINE_MS = 20_000;

if (!mayMount) {
  console.warn("SKIPPED: a full and a read-only disk of the running program; this user may not mount one");
}

let folder: ReturnType<typeof temporaryFolder>;
let running: Child[] = [];

beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await Promise.all(running.map((child) => child.end()));
  running = [];
  folder.remove();
});

function watched(child: Child): Child {
  running.push(child);
  return child;
}

/** Starts Legbook on a log and ends it as asked; what it says when it cannot use the log is in `stderr`. */
async function restart(log: string): Promise<void> {
  const { child } = await legbookStart("--log", log);
  watched(child);
  child.signal("SIGINT");
  expect(await child.ends(STOP_DEADLINE_MS)).toEqual({ code: 0, signal: null });
}

const SUBMIT = `mutation ($input: VerticalOrderInput!) { submitOrder(input: $input) { __typename } }`;
const SUBMISSIONS_MAX = 2_000;

/** Submits orders that are refused, each recorded, until there is no answer. The references that were answered. */
async function submitUntilItFails(api: Api, submitted: (count: number) => void): Promise<readonly string[]> {
  const acknowledged: string[] = [];
  for (let count = 1; count <= SUBMISSIONS_MAX; count += 1) {
    const orderRef = `full-${count}`;
    const legs = { expiry: "2030-01-18", right: "put", longStrike: "90", shortStrike: "95" };
    const terms = { account: "DU1234567", symbol: "LBX", quantity: 1, priceKind: "MID" };
    try {
      await api.query(SUBMIT, { input: { orderRef, ...legs, ...terms } });
    } catch {
      return acknowledged;
    }
    acknowledged.push(orderRef);
    submitted(count);
  }
  throw new Error(`all ${SUBMISSIONS_MAX} orders were answered`);
}

describe("while it trades", () => {
  it.runIf(mayMount)(
    "a disk that fills up stops it with the reason; what was acknowledged is there",
    async () => {
      const disk = join(folder.path, "disk");
      const kept = join(folder.path, "kept");
      for (const path of [disk, kept]) mkdirSync(path);
      const fillWhen = join(folder.path, "fill");
      const child = watched(
        startOnSmallDisk(
          { at: disk, bytes: 24 * 1024 * 1024, fillWhen, keepIn: kept },
          MAIN,
          "start",
          "--port",
          "0",
          "--log",
          join(disk, "full.db"),
        ),
      );
      const [signInUrl] = await child.printed(/http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/, FAULT_DEADLINE_MS);
      const api = await signInProgram(signInUrl);
      const acknowledged = await submitUntilItFails(api, (count) => {
        if (count === 3) writeFileSync(fillWhen, "");
      });
      await child.printed(
        /Trading has stopped: The log cannot be used \(disk-full\): .*no room is left.*\n(.*\n)*Free space/,
        FAULT_DEADLINE_MS,
      );
      expect((await child.ends(STOP_DEADLINE_MS)).code).toBe(1);
      expect(acknowledged.length).toBeGreaterThanOrEqual(3);
      const again = await legbookStart("--log", join(kept, "full.db"));
      watched(again.child);
      const reader = await signInProgram(again.signInUrl);
      for (const orderRef of acknowledged) {
        expect(await eventTypes(reader, `order-${orderRef}`), orderRef).toContain("OrderRefused");
      }
    },
  );

  it("another program that keeps the log locked stops it with the reason", async () => {
    const log = join(folder.path, "locked.db");
    const { child } = await legbookStart("--log", log);
    watched(child);
    const other = new DatabaseSync(log, { timeout: 10_000 });
    other.exec("BEGIN IMMEDIATE");
    await child.printed(/Trading has stopped: The log cannot be used \(locked\)/, FAULT_DEADLINE_MS);
    other.exec("ROLLBACK");
    other.close();
    expect((await child.ends(STOP_DEADLINE_MS)).code).toBe(1);
    await restart(log);
  });
});

describe("after a kill -9", () => {
  async function killed(log: string): Promise<Buffer> {
    const { child } = await legbookStart("--log", log, "--speed", "20");
    watched(child);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await child.end();
    return readFileSync(`${log}-wal`);
  }

  it("a write-ahead log that lost its end is taken up to its last whole commit", async () => {
    const log = join(folder.path, "torn.db");
    const wal = await killed(log);
    writeFileSync(`${log}-wal`, wal.subarray(0, wal.length - 1_000));
    const { events } = verifySqliteLog(log);
    expect(events).toBeGreaterThan(0);
    await restart(log);
  });

  it("a flipped bit in the middle of it is refused with the remedy, not a byte changed", async () => {
    const log = join(folder.path, "flipped.db");
    const wal = await killed(log);
    const middle = Math.floor(wal.length / 2);
    wal[middle] = (wal[middle] ?? 0) ^ 4;
    writeFileSync(`${log}-wal`, wal);
    const { code, stderr } = await runLegbook("start", "--port", "0", "--log", log);
    expect(stderr).toMatch(/\(corrupt\): .*write-ahead log is damaged at frame \d+, .*\n.*backup/);
    expect(code).toBe(1);
    expect(readFileSync(`${log}-wal`).equals(wal)).toBe(true);
  });
});

describe("an event of a newer Legbook", () => {
  it("is refused with its type and version and what to do, exit code 1", async () => {
    const log = join(folder.path, "newer.db");
    await restart(log);
    const schema = z.strictObject({ sessionId: z.string(), reason: z.string(), afterMs: z.number() });
    const upcasts = { 1: (data: unknown) => data };
    const codec = createEventCodec({ SessionEnded: { schemaVersion: 2, schema, upcasts } });
    const store = openSqliteEventStore({ path: log, codec });
    const id = createUuidV7Ids(systemClock).next();
    const [occurredAt, recordedAt] = [systemClock.now(), systemClock.now()];
    await store.append({
      stream: streamName("session", "newer"),
      events: [
        {
          event: { type: "SessionEnded", data: { sessionId: "newer", reason: "none", afterMs: 1 } },
          metadata: {
            id,
            correlationId: id,
            causationId: null,
            actor: "engine",
            session: "newer",
            occurredAt,
            recordedAt,
          },
        },
      ],
      expectedRevision: "no-stream",
    });
    await store.close();
    const { code, stderr } = await runLegbook("start", "--port", "0", "--log", log);
    expect(stderr).toMatch(
      /SessionEnded version 2: a newer Legbook wrote this event; this one knows versions up to 1\nStart the Legbook that wrote it/,
    );
    expect(code).toBe(1);
  });
});

describe("a disk without room for a backup", () => {
  it.runIf(mayMount)("gives none: it is told, exit code 2, and nothing is left there", async () => {
    const disk = join(folder.path, "disk");
    const kept = join(folder.path, "kept");
    const log = join(folder.path, "large.db");
    for (const path of [disk, kept]) mkdirSync(path);
    await restart(log);
    const child = watched(
      startOnSmallDisk(
        { at: disk, bytes: 16 * 1024, keepIn: kept },
        MAIN,
        "backup",
        log,
        "--to",
        join(disk, "backup.db"),
      ),
    );
    expect((await child.ends(FAULT_DEADLINE_MS)).code).toBe(2);
    expect(child.stderr).toMatch(/\(disk-full\): .*no room is left/);
    expect(readdirSync(kept)).toEqual([]);
  });
});

describe("a disk that cannot be written", () => {
  it.runIf(mayMount)("is told with the remedy, exit code 1", async () => {
    const disk = join(folder.path, "disk");
    const sound = join(folder.path, "sound.db");
    mkdirSync(disk);
    await restart(sound);
    const before = `cp ${sound} ${disk}/sound.db && mount -o remount,ro ${disk}`;
    const child = watched(
      startOnSmallDisk(
        { at: disk, bytes: 16 * 1024 * 1024, before },
        MAIN,
        "start",
        "--port",
        "0",
        "--log",
        join(disk, "sound.db"),
      ),
    );
    expect((await child.ends(FAULT_DEADLINE_MS)).code).toBe(1);
    expect(child.stderr).toMatch(/\(read-only\): .*\n.*writable for this user/);
  });

  it.runIf(mayMount)("can be read all the same: its log is audited, reported and restored from", async () => {
    const disk = join(folder.path, "disk");
    const sound = join(folder.path, "sound.db");
    mkdirSync(disk);
    await restart(sound);
    const before = `cp ${sound} ${disk}/sound.db && mount -o remount,ro ${disk}`;
    const log = join(disk, "sound.db");
    const commands = [
      ["audit", "verify", log],
      ["report", "--log", log, "--out", join(folder.path, "report")],
      ["restore", log, "--to", join(folder.path, "restored.db")],
    ];
    for (const command of commands) {
      const child = watched(
        startOnSmallDisk({ at: disk, bytes: 16 * 1024 * 1024, before }, MAIN, ...command),
      );
      const { code } = await child.ends(FAULT_DEADLINE_MS);
      expect({ command, code, stderr: code === 0 ? "" : child.stderr }).toEqual({
        command,
        code: 0,
        stderr: "",
      });
    }
  });
});

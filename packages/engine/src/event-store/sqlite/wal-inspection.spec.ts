import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LogUnusable } from "../../ports/event-store.ts";
import { fixtureStream, noteCodec, notes } from "../../testing/event-fixtures.ts";
import { openSqliteEventStore, verifySqliteLog } from "./index.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";
import { inspectWal } from "./wal-inspection.ts";

const A = fixtureStream("a");
const COMMITS = 12;
const EVENTS_A_COMMIT = 3;
/** What a frame of the write-ahead log takes: its header and a page. */
const FRAME_BYTES = 24 + 4096;

let folder: TemporaryFolder;
let crashed: string;
let wal: Buffer;
let main: Buffer;

/** A log as a crash leaves it: everything in its write-ahead log, behind frames of an older generation's. */
beforeEach(async () => {
  folder = temporaryFolder();
  const path = folder.path("log.db");
  crashed = folder.path("crashed.db");
  const store = openSqliteEventStore({ path, codec: noteCodec() });
  for (let commit = 0; commit < COMMITS; commit += 1) {
    const events = notes(commit * EVENTS_A_COMMIT, EVENTS_A_COMMIT);
    await store.append({ stream: A, events, expectedRevision: "any" });
  }
  copyFileSync(path, crashed);
  main = readFileSync(path);
  wal = readFileSync(`${path}-wal`);
  await store.close();
});
afterEach(() => folder.remove());

function leave(bytes: Buffer): void {
  writeFileSync(crashed, main);
  writeFileSync(`${crashed}-wal`, bytes);
}

/** The events that the log opens with, or null when it is refused as corrupt. */
async function openedWith(): Promise<number | null> {
  try {
    const store = openSqliteEventStore({ path: crashed, codec: noteCodec() });
    const revision = await store.streamRevision(A);
    await store.close();
    return (revision ?? -1) + 1;
  } catch (error) {
    expect(error).toMatchObject({ name: "LogUnusable", reason: "corrupt" });
    expect((error as LogUnusable).message).toContain("write-ahead log");
    expect(() => verifySqliteLog(crashed)).toThrow(LogUnusable);
    return null;
  }
}

describe("the write-ahead log of a crashed process", () => {
  it("is counted as SQLite counts it", async () => {
    leave(wal);
    const { commits, tornFrames, damage, frames } = inspectWal(crashed);
    expect({ commits, tornFrames, damage }).toEqual({ commits: COMMITS, tornFrames: 0, damage: null });
    expect(frames).toBe((wal.length - 32) / FRAME_BYTES);
    expect(await openedWith()).toBe(COMMITS * EVENTS_A_COMMIT);
  });

  it("that is torn anywhere opens with whole commits, up to the last one that is there", async () => {
    const seen = new Set<number>();
    for (let end = wal.length; end > 0; end -= 2048 + 7) {
      leave(wal.subarray(0, end));
      const { damage, commits } = inspectWal(crashed);
      expect(damage).toBeNull();
      expect(await openedWith()).toBe(commits * EVENTS_A_COMMIT);
      seen.add(commits);
    }
    expect([...seen].toSorted((one, other) => one - other)).toEqual(
      Array.from({ length: COMMITS + 1 }, (_, commits) => commits),
    );
  });

  it("with a flipped bit before the last commit is refused, where SQLite alone would forget what follows", async () => {
    const lastCommitBytes = lastCommitStart();
    for (let byte = 0; byte < wal.length; byte += 1013) {
      const flipped = Buffer.from(wal);
      flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 8));
      leave(flipped);
      const opened = await openedWith();
      // What happens to the very last commit cannot be told from a crash in the middle of it.
      if (byte < lastCommitBytes) expect(opened, `byte ${byte}`).toBeNull();
      else expect(opened, `byte ${byte}`).toBe((COMMITS - 1) * EVENTS_A_COMMIT);
    }
  });

  it("with a flipped bit in the header of a frame is found damaged as well", () => {
    const end = lastCommitStart();
    for (let start = 32; start < end; start += FRAME_BYTES) {
      for (let byte = start; byte < start + 24; byte += 1) {
        const flipped = Buffer.from(wal);
        flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (byte % 5));
        // A commit's frame of which nothing but that it is one was lost looks like a crash in the middle of it.
        if (wal.readUInt32BE(start + 4) !== 0 && flipped.readUInt32BE(start + 4) === 0) continue;
        writeFileSync(`${crashed}-wal`, flipped);
        expect(inspectWal(crashed).damage, `byte ${byte}`).toContain("damaged at frame");
      }
    }
  });

  it("with an older generation's frames behind its own is whole", async () => {
    const older = Buffer.from(wal.subarray(32 + 2 * FRAME_BYTES));
    for (let frame = 0; frame * FRAME_BYTES < older.length; frame += 1) {
      older.fill(0x5a, frame * FRAME_BYTES + 8, frame * FRAME_BYTES + 16);
    }
    leave(Buffer.concat([wal, older]));
    expect(inspectWal(crashed)).toMatchObject({ commits: COMMITS, damage: null, tornFrames: 0 });
    expect(await openedWith()).toBe(COMMITS * EVENTS_A_COMMIT);
  });
});

/** Where the frames of the last commit begin: behind the frame that ends the commit before it. */
function lastCommitStart(): number {
  const ends: number[] = [];
  for (let start = 32; start < wal.length; start += FRAME_BYTES) {
    if (wal.readUInt32BE(start + 4) !== 0) ends.push(start + FRAME_BYTES);
  }
  return ends.at(-2) ?? 0;
}

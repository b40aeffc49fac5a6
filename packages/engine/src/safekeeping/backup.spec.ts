import { DatabaseSync } from "node:sqlite";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { EventStore, LogReader, StoredRecord } from "../ports/event-store.ts";
import { openSqliteEventStore, openSqliteLogReader } from "../event-store/index.ts";
import { PlaceTaken } from "../event-store/sqlite/placing.ts";
import { type TemporaryFolder, temporaryFolder } from "../event-store/sqlite/temporary-folder.ts";
import { fixtureStream, noteCodec, notes } from "../testing/event-fixtures.ts";
import { backUpLog, type BackupProgress, type BackupResult } from "./backup.ts";

const A = fixtureStream("a");
const codec = noteCodec();

let folder: TemporaryFolder;
let path: string;
let copy: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.path("log.db");
  copy = folder.path("backups/monday.db");
});
afterEach(() => folder.remove());

async function write(store: EventStore, first: number, count: number): Promise<void> {
  for (let done = 0; done < count; done += 500) {
    const events = notes(first + done, Math.min(500, count - done));
    await store.append({ stream: A, events, expectedRevision: "any" });
  }
}

async function records(log: LogReader): Promise<readonly StoredRecord[]> {
  const all: StoredRecord[] = [];
  for await (const page of log.readStored({ direction: "forwards" })) all.push(...page);
  await log.close();
  return all;
}

function backUp(changes: Partial<Parameters<typeof backUpLog>[0]> = {}): Promise<BackupResult> {
  return backUpLog({ from: path, to: copy, codec, onProgress: () => {}, ...changes });
}

function digests(): readonly string[] {
  return readdirSync(folder.path(""), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/-(shm|wal)$/.test(entry.name))
    .map(({ parentPath, name }) => {
      const bytes = readFileSync(`${parentPath}/${name}`);
      return `${parentPath}/${name} ${createHash("sha256").update(bytes).digest("hex")}`;
    })
    .toSorted();
}

describe("a backup", () => {
  it("is the log as it was when it began, while the log goes on", async () => {
    const store = openSqliteEventStore({ path, codec });
    await write(store, 0, 20_000);
    const progress: BackupProgress[] = [];
    const writing: Promise<void>[] = [];
    const onProgress = (step: BackupProgress): void => {
      progress.push(step);
      if (writing.length === 0) writing.push(write(store, 20_000, 2_000));
    };
    const result = await backUp({ onProgress });
    await Promise.all(writing);
    expect(result).toMatchObject({ events: 20_000, streams: 1, segments: 0 });
    const original = await records(store);
    expect(original).toHaveLength(22_000);
    const copied = await records(openSqliteLogReader({ path: copy, codec }));
    expect(copied.map(({ hash }) => Buffer.from(hash).toString("hex"))).toEqual(
      original.slice(0, 20_000).map(({ hash }) => Buffer.from(hash).toString("hex")),
    );
    expect(Buffer.from(result.hash).equals(copied.at(-1)?.hash ?? Buffer.alloc(0))).toBe(true);
    expect(progress.findLast(({ stage }) => stage === "copying")).toMatchObject({ stage: "copying" });
    expect(progress.at(-1)).toEqual({ stage: "verifying", done: 20_000, total: 20_000 });
  });

  it("holds what only the write-ahead log has, and can be gone on with where it is restored", async () => {
    const store = openSqliteEventStore({ path, codec });
    await write(store, 0, 10);
    expect(readFileSync(path).includes("note 5 of 0")).toBe(false);
    await backUp();
    await store.close();
    const restored = folder.path("again/log.db");
    await backUp({ from: copy, to: restored });
    const again = openSqliteEventStore({ path: restored, codec });
    expect((await again.append({ stream: A, events: notes(10, 1), expectedRevision: 9 })).revision).toBe(10);
    await again.close();
  });

  it("goes into an empty place only, and leaves what is there as it is", async () => {
    const store = openSqliteEventStore({ path, codec });
    await write(store, 0, 10);
    await store.close();
    await backUp();
    const before = digests();
    const companion = folder.path("views.db");
    await expect(backUp()).rejects.toBeInstanceOf(PlaceTaken);
    await expect(backUp({ to: path })).rejects.toThrow(`${path} exists already`);
    expect(digests()).toEqual(before);
    writeFileSync(companion, "views of another log");
    const other = folder.path("other.db");
    await expect(backUp({ to: other, companions: [companion] })).rejects.toThrow("views.db exists already");
    expect(existsSync(other)).toBe(false);
  });

  it("of a damaged log is none: nothing is left behind, and the log is left as it is", async () => {
    const store = openSqliteEventStore({ path, codec });
    await write(store, 0, 5_000);
    await store.close();
    const bytes = readFileSync(path);
    const at = bytes.indexOf("note 2500 of 0");
    bytes[at + 5] = 0x39;
    writeFileSync(path, bytes);
    const before = digests();
    await expect(backUp()).rejects.toMatchObject({ name: "LogUnusable", reason: "corrupt" });
    await expect(backUp()).rejects.toThrow(/^event 0000000000002501: what it holds was changed/);
    expect(digests()).toEqual(before);
    await expect(backUp({ from: folder.path("nothing.db") })).rejects.toMatchObject({ reason: "not-a-log" });
  });

  it("of a log whose last events were removed names the log, not the copy that is gone", async () => {
    const store = openSqliteEventStore({ path, codec });
    await write(store, 0, 10);
    await store.append({ stream: fixtureStream("gone"), events: notes(0, 1, 7), expectedRevision: "any" });
    await store.close();
    const database = new DatabaseSync(path);
    database.exec("DELETE FROM events WHERE position = 11");
    database.close();
    const failure: unknown = await backUp().catch((error: unknown) => error);
    expect(failure).toMatchObject({
      reason: "corrupt",
      message: expect.stringMatching(/: a stream has no events/),
    });
    expect((failure as Error).message.startsWith(`${path}: `)).toBe(true);
  });
});

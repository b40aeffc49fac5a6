import { createHash } from "node:crypto";
import { copyFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { epochMs, type EpochMs } from "@legbook/domain";
import { openSqliteEventStore } from "../event-store/index.ts";
import { type TemporaryFolder, temporaryFolder } from "../event-store/sqlite/temporary-folder.ts";
import {
  FIXTURE_TIME,
  fixtureMetadata,
  fixtureStream,
  note,
  noteCodec,
  notes,
} from "../testing/event-fixtures.ts";
import { examineLogFile, type FileExamination } from "./examine-file.ts";

const A = fixtureStream("a");
const B = fixtureStream("b");
const codec = noteCodec();

let folder: TemporaryFolder;
let path: string;

beforeEach(async () => {
  folder = temporaryFolder();
  path = folder.path("log.db");
  const store = openSqliteEventStore({ path, codec });
  await store.append({ stream: A, events: notes(0, 300), expectedRevision: "any" });
  await store.append({ stream: B, events: notes(300, 200), expectedRevision: "any" });
  await store.close();
});
afterEach(() => folder.remove());

function contents(): readonly string[] {
  return readdirSync(folder.path(""))
    .map(
      (name) =>
        `${name} ${createHash("sha256")
          .update(readFileSync(folder.path(name)))
          .digest("hex")}`,
    )
    .toSorted();
}

/** An examination that left the whole folder as it was. */
async function examined(): Promise<FileExamination> {
  const before = contents();
  const examination = await examineLogFile(path, codec, () => {});
  expect(contents()).toEqual(before);
  return examination;
}

function change(sql: string): void {
  const db = new DatabaseSync(path);
  db.exec(sql);
  db.close();
}

describe("a doctor's look at a log", () => {
  it("tells what is in a sound one, and writes nothing, not even beside it", async () => {
    const { findings, log, wal } = await examined();
    expect(findings).toEqual([]);
    expect(log).toMatchObject({ events: 500, streams: 2, stepsBack: 0 });
    expect(log?.types).toEqual([
      { type: "NoteTaken", schemaVersion: 1, events: 500, payloadBytes: log?.payloadBytes },
    ]);
    expect(log?.first?.revision).toBe(0);
    expect(log?.last).toMatchObject({ stream: B, revision: 199 });
    expect(wal.frames).toBe(0);
  });

  it("reads one that a process has open, up to its newest commit", async () => {
    const store = openSqliteEventStore({ path, codec });
    await store.append({ stream: A, events: notes(500, 5), expectedRevision: 299 });
    const { findings, log, wal } = await examineLogFile(path, codec, () => {});
    expect(findings).toEqual([]);
    expect(log?.events).toBe(505);
    expect(wal.commits).toBe(1);
    await store.close();
  });

  it("names each event whose contents are not those that its hash is of, and counts what is behind it", async () => {
    const bytes = readFileSync(path);
    for (const text of ["note 123 of 0", "note 456 of 0"]) bytes[bytes.indexOf(text) + 6] = 0x38;
    writeFileSync(path, bytes);
    const { findings, log } = await examined();
    expect(findings.map(({ kind, what }) => [kind, what])).toEqual([
      ["damage", expect.stringMatching(/^event 0000000000000124: what it holds was changed/)],
      ["damage", expect.stringMatching(/^event 0000000000000457: what it holds was changed/)],
    ]);
    expect(log?.events).toBe(500);
  });

  it("finds whatever bit is flipped in the pages of the events", async () => {
    const whole = readFileSync(path);
    const { log: sound } = await examined();
    let told = 0;
    for (let byte = 100; byte < whole.length; byte += 997) {
      const bytes = Buffer.from(whole);
      bytes[byte] = (bytes[byte] ?? 0) ^ (1 << (byte % 8));
      writeFileSync(path, bytes);
      const { findings, log } = await examineLogFile(path, codec, () => {});
      if (findings.length > 0) {
        told += 1;
        continue;
      }
      // A bit that nothing is in: then the log says what it said before.
      expect(log, `byte ${byte}`).toEqual(sound);
    }
    expect(told).toBeGreaterThan(whole.length / 997 / 2);
  });

  it("tells of events that are missing", async () => {
    change("DELETE FROM events WHERE position = 400");
    const gap = await examined();
    expect(gap.findings.map(({ what }) => what)).toEqual([
      expect.stringContaining("positions have a gap"),
      expect.stringContaining("revisions of a stream have a gap"),
      expect.stringMatching(/^the event after 0000000000000399 cannot be read: .*lacks event/),
    ]);
  });

  it("tells of payloads that this program cannot read, with what to do", async () => {
    change("UPDATE events SET schema_version = 7 WHERE position = 10");
    const { findings } = await examined();
    expect(findings.map(({ kind, what }) => [kind, what])).toEqual([
      ["damage", expect.stringMatching(/^event 0000000000000010: what it holds was changed/)],
      [
        "unusable",
        "event 0000000000000010 cannot be read: NoteTaken version 7: a newer Legbook wrote this event; this one knows versions up to 1",
      ],
    ]);
  });

  it("tells of a clock that was set back, and that the log is none the worse for it", async () => {
    const store = openSqliteEventStore({ path, codec });
    const at = (number: number, recordedAt: EpochMs) => ({
      ...note(number),
      metadata: fixtureMetadata(note(number).metadata.id, { recordedAt }),
    });
    const events = [
      at(600, epochMs(FIXTURE_TIME + 5_000)),
      at(601, epochMs(FIXTURE_TIME + 5_000 - 3_600_000)),
    ];
    await store.append({ stream: A, events, expectedRevision: 299 });
    await store.close();
    const { findings, log } = await examined();
    expect(log?.largestStepBackMs).toBe(3_600_000);
    expect(findings).toMatchObject([{ kind: "attention" }]);
    expect(findings[0]?.what).toContain("set back by up to 3600000 ms");
  });

  it("tells of a commit that a crash cut short, and of one that was lost behind a flipped bit", async () => {
    const store = openSqliteEventStore({ path, codec });
    for (let commit = 0; commit < 4; commit += 1) {
      await store.append({ stream: A, events: notes(500 + commit * 5, 5), expectedRevision: "any" });
    }
    const crashed = folder.path("crashed.db");
    copyFileSync(path, crashed);
    copyFileSync(`${path}-wal`, `${crashed}-wal`);
    await store.close();
    rmSync(path);
    path = crashed;
    const wal = readFileSync(`${path}-wal`);
    truncateSync(`${path}-wal`, wal.length - 10);
    const torn = await examineLogFile(path, codec, () => {});
    expect(torn.findings).toMatchObject([{ kind: "attention" }]);
    expect(torn.findings[0]?.what).toContain("in the middle of a commit");
    expect(torn.log?.events).toBe(515);
    wal[32 + 24 + 100] = (wal[32 + 24 + 100] ?? 0) ^ 1;
    writeFileSync(`${path}-wal`, wal);
    const lost = await examineLogFile(path, codec, () => {});
    expect(lost.findings).toMatchObject([{ kind: "damage" }]);
    expect(lost.findings[0]?.what).toContain("commits that were acknowledged follow it");
  });

  it("says what is not a log of this version, and why", async () => {
    change("PRAGMA user_version = 99");
    expect((await examined()).findings).toMatchObject([{ kind: "unusable" }]);
    writeFileSync(path, "date,open,high,low,close\n".repeat(100));
    expect((await examined()).findings[0]?.what).toContain("is not a Legbook log");
    rmSync(path);
    expect((await examined()).findings[0]?.what).toContain("does not exist");
  });
});

import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { fixtureStream, note, noteCodec, notes } from "../../testing/event-fixtures.ts";
import { openSqliteEventStore, openSqliteLogReader } from "./index.ts";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.ts";

const A = fixtureStream("a");
const codec = noteCodec();

let folder: TemporaryFolder;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = folder.path("log.db");
});
afterEach(() => folder.remove());

describe("a reader of a log", () => {
  it("sees what a running writer commits, and leaves the file as it is", async () => {
    const store = openSqliteEventStore({ path, codec });
    await store.append({ stream: A, events: notes(0, 10), expectedRevision: "no-stream" });
    const before = readFileSync(path);
    const reader = openSqliteLogReader({ path, codec });
    const abort = new AbortController();
    const seen: number[] = [];
    let appended = false;
    for await (const { events, live } of reader.subscribeAll({ signal: abort.signal })) {
      seen.push(...events.map(({ revision }) => revision));
      if (live && !appended) {
        appended = true;
        await store.append({ stream: A, events: [note(10)], expectedRevision: 9 });
      }
      if (seen.length === 11) abort.abort();
    }
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    await reader.close();
    expect(readFileSync(path).equals(before)).toBe(true);
    await store.close();
  });

  it("is refused where there is no log, and makes none", () => {
    expect(() => openSqliteLogReader({ path, codec })).toThrow("does not exist");
    expect(() => readFileSync(path)).toThrow("ENOENT");
  });

  it("is refused, as a writer is, when one of the last events is not what its hash says", async () => {
    const store = openSqliteEventStore({ path, codec });
    await store.append({ stream: A, events: notes(0, 300), expectedRevision: "no-stream" });
    await store.close();
    const db = new DatabaseSync(path);
    db.exec("UPDATE events SET occurred_at = occurred_at + 1 WHERE position = 290");
    db.close();
    const finding = "event 290 does not have the hash that its contents give";
    expect(() => openSqliteLogReader({ path, codec })).toThrow(finding);
    expect(() => openSqliteEventStore({ path, codec })).toThrow(finding);
    await openSqliteLogReader({ path, codec, damaged: "open" }).close();
  });
});
